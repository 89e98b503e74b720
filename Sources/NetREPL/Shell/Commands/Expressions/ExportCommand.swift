import Core
import Formats

extension CommandSpec {
  static let export = CommandSpec(
    name: "export", group: .values,
    summary:
      "write the value of an expression, or the network as code or as a graph, to a file",
    pattern: [
      .choice([ExportCode.pattern, ExportGraph.pattern, [.rest("EXPRESSION FILE", .exported)]])
    ],
    arguments: [
      (
        "EXPRESSION FILE",
        "any expression, as `help =` explains, and behind it the file; the format follows its ending: "
          + ResultFile.endings.map { "." + $0 }.joined(separator: " ")
      )
    ] + ExportCode.arguments + ExportGraph.arguments,
    details:
      "All digits, with the names of rows and columns; whole or not at all. The screen says what it was. Behind any other command "
      + "`> FILE` does the same with what it answers, and `>> FILE.csv` adds a row with the network, the "
      + "input and the numbers.\n\n"
      + ExportCode.details + "\n\n" + ExportGraph.details,
    examples: [
      "export J jacobian.csv", "export W2 D1 W1 product.npy", "export H1 h.tex",
      "export code c net.c", "export code python model.py",
      "export net.onnx with jacobian hessian",
    ],
    run: { invocation, session in
      if invocation.arguments.has("LANGUAGE") { return try ExportCode.run(invocation, session) }
      if invocation.arguments.has("DERIVATIVE") { return try ExportGraph.run(invocation, session) }
      let words = invocation.statement.words.dropFirst()
      guard words.count > 1, let file = words.last, let typed = invocation.typed("EXPRESSION FILE")
      else {
        throw invocation.error("export needs an expression and a file: export J jacobian.csv")
      }
      let length = file.range.lowerBound - typed.start
      let text = String(Array(typed.text)[..<length])
      let report = try ExpressionReport((text: text, start: typed.start), by: "export", invocation)
        .report(
          invocation)
      return try report.written(to: file, appends: false, session)
    })
}

extension ArgumentKind {
  /// An expression and a file, where neither code nor a graph is meant.
  static let exported = ArgumentKind(
    description: "an expression and a file",
    read: { word, definitions throws(CommandError) in
      if word.text == ExportCode.word {
        throw word.error("code is written in a language: \(ExportCode.usage)")
      }
      if ExportGraph.isGraph(word.text) {
        throw word.error("an .onnx file has derivatives: \(ExportGraph.usage)")
      }
      return try expression.read(word, definitions)
    }, candidates: expression.candidates)
}
