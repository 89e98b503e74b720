internal import ONNXMessages

/// The numbers of tensors that stand in files of their own, beside the graph.
struct ExternalNumbers {
  /// The bytes of a file beside the graph, by its name.
  let read: (@Sendable (String) -> [UInt8]?)?

  private var files: [String: [UInt8]] = [:]

  init(read: (@Sendable (String) -> [UInt8]?)?) { self.read = read }

  /// - Throws: when the file is not there, leads out of the folder, or is too short.
  mutating func numbers(
    of tensor: Onnx_Tensor, type: ElementType, count: Int
  ) throws(ModelFileError) -> [Double] {
    let tensorName = Quote.single(tensor.name)
    var entries: [String: String] = [:]
    for entry in tensor.externalData { entries[entry.key] = entry.value }
    guard let location = entries["location"], Self.staysInFolder(location) else {
      throw ONNXModel.refused(
        "the numbers of \(tensorName) stand in \(Quote.single(entries["location"] ?? "")), which "
          + "is not a file of its folder")
    }
    if files[location] == nil {
      guard let bytes = read?(location) else {
        throw ONNXModel.refused(
          "the numbers of \(tensorName) stand in \(Quote.single(location)), which is not beside it")
      }
      files[location] = bytes
    }
    guard let bytes = files[location], let start = Int(entries["offset"] ?? "0"), start >= 0,
      case let size = count * type.byteCount, start <= bytes.count, size <= bytes.count - start,
      entries["length"].map({ Int($0) == size }) ?? true
    else {
      throw ONNXModel.refused(
        "\(Quote.single(location)) has not the \(count) numbers of \(tensorName)")
    }
    return type.doubles(bytes[start..<(start + size)])
  }

  private static func staysInFolder(_ location: String) -> Bool {
    !location.isEmpty && location.utf8.count <= 1000 && !location.hasPrefix("/")
      && !location.contains("\\") && !location.utf8.contains(0)
      && !location.split(separator: "/").contains("..")
  }
}
