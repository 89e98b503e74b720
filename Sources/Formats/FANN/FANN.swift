internal import Core
internal import Platform

extension ModelFormat {
  static let fann = ModelFormat(
    name: "FANN", endings: ["net"], hasMark: true,
    takes: [.folded],
    recognises: { $0.starts(with: Array("FANN_F".utf8)) },
    read: { bytes, name, options throws(ModelFileError) in
      try FANNFile(bytes).chain().network(name: name, format: FANNFile.kind, options: options)
    },
    write: nil)
}

/// A network that the FANN library has saved as text.
///
/// Source: what version 2.1 to 2.2 of the library writes: `key=value` lines, then for each neuron
/// (inputs, activation, steepness), then for each connection (neuron, weight), the bias last.
struct FANNFile {
  static let kind = "a FANN file"

  private let bytes: [UInt8]

  /// Where the values of the keys stand that are read.
  private let fields: [String: Range<Int>]

  private static let keys: Set<String> = [
    "layer_sizes", "network_type", "scale_included", "neurons", "connections",
  ]

  static func refused(_ why: String) -> ModelFileError { ModelFileError(.refused(kind, why)) }

  init(_ bytes: [UInt8]) throws(ModelFileError) {
    guard bytes.starts(with: "FANN_FLO".utf8) else {
      throw Self.refused("it holds whole numbers (FANN_FIX); save it with fann_save")
    }
    var fields: [String: Range<Int>] = [:]
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
      defer { start = end + 1 }
      guard let equals = bytes[start..<end].firstIndex(of: UInt8(ascii: "=")) else { continue }
      // "neurons (num_inputs, ...)" is called by its first word.
      let key = String(decoding: bytes[start..<equals].prefix { $0 != 0x20 }, as: UTF8.self)
      if Self.keys.contains(key) { fields[key] = (equals + 1)..<end }
    }
    (self.bytes, self.fields) = (bytes, fields)
  }

  func chain() throws(ModelFileError) -> Chain {
    let sizes = try numbers("layer_sizes").compactMap { Int(exactly: $0) }
    if let problem = ReadLimits.problem(.layers, sizes.count) { throw Self.refused(problem) }
    guard sizes.count >= 2, sizes.allSatisfy({ (2...NetworkGraph.widest).contains($0) }) else {
      throw Self.refused("its layer_sizes are missing or not read")
    }
    guard fields["network_type"] == nil || begins("network_type", with: "0") else {
      throw Self.refused("it has shortcut connections, which are not read")
    }
    if begins("scale_included", with: "1") {
      throw Self.refused("it has scaling of its own (scale_included=1), which is not read")
    }
    let neurons = try groups("neurons", of: 3)
    let connections = try groups("connections", of: 2)
    guard neurons.count == 3 * sizes.reduce(0, +) else {
      throw Self.refused(
        "it has \(neurons.count / 3) neurons, and its layer_sizes say \(sizes.reduce(0, +))")
    }
    var chain = Chain()
    var neuron = sizes[0]
    var connection = 0
    // The last neuron of a layer is the bias, which takes nothing. Products of two can be counted.
    let parameters = zip(sizes, sizes.dropFirst()).reduce(0) { $0 + $1.0 * ($1.1 - 1) }
    if let problem = ReadLimits.problem(.parameters, parameters) { throw Self.refused(problem) }
    for (l, size) in sizes.enumerated().dropFirst() {
      let (columns, rows) = (sizes[l - 1] - 1, size - 1)
      var weights = Matrix(rows: rows, columns: columns)
      var bias: [Double] = []
      var ranges: [ActivationRange] = []
      for i in 0..<rows {
        let (count, function, steepness) = (
          neurons[3 * neuron], neurons[3 * neuron + 1], neurons[3 * neuron + 2]
        )
        guard count == Double(columns + 1), 2 * (connection + columns + 1) <= connections.count
        else {
          throw Self.refused(
            "neuron \(i + 1) of layer \(l) has \(JSONText.shortest(count)) connections; fully connected networks are read"
          )
        }
        let known = try Self.activation(function, steepness, layer: l)
        for j in 0..<columns { weights[i, j] = known.slope * connections[2 * (connection + j) + 1] }
        bias.append(known.slope * connections[2 * (connection + columns) + 1])
        ranges.append(ActivationRange(known.activation, i..<(i + 1)))
        connection += columns + 1
        neuron += 1
      }
      neuron += 1
      chain.append(.affine(weights, bias: bias), from: "layer \(l)")
      chain.append(.activation(Activation(ranges: ranges)), from: "")
    }
    chain.remarks.append("sums beyond 150/steepness are clipped by FANN; here they are not")
    return chain
  }

  /// σ and what the sum is multiplied with before: FANN's steepness.
  private static func activation(
    _ number: Double, _ steepness: Double, layer: Int
  ) throws(ModelFileError) -> (activation: Activation, slope: Double) {
    let activation: Activation?
    var slope = steepness
    switch number {
    case 0: activation = .known("linear")
    case 3:
      activation = .known("logsig")
      slope = 2 * steepness
    case 5: activation = .known("tansig")
    case 7: activation = .known("radbas")
    case 13: activation = .known("satlin")
    case 14: activation = .known("satlins")
    case 15: activation = .known("sin")
    case 16: activation = .known("cos")
    default: activation = nil
    }
    guard let activation, steepness.isFinite else {
      throw refused(
        "layer \(layer) has activation number \(JSONText.shortest(number)), which is not read")
    }
    return (activation, slope)
  }

  // MARK: Fields

  private func begins(_ key: String, with text: String) -> Bool {
    fields[key].map { bytes[$0].starts(with: text.utf8) } ?? false
  }

  private func numbers(_ key: String) throws(ModelFileError) -> [Double] {
    guard let field = fields[key] else { throw Self.refused("it has no \(key)") }
    func isBetween(_ byte: UInt8) -> Bool { " ,()".utf8.contains(byte) }
    var numbers: [Double] = []
    var place = field.lowerBound
    while let start = bytes[place..<field.upperBound].firstIndex(where: { !isBetween($0) }) {
      place = bytes[start..<field.upperBound].firstIndex(where: isBetween) ?? field.upperBound
      // What is longer is no number.
      let text = String(decoding: bytes[start..<place].prefix(100), as: UTF8.self)
      if let number = Double(text) { numbers.append(number) }
      if numbers.count & 255 == 0, StopRequest.isMade { throw Self.refused("stopped") }
    }
    return numbers
  }

  /// Numbers in brackets, so many in each, one behind the other.
  private func groups(_ key: String, of size: Int) throws(ModelFileError) -> [Double] {
    let all = try numbers(key)
    guard all.count % size == 0, !all.isEmpty else {
      throw Self.refused("its \(key) are not groups of \(size) numbers")
    }
    return all
  }
}
