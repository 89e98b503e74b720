/// A network and its derivatives as a program in another language.
///
/// One file, which needs nothing but the library of its language (NumPy in Python). Written from the
/// steps of `ActivationProgram`, so that nothing is lost where an activation saturates, and activations
/// that a user has defined are written, too.
package struct CodeExport: Sendable {
  /// The file.
  package let text: String
  package let lineCount: Int

  /// What the program's functions begin with.
  package let functionName: String

  /// A and what else it gives: `A, J and H`.
  package let contents: String

  private let language: CodeLanguage

  /// The most bytes that are written.
  package static let longestText = 64_000_000

  /// The most bytes of stack that a program may take: most threads have 8 MB.
  package static let mostScratch = 4_000_000

  /// - Parameters:
  ///   - file: where it is going to be: the function is called so.
  ///   - quantities: what it gives beside A.
  /// - Throws: `CodeExportError` for what the language cannot express.
  package init(
    _ network: Network, in language: CodeLanguage, file: String, with quantities: Set<CodeQuantity>
  ) throws(CodeExportError) {
    // Before anything is made: 20 bytes for a number.
    let bytes = network.layers.reduce(0.0) {
      $0 + 20 * (Double($1.inputCount) + 1) * Double($1.isScaling ? 1 : $1.neuronCount)
    }
    if bytes > Double(Self.longestText) {
      throw .tooLong(bytes: Int(exactly: bytes.rounded()) ?? .max, most: Self.longestText, language)
    }
    try Self.check(file, language)
    let request = CodeRequest(network, language, file: file, quantities: quantities)
    let code = try CodeNetwork(network)
    let written: CodeText
    switch language {
    case .c:
      let program = CProgram(code, request)
      try Self.check(program)
      written = program.written()
    case .python: written = PythonProgram(code: code, request: request).written()
    case .matlab: written = MATLABProgram(code: code, request: request).written()
    case .swift: written = try SwiftProgram(code: code, request: request).written()
    }
    if written.text.utf8.count > Self.longestText {
      throw .tooLong(bytes: written.text.utf8.count, most: Self.longestText, language)
    }
    (text, lineCount) = (written.text, written.lineCount)
    functionName = request.function
    contents = request.contents
    self.language = language
  }

  /// How the file at a path is made use of.
  package func use(of path: String) -> String {
    let library = String(path.dropLast(2)) + ".so"
    return switch language {
    case .c:
      "\(functionName)_output(x, y); gcc -O3 -march=native -fPIC -shared \(Self.shellWord(path)) "
        + "-o \(Self.shellWord(library)) -lm"
    case .swift: "\(functionName).output(x)"
    case .python: "import \(functionName); \(functionName).output(x)"
    case .matlab: "\(functionName)(x)"
    }
  }

  /// A word as a shell reads it.
  private static func shellWord(_ text: String) -> String {
    let isPlain = text.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || "0"..."9" ~= $0 || "/._-+".unicodeScalars.contains($0)
    }
    return isPlain ? text : "'" + text.replacing("'", with: "'\\''") + "'"
  }

  private static func check(
    _ file: String, _ language: CodeLanguage
  ) throws(CodeExportError) {
    let name = file.split(separator: "/").last.map(String.init) ?? ""
    guard name.hasSuffix("." + language.ending) else { throw .otherEnding(language) }
    let function = Identifier.function(ofFile: file, in: language)
    if language.callsFiles, name != "\(function).\(language.ending)" {
      throw .nameOfFile(language, suggestion: function)
    }
  }

  private static func check(_ program: CProgram) throws(CodeExportError) {
    for quantity in CodeQuantity.allCases where program.request.has(quantity) {
      let bytes = quantity == .jacobian ? program.jacobianBytes : program.curveBytes
      if bytes > mostScratch {
        throw .tooMuchScratch(quantity, bytes: bytes, most: mostScratch)
      }
    }
  }
}
