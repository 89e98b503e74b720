import Foundation
import TestSupport

@testable import Formula

/// Reads a formula as it is printed, `2x u″ = …`, products without signs and all, and evaluates it.
///
/// Numbers carry two derivatives in x, so that a letter with primes is what it says.
struct PrintedFormula {
  private enum Failure: Error { case notRead(String) }

  /// What a letter means: a function of its argument.
  typealias Meaning = (Jet) throws -> Jet

  private var rest: Substring
  private let x: Jet
  private let letters: [Character: Meaning]

  /// The value at x; the whole text has to be read.
  static func value(
    _ text: String, at x: Jet, _ letters: [Character: Meaning]
  ) throws -> Jet {
    var reader = PrintedFormula(rest: text[...], x: x, letters: letters)
    let value = try reader.sum()
    guard reader.peek == nil else { throw Failure.notRead(String(reader.rest)) }
    return value
  }

  private var peek: Character? { rest.first { $0 != " " } }

  private mutating func take(_ text: String) -> Bool {
    rest = rest.drop { $0 == " " }
    guard rest.hasPrefix(text) else { return false }
    rest = rest.dropFirst(text.count)
    return true
  }

  private mutating func sum() throws -> Jet {
    var value = take("−") ? Jet(-1, 0, 0) * (try product()) : try product()
    while let sign = peek, sign == "+" || sign == "−" {
      _ = take(String(sign))
      let term = try product()
      value = sign == "+" ? value + term : value + Jet(-1, 0, 0) * term
    }
    return value
  }

  private mutating func product() throws -> Jet {
    var value = try power()
    while let next = peek {
      if take("/") {
        value = value * (try power()).composed { (1 / $0, -1 / ($0 * $0), 2 / ($0 * $0 * $0)) }
      } else if next.isLetter || next.isNumber || next == "(" || next == "√"
        || next == "|"
          && !isInBars
      {
        value = value * (try power())
      } else {
        return value
      }
    }
    return value
  }

  private var isInBars = false

  private mutating func power() throws -> Jet {
    // e^u is a function; what else has an exponent has a whole one.
    if take("e^") {
      let exponent = try atom()
      return exponent.composed { (exp($0), exp($0), exp($0)) }
    }
    var value = try atom()
    for (sign, exponent) in [("²", 2), ("³", 3)] where take(sign) {
      value = (1..<exponent).reduce(value) { product, _ in product * value }
    }
    return value
  }

  private static let functions:
    [(name: String, jet: @Sendable (Double) -> (Double, Double, Double))] = [
      ("tanh", { (tanh($0), 1 - tanh($0) * tanh($0), -2 * tanh($0) * (1 - tanh($0) * tanh($0))) }),
      (
        "erf",
        {
          let slope = 2 / Double.pi.squareRoot() * exp(-$0 * $0)
          return (erf($0), slope, -2 * $0 * slope)
        }
      ),
      ("ln", { (log($0), 1 / $0, -1 / ($0 * $0)) }), ("sign", { ($0 > 0 ? 1 : -1, 0, 0) }),
      ("sin", { (sin($0), cos($0), -sin($0)) }), ("cos", { (cos($0), -sin($0), -cos($0)) }),
      ("√", { ($0.squareRoot(), 0.5 / $0.squareRoot(), -0.25 / ($0 * $0.squareRoot())) }),
    ]

  private mutating func atom() throws -> Jet {
    if take("(") {
      let value = try sum()
      guard take(")") else { throw Failure.notRead(String(rest)) }
      return value
    }
    if take("|") {
      isInBars = true
      let value = try sum()
      isInBars = false
      guard take("|") else { throw Failure.notRead(String(rest)) }
      return value.value < 0 ? Jet(-1, 0, 0) * value : value
    }
    for (name, wanted) in [("min", -1.0), ("max", 1.0)] where take(name + "(") {
      let first = try sum()
      guard take(",") else { throw Failure.notRead(String(rest)) }
      let second = try sum()
      guard take(")") else { throw Failure.notRead(String(rest)) }
      return (first.value - second.value) * wanted > 0 ? first : second
    }
    for (name, jet) in Self.functions where take(name) { return try atom().composed(jet) }
    if take("π") { return Jet(.pi, 0, 0) }
    let digits = rest.drop { $0 == " " }.prefix { $0.isASCII && $0.isNumber || $0 == "." }
    if let number = Double(digits), take(String(digits)) { return Jet(number, 0, 0) }
    guard let letter = peek, letter == "x" || letters[letter] != nil, take(String(letter)) else {
      throw Failure.notRead(String(rest))
    }
    guard let meaning = letters[letter] else { return x }
    for (primes, part) in [("′", \Jet.first), ("″", \Jet.second)] where take(primes) {
      return Jet(try meaning(x)[keyPath: part], 0, 0)
    }
    // A letter for a function may have its argument behind it: Φ(x), but T(1 − T).
    if rest.hasPrefix("(x)") {
      return try meaning(try atom())
    }
    return try meaning(x)
  }

}

extension Jet {
  fileprivate static func + (a: Jet, b: Jet) -> Jet {
    Jet(a.value + b.value, a.first + b.first, a.second + b.second)
  }

  fileprivate static func * (a: Jet, b: Jet) -> Jet {
    Jet(
      a.value * b.value, a.first * b.value + a.value * b.first,
      a.second * b.value + 2 * a.first * b.first + a.value * b.second)
  }

  fileprivate func composed(_ f: (Double) -> (Double, Double, Double)) -> Jet {
    let (value, slope, bend) = f(self.value)
    return Jet(value, slope * first, bend * first * first + slope * second)
  }
}
