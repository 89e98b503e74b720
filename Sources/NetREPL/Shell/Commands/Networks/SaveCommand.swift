import Core
import Formats
import Platform

extension CommandSpec {
  static let save = CommandSpec(
    name: "save", group: .networks, summary: "write the network and its input to a file",
    pattern: [.argument("FILE", .file), .optional([.word("opset"), .argument("N", .index)])],
    arguments: [
      ("FILE", "the format follows its ending: .json .onnx .safetensors .npz .m"),
      ("N", "of .onnx, the version of the standard operators, 13 to 21; 18 otherwise"),
    ],
    details:
      "All numbers are doubles. Each file is read again before it is written: `load` gives the same weights, "
      + "biases and activations to the bit, the names and the input. Of .onnx, activations that ONNX has no operator of "
      + "double for in every engine are functions of the model, which ONNX Runtime runs; its own Sigmoid and "
      + "LogSoftmax lose what is far smaller than 1, which `export FILE.onnx` does not. The tensors of .safetensors are named "
      + "as those of a Sequential of PyTorch, 0.weight, 0.bias, 2.weight, those of .npz W1, b1, W2, b2. A .m is a "
      + "function in the form of genFunction, with the transfer functions that MATLAB has. "
      + "A state_dict and a file of Keras are a few lines with their libraries: docs/library.md.\n\n"
      + "A file that is there is replaced whole, or not at all. Of a link the file that it leads to "
      + "is replaced; of several hard links, this one.",
    examples: ["save network.json", "save network.onnx", "save network.onnx opset 15"],
    run: { invocation, session in
      let loaded = try session.network(before: "saving")
      let network = Network(
        name: loaded.name, layers: loaded.layers, inputNames: loaded.inputNames,
        outputNames: loaded.outputNames, input: session.model.current?.input)
      let opset = try invocation.opset()
      return try session.writeFile("FILE", invocation) { path in
        let file = FileName(path)
        let source = session.model.current?.source
        let bytes = try ModelFile.write(
          network, origins: source?.origins ?? [], remarks: source?.remarks ?? [],
          endingIn: file.ending, options: WriteOptions(opset: opset, function: file.stem))
        return (bytes, "Saved \(network.name) to \(path).", [:])
      }
    })
}

extension Invocation {
  /// The version of ONNX's operators that is asked for; nil where none is.
  ///
  /// - Throws: where it is none of those that can be written.
  func opset() throws(CommandError) -> Int? {
    guard let opset = arguments.integer("N") else { return nil }
    guard WriteOptions.opsets.contains(opset) else {
      throw CommandError(
        "opset \(opset) is not written; \(WriteOptions.opsets.lowerBound) to "
          + "\(WriteOptions.opsets.upperBound) are", at: arguments.range("N"))
    }
    return opset
  }
}
