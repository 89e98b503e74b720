/// Why a text is not a formula: what is wrong, and where.
public struct FormulaError: Error, Sendable, Hashable {
  public let problem: Problem

  /// The characters of the text that it is about, counted from 0; one past the end where something
  /// is missing there.
  public let range: Range<Int>

  public enum Problem: Sendable, Hashable {
    case empty
    case tooLong(limit: Int)
    case tooDeep(limit: Int)
    case unexpectedCharacter(Character)
    case unexpected(String)
    case missingOperand(after: String?)
    case missingOperator(before: String, after: String)
    case bracketNotClosed(String)
    case badNumber(String)
    case unknownName(String, nearest: String?, variable: String)
    case notAFunction(String)
    case functionWithoutArgument(String)
    case argumentCount(String, needed: Int, found: Int)
    case wholeLayer(String)
    case tooManyPrimes(String)
    case tooLargeToDifferentiate

    /// 1/2x.
    case ambiguousQuotient

    /// A piece with a condition that none without follows.
    case noOtherwise

    /// What stands behind `for` and is no condition, and behind `with` and tells no letter.
    case noCondition, noDefinition

    /// What a network has and a formula of one variable has not.
    case notOfOneVariable
  }
}

extension FormulaError: CustomStringConvertible {
  public var description: String {
    switch problem {
    case .empty: "there is no formula"
    case .tooLong(let limit): "the formula is longer than \(limit) characters"
    case .tooDeep(let limit): "the formula is nested deeper than \(limit) levels"
    case .unexpectedCharacter(let character):
      "'\(character.isPrintable ? String(character) : "\\u{…}")' has no meaning in a formula"
    case .unexpected(let text): "'\(text.shortened)' cannot stand here"
    case .missingOperand(nil): "something is missing here"
    case .missingOperand(let operation?): "something is missing after '\(operation.shortened)'"
    case .missingOperator(let next, let before):
      "an operator is missing between '\(before.shortened)' and '\(next.shortened)'; a product is written \(before.shortened)*\(next.shortened)"
    case .bracketNotClosed(let bracket): "this '\(bracket)' is not closed"
    case .badNumber(let text): "'\(text.shortened)' is not a number"
    case .unknownName(let name, let nearest, let variable):
      "no function or variable '\(name.shortened)'"
        + (nearest.map { "; did you mean '\($0)'?" } ?? "; the variable is \(variable.shortened)")
    case .notAFunction(let name):
      "'\(name.shortened)' is not a function; a product is written \(name.shortened)*(…)"
    case .functionWithoutArgument(let name):
      "'\(name.shortened)' is a function: \(name.shortened)(…)"
    case .argumentCount(let name, let needed, let found):
      "'\(name.shortened)' takes \(needed) argument\(needed == 1 ? "" : "s"), not \(found)"
    case .wholeLayer(let name):
      "'\(name.shortened)' acts on a whole layer; a formula is about one neuron"
    case .tooManyPrimes(let name):
      "'\(name.shortened)' can be differentiated twice here, not more often"
    case .noOtherwise:
      "formulas in pieces end with what holds elsewhere: x for x > 0, otherwise 0.1x"
    case .noCondition: "a condition is x > 0 or 0 < x < 1"
    case .noDefinition: "a letter is told as in: x s with s = 1/(1 + e^(-x))"
    case .ambiguousQuotient:
      "a quotient with this behind it is read in two ways; write (a/b)*c or a/(b*c)"
    case .notOfOneVariable: "this has no meaning in a formula of one variable"
    case .tooLargeToDifferentiate:
      "the formula is too large, or nested too deeply, to be differentiated twice"
    }
  }
}

extension String {
  /// The text with a long one cut: a name may have as many letters as a formula. In quotes it may have
  /// ends of lines too, and others that cannot be shown.
  fileprivate var shortened: String {
    let text = count <= 40 ? self : prefix(39) + "…"
    return text.map { $0.isPrintable ? String($0) : "\\u{…}" }.joined()
  }
}

extension Character {
  /// Whether it can be shown as it is.
  fileprivate var isPrintable: Bool {
    unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .unassigned, .privateUse, .lineSeparator,
        .paragraphSeparator:
        false
      default: true
      }
    }
  }
}
