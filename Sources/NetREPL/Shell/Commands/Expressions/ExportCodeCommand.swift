import Core
import Exports

/// `export code c|swift|python|matlab FILE [with ...]`: the network and its derivatives as a program.
enum ExportCode {
  static let word = "code"
  static let usage = "export code c net.c"

  static let pattern: [Pattern] = [
    .word(word), .argument("LANGUAGE", .codeLanguage), .argument("FILE", .file),
    .optional([.word("with"), .list("WHAT", .codeQuantity)]),
  ]

  static let arguments: [(name: String, meaning: String)] = [
    ("LANGUAGE", CodeLanguage.allCases.map(\.rawValue).joined(separator: ", ")),
    (
      "FILE",
      "where the program goes, "
        + CodeLanguage.allCases.map { "." + $0.ending }.joined(separator: " ")
        + "; its functions are called as the file is"
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

  static func run(_ invocation: Invocation, _ session: Session) throws -> Report {
    let network = try session.network(before: "an export")
    let word = invocation.arguments.text("LANGUAGE") ?? ""
    let language = CodeLanguage(rawValue: word) ?? .c
    let named = invocation.arguments.texts("WHAT").compactMap(CodeQuantity.init(rawValue:))
    let quantities = named.isEmpty ? CodeQuantity.allCases : named
    return try session.writeFile("FILE", invocation) { path in
      let program = try CodeExport(network, in: language, file: path, with: Set(quantities))
      return (
        Array(program.text.utf8),
        "Wrote \(path): \(program.contents) of \(network.name) in \(language.title), "
          + "\(Prose.count(program.lineCount, "line")); \(program.use(of: path))",
        [
          "language": word, "function": program.functionName, "lines": program.lineCount,
          "network": network.name,
        ]
      )
    }
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
