internal import Core
internal import ONNXMessages
internal import Programs
internal import SwiftProtobuf

/// An activation as a function of a model, for those that have no operator that every engine has for
/// doubles: it runs as its steps, and is read as the activation that it names.
struct ONNXActivationFunction {
  static let domain = "netrepl"

  let name: String
  let activation: Activation

  /// A name that tells the activations of one model apart.
  init(_ activation: Activation, number: Int) {
    self.activation = activation
    name = "\(activation.rule.isDefined ? "formula" : activation.name)_\(number)"
  }

  func message(opset: Int) -> Onnx_Function {
    var graph = ONNXGraph(isFunction: true, taken: ["x"])
    let program = ActivationProgram.of(activation).keeping([ActivationProgram.value])
    var value = graph.results(of: program, at: "x")[0]
    if let constant = program.constant(0) {
      // What does not depend on x has its shape all the same.
      value = graph("Expand", graph.constant([constant]), graph("Shape", "x"))
    }
    graph.rename(value, to: "y")
    return .with {
      $0.name = name
      $0.domain = Self.domain
      $0.input = ["x"]
      $0.output = ["y"]
      $0.node = graph.nodes
      $0.docString = NetworkJSONWriter.text(of: activation)
      $0.opsetImport = [ONNXFileWriter.operators("", opset)]
    }
  }

  /// The activation that a function of a file is; nil where its steps are not those of what it names.
  static func activation(of message: Onnx_Function, opset: Int) -> Activation? {
    guard message.domain == domain,
      let activation = NetworkJSONReader.activation(from: message.docString),
      !activation.couplesNeurons, activation.ranges == nil
    else { return nil }
    var own = ONNXActivationFunction(activation, number: 0).message(opset: opset)
    own.name = message.name
    return own == message ? activation : nil
  }
}
