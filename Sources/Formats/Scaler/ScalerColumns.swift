/// The named lists of numbers of an npz, JSON or csv file.
struct ScalerColumns {
  private var lists: [(name: String, values: [Double])] = []
  let kind: String

  var names: [String] { lists.prefix(8).map { Quote.single($0.name) } }

  init(_ bytes: [UInt8]) throws(ModelFileError) {
    if bytes.starts(with: ZIPFile.mark) {
      kind = "npz"
      try readArrays(bytes)
    } else if NetworkJSON.recognises(bytes) {
      kind = "JSON"
      try readJSON(bytes)
    } else {
      kind = "csv"
      // A cell becomes a text.
      let cells = bytes.count { $0 == UInt8(ascii: ",") || $0 == 0x0A || $0 == 0x0D }
      if let problem = ReadLimits.problem(.values, cells)
        ?? ReadLimits.problem(.header, bytes.count)
      {
        throw ModelFileError(.refused("a scaler", problem))
      }
      readTable(bytes)
    }
  }

  /// (x − mean)/std, or (x − min)/(max − min).
  var scaling: Scaling? {
    if let mean = list(["mean", "mean_", "mu", "center_"]),
      let deviation = list(["std", "std_", "scale", "scale_", "sigma"]),
      mean.count == deviation.count, deviation.allSatisfy({ $0 != 0 && $0.isFinite })
    {
      return .standard(mean: mean, deviation: deviation)
    }
    if let low = list(["min", "data_min_", "minimum"]),
      let high = list(["max", "data_max_", "maximum"]), low.count == high.count,
      zip(low, high).allSatisfy({ $0 < $1 && ($1 - $0).isFinite })
    {
      return .standard(mean: low, deviation: zip(low, high).map { $1 - $0 })
    }
    return nil
  }

  private func list(_ names: [String]) -> [Double]? {
    for name in names {
      if let found = lists.first(where: { $0.name.lowercased() == name }), !found.values.isEmpty {
        return found.values
      }
    }
    return nil
  }

  private mutating func readArrays(_ bytes: [UInt8]) throws(ModelFileError) {
    do throws(RowError) {
      for (name, array) in try NPZArrays(bytes).arrays {
        lists.append((name, array.doubles))
      }
    } catch {
      throw ModelFileError(.refused("an npz file", error.description))
    }
  }

  private mutating func readJSON(_ bytes: [UInt8]) throws(ModelFileError) {
    let root: JSONValue
    do throws(JSONSyntaxError) { root = try JSONParser.parse(bytes) } catch {
      throw ModelFileError(.notJSON(error.message), at: error.position)
    }
    for member in root.members ?? [] {
      switch member.value.content {
      case .numbers(let numbers): lists.append((member.key, numbers.values))
      case .number(let number): lists.append((member.key, [number]))
      default: continue
      }
    }
  }

  /// Columns under their names, or rows behind them.
  private mutating func readTable(_ bytes: [UInt8]) {
    let lines = String(decoding: bytes, as: UTF8.self)
      .split(whereSeparator: \.isNewline)
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(Self.trimmed) }
    guard let head = lines.first, ReadLimits.problem(.scaled, lines.count - 1) == nil else {
      return
    }
    if head.count > 1, head.dropFirst().allSatisfy({ Double($0) != nil }) {
      for line in lines {
        let values = line.dropFirst().compactMap { Double($0) }
        if values.count == line.count - 1 { lists.append((line[0], values)) }
      }
      return
    }
    for (k, name) in head.enumerated() {
      let values = lines.dropFirst().compactMap { $0.count > k ? Double($0[k]) : nil }
      if values.count == lines.count - 1 { lists.append((name, values)) }
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    let blank: Set<Character> = [" ", "\t", "\"", "'"]
    var text = text
    while let first = text.first, blank.contains(first) { text.removeFirst() }
    while let last = text.last, blank.contains(last) { text.removeLast() }
    return String(text)
  }
}
