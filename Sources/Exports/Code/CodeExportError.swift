/// Why a network cannot be written in a language.
package enum CodeExportError: Error, Hashable, CustomStringConvertible {
  /// A file of another ending.
  case otherEnding(CodeLanguage)

  /// A name that the language cannot call a file by.
  case nameOfFile(CodeLanguage, suggestion: String)

  /// A weight or a bias that is not finite.
  case notFinite(layer: Int)

  /// A text of about so many bytes.
  case tooLong(bytes: Int, most: Int, CodeLanguage)

  /// Room on the stack that a computation would need.
  case tooMuchScratch(CodeQuantity, bytes: Int, most: Int)

  /// A literal of so many numbers, which its compiler takes minutes for.
  case tooManyNumbers(Int, most: Int, CodeLanguage)

  package var description: String {
    switch self {
    case .otherEnding(let language):
      "a program in \(language.title) is a .\(language.ending) file"
    case .nameOfFile(let language, let suggestion):
      "\(language.title) calls a file by its name, which cannot be this one: "
        + "\(suggestion).\(language.ending), say"
    case .notFinite(let layer):
      "layer \(layer) has a weight or a bias that is not finite, which no language has a literal for"
    case .tooLong(let bytes, let most, let language):
      "the network is too large for a text: in \(language.title) it would have about "
        + "\(Self.megabytes(bytes)), and the most is \(Self.megabytes(most))"
    case .tooMuchScratch(let quantity, let bytes, let most):
      "\(quantity.symbol) would need \(Self.megabytes(bytes)) of stack, as the program allocates "
        + "nothing, and the most is \(Self.megabytes(most)); without `\(quantity == .jacobian ? "jacobian" : "hessian` and `adjoint")` it can be "
        + "written"
    case .tooManyNumbers(let count, let most, let language):
      "the network has \(count) weights and biases, and compilers of \(language.title) take minutes "
        + "for more than \(most): write C"
    }
  }

  private static func megabytes(_ bytes: Int) -> String {
    "\(bytes / 1_000_000 + (bytes % 1_000_000 == 0 ? 0 : 1)) MB"
  }
}
