/// An expression as it is written, before its names mean anything: its operators, each part with its
/// place.
///
/// One grammar serves formulas of one variable, numbers with a little arithmetic, and the quantities of a
/// network; each says of what it does not have that it does not.
package struct Syntax: Sendable {
  package let kind: Kind

  /// The characters of the text that it covers.
  package let range: Range<Int>

  package indirect enum Kind: Sendable {
    /// A number as it was typed.
    case number(String)

    /// A name, with its primes as '.
    case name(String)

    /// NAME(…): the value of a function, or a product with what is in the brackets.
    case application(Name, [Syntax])

    /// %3, an earlier result; 0 for the last one.
    case result(Int)

    /// A derivative as it is printed: ∂²A1/∂I².
    case derivative(String)
    case negation(Syntax)

    /// a − b + c: the first one has no sign of its own.
    case sum([Term])

    /// a b / c.
    case product([Factor])
    case power(Syntax, Syntax, isOfEntries: Bool)
    case transpose(Syntax)

    /// √x and |x|.
    case root(Syntax)
    case magnitude(Syntax)

    /// W1[2,:].
    case entry(Syntax, [Index])

    /// [1 2; 3 4], a row each.
    case matrix([[Syntax]])
  }

  package struct Name: Sendable {
    package let text: String
    package let range: Range<Int>

    package init(text: String, range: Range<Int>) { (self.text, self.range) = (text, range) }
  }

  package struct Term: Sendable {
    package let isNegative: Bool
    package let value: Syntax

    package init(isNegative: Bool, value: Syntax) {
      (self.isNegative, self.value) = (isNegative, value)
    }
  }

  package struct Factor: Sendable {
    /// How it is joined to those before it; of no meaning for the first one.
    package let joint: Joint
    package let value: Syntax

    package init(joint: Joint, value: Syntax) { (self.joint, self.value) = (joint, value) }
  }

  package enum Joint: String, Sendable {
    case times = "*"
    case over = "/"

    /// Nothing between them.
    case beside = " "
    case entryTimes = ".*"
    case entryOver = "./"
    case dot = "·"

    /// The product of each entry of one with all of the other.
    case kron = "⊗"
  }

  /// What stands between the commas of brackets behind a name.
  package enum Index: Sendable {
    case all
    case one(Syntax)
    case range(Syntax, Syntax)
  }
}

extension Syntax {
  /// How long an expression may be, in characters, and how deeply it may be nested.
  package static let longest = 10_000
  package static let deepest = 256

  /// Reads a text.
  ///
  /// - Parameters:
  ///   - longest: the most characters that it may have.
  ///   - deepest: how deeply it may be nested.
  /// - Throws: `FormulaError`, with the place.
  package init(
    _ text: String, longest: Int = longest, deepest: Int = deepest
  ) throws(FormulaError) {
    self = try SyntaxParser.parse(text, longest: longest, deepest: deepest)
  }

  /// A stretch of a text, of which only the place matters.
  package init(covering range: Range<Int>) { (kind, self.range) = (.name(""), range) }

  /// What is wrong with it.
  package func error(_ problem: FormulaError.Problem) -> FormulaError {
    FormulaError(problem: problem, range: range)
  }
}
