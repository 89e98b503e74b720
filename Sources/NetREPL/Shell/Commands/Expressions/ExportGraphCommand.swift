import Core
import Exports
import Formats
import Platform

/// `export FILE.onnx with ...`: the network and its derivatives as a graph of ONNX.
enum ExportGraph {
  static let pattern: [Pattern] = [
    .argument("FILE.onnx", .graphFile), .word("with"), .list("DERIVATIVE", .graphQuantity),
    .optional([.word("opset"), .argument("N", .index)]),
  ]

  static let arguments: [(name: String, meaning: String)] = [
    ("FILE.onnx", "where the graph goes"),
    ("DERIVATIVE", "jacobian, hessian, gradient: what the graph gives beside A"),
    ("N", "the version of the standard operators, 13 to 21; 18 otherwise"),
  ]

  static let details =
    "`export FILE.onnx with ...` writes a graph for a batch of N rows, in double: I, N×d, to A, N×m, "
    + "J, N×m×d, and H, N×m×d×d; with gradient it takes dout, N×m, too, and gives the derivatives "
    + "of dout · A. It has only operators that ONNX Runtime has for doubles, and keeps its digits where "
    + "activations saturate."

  /// Whether a graph was meant, though the rest does not fit.
  static func isMeant(_ words: some Collection<Word>) -> Bool {
    words.first?.text.lowercased().hasSuffix(".onnx") == true
  }

  static let problem =
    "an .onnx file takes `with` and what it is to give, jacobian, hessian or gradient: "
    + "export net.onnx with jacobian hessian"

  static func run(_ invocation: Invocation, _ session: Session) throws -> Report {
    let range = invocation.arguments.range("FILE.onnx")
    let path = invocation.arguments.text("FILE.onnx") ?? ""
    let network = try session.network()
    if session.fault != nil {
      throw CommandError("a mistake is planted in the formulas; `unplant` before an export")
    }
    let quantities = Set(
      invocation.arguments.texts("DERIVATIVE").compactMap(DerivativeGraph.Quantity.init(rawValue:)))
    let opset = try invocation.opset() ?? WriteOptions.usualOpset
    let bytes: [UInt8]
    do {
      bytes = try DerivativeGraph.bytes(of: network, with: quantities, opset: opset)
      try File.write(bytes, to: path, in: session.folder, writes: session.writes)
    } catch {
      throw CommandError("\(error)", at: range)
    }
    let outputs =
      ["A"] + DerivativeGraph.Quantity.allCases.filter(quantities.contains).map(\.output)
    let line =
      "Wrote \(path): I to \(outputs.joined(separator: ", ")) of \(network.name), a batch of rows at a "
      + "time, in double; opset \(opset), \(Memory.words(Double(bytes.count)))."
    var report = Report.line(
      line.escapingControls,
      record: [
        "file": path, "network": network.name, "outputs": outputs, "opset": opset,
        "bytes": bytes.count,
      ])
    if session.writes == nil {
      report.warnings += File.leftoverWarnings(beside: path, in: session.folder)
    }
    return report
  }
}

extension ArgumentKind {
  static let graphFile = ArgumentKind(
    description: "an .onnx file",
    read: { word throws(CommandError) in
      guard word.text.lowercased().hasSuffix(".onnx") else {
        throw word.error("\(word.text.quoted) is no .onnx file")
      }
      return .text(word.text)
    }, candidates: file.candidates)

  static let graphQuantity = name(
    "a derivative", of: DerivativeGraph.Quantity.allCases.map { ($0.rawValue, $0.output) },
    otherwise: "; there are "
      + DerivativeGraph.Quantity.allCases.map(\.rawValue).joined(separator: ", ")
  ) { "\($0) is nothing that a graph gives" }
}
