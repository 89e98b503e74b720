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
      "All numbers are doubles, and each file is read again before it is written: it computes the same to the bit. "
      + "Of .onnx, activations for which engines have no operator in double are functions of the model, which "
      + "ONNX Runtime runs. The tensors of .safetensors are named as those of a Sequential of PyTorch, "
      + "0.weight, 0.bias, 2.weight, and so a state_dict that load_state_dict takes; of .npz they are W1, "
      + "b1, W2, b2. A .m is a function in the form of genFunction, with the transfer functions that MATLAB has. "
      + "A state_dict and a file of Keras are a few lines with their libraries, which docs/library.md has.\n\n"
      + "A file that is there is replaced whole, or not at all. Of a link the file that it leads to "
      + "is replaced; of several hard links, this one.",
    examples: ["save network.json", "save network.onnx", "save network.onnx opset 15"],
    run: { invocation, session in
      let range = invocation.arguments.range("FILE")
      let path = invocation.arguments.text("FILE") ?? ""
      let loaded = try session.network()
      if session.fault != nil {
        throw CommandError("a mistake is planted in the formulas; `unplant` before saving")
      }
      let network = Network(
        name: loaded.name, layers: loaded.layers, inputNames: loaded.inputNames,
        outputNames: loaded.outputNames, input: session.model.current?.input)
      let options = try WriteOptions(opset: invocation.opset())
      do {
        let ending = path.split(separator: "/").last?.split(separator: ".").dropFirst().last
        let source = session.model.current?.source
        let bytes = try ModelFile.write(
          network, origins: source?.origins ?? [], remarks: source?.remarks ?? [],
          endingIn: String(ending ?? ""), options: options)
        try File.write(bytes, to: path, in: session.folder, writes: session.writes)
      } catch {
        throw CommandError("\(error)", at: range)
      }
      var report = Report.line(
        "Saved \(network.name) to \(path).".escapingControls, record: ["file": path])
      if session.writes == nil {
        report.warnings += File.leftoverWarnings(beside: path, in: session.folder)
      }
      return report
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
