import Core
import Platform

/// Numbers as people type them: `0.5`, `-1e-3`, `0x1p-3`, `pi/4`, `1e-3*2`, `(1+2)/3`.
///
/// Each product has its sign: what is typed as a number is never guessed to be two.
package enum NumberExpression {
  private static let (longest, deepest) = (1 << 20, 64)

  /// The value of a text.
  ///
  /// - Parameter range: where it stands in the line.
  /// - Throws: `CommandError` when it is not a number, too large for a double, or nested too deeply.
  package static func value(
    of text: String, at range: Range<Int>? = nil
  ) throws(CommandError) -> Double {
    let arithmetic = Arithmetic(text: text, range: range)
    let syntax: Syntax
    do throws(FormulaError) {
      syntax = try Syntax(text, longest: longest, deepest: deepest)
    } catch {
      if case .tooDeep = error.problem {
        throw CommandError("this number is nested too deeply", at: range)
      }
      throw arithmetic.notANumber
    }
    return try arithmetic.value(of: syntax)
  }

  private struct Arithmetic {
    let text: String
    let range: Range<Int>?

    var notANumber: CommandError { problem("is not a number") }

    private func problem(_ what: String) -> CommandError {
      CommandError("\(text.quoted) \(what)", at: range)
    }

    func value(of syntax: Syntax) throws(CommandError) -> Double {
      switch syntax.kind {
      case .number(let literal): return try number(literal)
      case .name(let name):
        switch name {
        case "pi", "π": return .pi
        case "nan", "NaN": return .nan
        case "inf", "Inf", "infinity": return .infinity
        default: throw notANumber
        }
      case .negation(let inner): return -(try value(of: inner))
      case .sum(let terms):
        var sum = try value(of: terms[0].value)
        for term in terms.dropFirst() {
          let next = try value(of: term.value)
          sum = try finite(term.isNegative ? sum - next : sum + next, from: sum, next)
        }
        return sum
      case .product(let factors): return try product(factors)
      case .power(let base, let exponent, isOfEntries: false):
        let (base, exponent) = (try value(of: base), try value(of: exponent))
        if base == 0, exponent < 0 { throw problem("divides by zero") }
        return try finite(CNumber.power(base, exponent), from: base, exponent)
      default: throw notANumber
      }
    }

    private func number(_ literal: String) throws(CommandError) -> Double {
      guard let value = Double(literal) else { throw notANumber }
      if value.isFinite { return value }
      throw CommandError("\(literal.clipped(to: 40)) is too large for a double", at: range)
    }

    private func product(_ factors: [Syntax.Factor]) throws(CommandError) -> Double {
      var product = try value(of: factors[0].value)
      for factor in factors.dropFirst() {
        let next = try value(of: factor.value)
        switch factor.joint {
        case .times: product = try finite(product * next, from: product, next)
        case .over:
          if next == 0 { throw problem("divides by zero") }
          product = try finite(product / next, from: product, next)
        default: throw notANumber
        }
      }
      return product
    }

    /// The result of an operation on finite numbers, which must be finite too; `nan` and `inf` come
    /// only from those words.
    private func finite(
      _ result: Double, from left: Double, _ right: Double
    ) throws(CommandError) -> Double {
      if result.isFinite || !left.isFinite || !right.isFinite { return result }
      throw problem(result.isNaN ? "has no real value" : "is too large for a double")
    }
  }
}
