internal import Core

/// Writes a network as an ONNX file, of doubles, for a batch of any size.
enum ONNXNetwork {
  static func write(_ told: ReadNetwork, opset: Int) throws(ModelFileError) -> [UInt8] {
    let network = told.network
    var forward = ONNXForward(taken: ["I", "A"])
    var value = "I"
    for (l, layer) in network.layers.enumerated() {
      value = forward.linear(layer, l + 1, of: value)
      value = forward.activated(layer.activation, l + 1, of: value)
    }
    forward.graph.rename(value, to: "A")
    var file = ONNXFileWriter(name: network.name)
    file.opset = opset
    file.inputs = [("I", [.open("N"), .size(network.inputCount)], list(network.inputNames))]
    file.outputs = [("A", [.open("N"), .size(network.outputCount)], list(network.outputNames))]
    file.functions = forward.functions
    file.properties = [(NetworkNotes.key, NetworkNotes(network).text)]
    return try file.bytes(of: forward.graph)
  }

  private static func list(_ names: [String]?) -> String { names?.joined(separator: ", ") ?? "" }
}
