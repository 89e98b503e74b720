import Core
import Exports
import Formats

/// `export FILE.onnx with ...`: the network and its derivatives as a graph of ONNX.
enum ExportGraph {
  static let pattern: [Pattern] = [
    .argument("FILE.onnx", .graphFile), .word("with"), .list("DERIVATIVE", .graphQuantity),
    .optional([.word("opset"), .argument("N", .index)]),
  ]

  static let usage = "export net.onnx with jacobian hessian"

  static func isGraph(_ file: String) -> Bool { file.lowercased().hasSuffix(".onnx") }

  static let arguments: [(name: String, meaning: String)] = [
    ("FILE.onnx", "where the graph goes"),
    ("DERIVATIVE", "jacobian, hessian, gradient: what the graph gives beside A"),
    ("N", "the version of the standard operators, 13 to 21; 18 otherwise"),
  ]

  static let details =
    "`export FILE.onnx with ...` writes a graph for a batch of N rows, in double: I, N×d, to A, N×m, "
    + "J, N×m×d, and H, N×m×d×d; with gradient it takes dout, N×m, too, and gives the derivatives "
    + "of dout · A. It has only operators that ONNX Runtime has for doubles, and where "
    + "activations saturate they keep their digits, and σ′ and σ″ theirs."

  static func run(_ invocation: Invocation, _ session: Session) throws -> Report {
    let network = try session.network(before: "an export")
    let words = Set(invocation.arguments.texts("DERIVATIVE"))
    let quantities = DerivativeGraph.Quantity.allCases.filter { words.contains($0.rawValue) }
    let opset = try invocation.opset() ?? WriteOptions.usualOpset
    return try session.writeFile("FILE.onnx", invocation) { path in
      let bytes = try DerivativeGraph.bytes(of: network, with: Set(quantities), opset: opset)
      let outputs = ["A"] + quantities.map(\.output)
      return (
        bytes,
        "Wrote \(path): I to \(outputs.joined(separator: ", ")) of \(network.name), a batch of rows at a "
          + "time, in double; opset \(opset), \(Memory.words(Double(bytes.count))).",
        [
          "network": network.name, "outputs": outputs, "opset": opset, "bytes": bytes.count,
        ]
      )
    }
  }
}

extension ArgumentKind {
  static let graphFile = ArgumentKind(
    description: "an .onnx file",
    read: { word throws(CommandError) in
      guard ExportGraph.isGraph(word.text) else {
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
