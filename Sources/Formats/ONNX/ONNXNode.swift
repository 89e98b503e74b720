internal import ONNXMessages

/// A node of a graph, with its attributes by name.
struct ONNXNode {
  let message: Onnx_Node
  let opset: Int

  var type: String { message.opType }
  var domain: String { message.domain }
  var inputs: [String] { message.input }
  var outputs: [String] { message.output }

  /// What it is called in messages.
  var name: String {
    message.name.isEmpty ? (message.output.first ?? "") : message.name
  }

  private func attribute(_ name: String) -> Onnx_Attribute? {
    message.attribute.first { $0.name == name }
  }

  /// A number, which the format has as a float: so are the standard values.
  func number(_ name: String, _ standard: Float) -> Double {
    Double(attribute(name)?.f ?? standard)
  }

  func optionalNumber(_ name: String) -> Double? { attribute(name).map { Double($0.f) } }

  func integer(_ name: String) -> Int? { attribute(name).flatMap { Int(exactly: $0.i) } }

  func integers(_ name: String) -> [Int]? {
    attribute(name).map { $0.ints.compactMap { Int(exactly: $0) } }
  }

  func numbers(_ name: String) -> [Double]? { attribute(name).map { $0.floats.map(Double.init) } }

  func text(_ name: String) -> String? {
    attribute(name).map { String(decoding: $0.s, as: UTF8.self) }
  }

  func texts(_ name: String) -> [String]? {
    attribute(name).map { $0.strings.map { String(decoding: $0, as: UTF8.self) } }
  }

  func tensor(_ name: String) throws(ModelFileError) -> ONNXTensor? {
    guard let attribute = attribute(name), attribute.hasT else { return nil }
    var none = ExternalNumbers(read: nil)
    return try ONNXTensor(attribute.t, outside: &none)
  }

  func refused(_ why: String) -> ModelFileError {
    ONNXModel.refused("node \(Quote.single(name)) (\(Quote.shortened(type))): \(why)")
  }
}
