internal import Core
internal import ONNXMessages
internal import Platform
internal import SwiftProtobuf

/// The nodes of an ONNX file and its constants.
struct ONNXModel {
  static let kind = "an ONNX file"

  let nodes: [Onnx_Node]
  let inputs: [Onnx_ValueInfo]
  let outputs: [String]

  /// The version of the standard operators.
  let opset: Int
  private(set) var constants: [String: ONNXTensor] = [:]

  /// The activations that functions of the file are, where the program has written them.
  let functions: [String: Activation]

  /// What the program has written beside the graph.
  let notes: NetworkNotes?

  static func refused(_ why: String) -> ModelFileError { ModelFileError(.refused(kind, why)) }

  init(taking bytes: inout [UInt8], options: ReadOptions) throws(ModelFileError) {
    // All are counted, so that a refusal tells how many there are.
    let count = ONNXCount(bytes, limit: ReadLimit.range.upperBound).count
    if let problem = ReadLimits.problem(.values, count) { throw Self.refused(problem) }
    var model: Onnx_Model
    do {
      var options = BinaryDecodingOptions()
      options.messageDepthLimit = 100
      options.discardUnknownFields = true
      model = try Onnx_Model(serializedBytes: bytes, options: options)
    } catch {
      throw Self.refused("it is damaged, cut short, or no ONNX")
    }
    bytes = []
    guard model.hasGraph, !model.graph.node.isEmpty else {
      throw Self.refused("it holds no graph with nodes")
    }
    if let problem = ReadLimits.problem(.layers, model.graph.node.count) {
      throw Self.refused(problem)
    }
    opset =
      model.opsetImport.first { ["", "ai.onnx"].contains($0.domain) }
      .flatMap { Int(exactly: $0.version) } ?? 1
    if let problem = ReadLimits.problem(.layers, model.functions.count) {
      throw Self.refused(problem)
    }
    var functions: [String: Activation] = [:]
    for function in model.functions where functions[function.name] == nil {
      // A formula takes milliseconds.
      if StopRequest.isMade { throw Self.refused("stopped") }
      functions[function.name] = ONNXActivationFunction.activation(of: function, opset: opset)
    }
    self.functions = functions
    notes = model.metadataProps.first { $0.key == NetworkNotes.key }.map { NetworkNotes($0.value) }
    nodes = model.graph.node
    inputs = model.graph.input
    outputs = model.graph.output.map(\.name)
    // One by one, so that no tensor is held twice.
    var parameters = 0
    var outside = ExternalNumbers(read: options.fileBeside)
    while let tensor = model.graph.initializer.popLast() {
      let constant = try ONNXTensor(tensor, outside: &outside)
      parameters += constant.values.count
      if let problem = ReadLimits.problem(.parameters, atLeast: parameters) {
        throw Self.refused(problem)
      }
      constants[tensor.name] = constant
    }
  }
}
