import Core
import Exports
import Platform

/// `export code c|swift|python|matlab FILE [with ...]`: the network and its derivatives as a program.
enum ExportCode {
  static let pattern: [Pattern] = [
    .word("code"), .argument("LANGUAGE", .codeLanguage), .argument("FILE", .file),
    .optional([.word("with"), .list("WHAT", .codeQuantity)]),
  ]

  static let arguments: [(name: String, meaning: String)] = [
    ("LANGUAGE", CodeLanguage.allCases.map(\.rawValue).joined(separator: ", ")),
    (
      "FILE", "where the program goes; its functions are called as the file is, without its ending"
    ),
    (
      "WHAT",
      CodeQuantity.allCases.map(\.rawValue).joined(separator: ", ")
        + ": what the program gives beside A; without `with` all of them"
    ),
  ]

  static let details =
    "`export code` writes the network and its derivatives as one file without dependencies (NumPy in Python). The C "
    + "speaks CasADi's interface, too: `external('net', './net.so')` has exact derivatives."

  /// Whether code was meant, though the rest does not fit.
  static func isMeant(_ words: some Collection<Word>) -> Bool { words.first?.text == "code" }

  static let problem =
    "`export code` takes a language, "
    + CodeLanguage.allCases.map(\.rawValue).joined(separator: ", ")
    + ", a file, and behind `with` jacobian, hessian or adjoint: export code c net.c"

  static func run(_ invocation: Invocation, _ session: Session) throws -> Report {
    let range = invocation.arguments.range("FILE")
    let path = invocation.arguments.text("FILE") ?? ""
    let network = try session.network()
    if session.fault != nil {
      throw CommandError("a mistake is planted in the formulas; `unplant` before an export")
    }
    guard
      let language = invocation.arguments.text("LANGUAGE").flatMap(CodeLanguage.init(rawValue:))
    else { throw invocation.error("export code needs a language: export code c net.c") }
    let named = invocation.arguments.texts("WHAT").compactMap(CodeQuantity.init(rawValue:))
    let quantities = named.isEmpty ? CodeQuantity.allCases : named
    let program: CodeExport
    do {
      program = try CodeExport(network, in: language, file: path, with: Set(quantities))
      try File.write(Array(program.text.utf8), to: path, in: session.folder, writes: session.writes)
    } catch {
      throw CommandError("\(error)", at: range)
    }
    let line =
      "Wrote \(path): \(program.contents) of \(network.name) in \(language.title), "
      + "\(Prose.count(program.lineCount, "line")); \(program.use(of: path))"
    var report = Report.line(
      line.escapingControls,
      record: [
        "file": path, "language": language.rawValue, "function": program.functionName,
        "lines": Double(program.lineCount), "network": network.name,
      ])
    if session.writes == nil {
      report.warnings += File.leftoverWarnings(beside: path, in: session.folder)
    }
    return report
  }
}

extension ArgumentKind {
  static let codeLanguage = name(
    "a language", of: CodeLanguage.allCases.map { ($0.rawValue, $0.title) },
    otherwise: "; there are " + CodeLanguage.allCases.map(\.rawValue).joined(separator: ", ")
  ) { "\($0) is no language that programs are written in" }

  static let codeQuantity = name(
    "a quantity", of: CodeQuantity.allCases.map { ($0.rawValue, $0.symbol) },
    otherwise: "; there are " + CodeQuantity.allCases.map(\.rawValue).joined(separator: ", ")
  ) { "\($0) is nothing that programs give" }
}
