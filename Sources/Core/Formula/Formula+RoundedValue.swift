internal import Numerics

extension Formula {
  /// The value in double arithmetic with a bound of its error.
  package func roundedValue(at x: Rounded) -> Rounded {
    switch self {
    case .number(let number):
      let rational = number.rational
      return Rounded(exactly: rational.numerator) / Rounded(exactly: rational.denominator)
    case .constant(.pi): return Rounded(.pi, error: 0)
    case .constant(.e): return Rounded(.exp(1), error: 0)
    case .x: return x
    case .value, .parameter:
      preconditionFailure("what has no value of its own is substituted first")
    case .sum(let members):
      return members.dropFirst().reduce(members[0].roundedValue(at: x)) {
        $0 + $1.roundedValue(at: x)
      }
    case .product(let members): return Self.roundedProduct(members, at: x)
    case .power(let base, let exponent):
      return Self.roundedPower(base.roundedValue(at: x), exponent, at: x)
    case .apply(let function, let inner):
      return Self.applying(function, to: inner.roundedValue(at: x))
    case .extremum(let which, let a, let b):
      let (a, b) = (a.roundedValue(at: x), b.roundedValue(at: x))
      if a.value.isNaN { return a }
      if b.value.isNaN { return b }
      return (a.value > b.value) == (which == .max) ? a : b
    case .call(let function, let inner):
      return function.body.roundedValue(at: inner.roundedValue(at: x))
    }
  }

  /// A product with its powers of negative exponents as one divisor, so that a/b is one division.
  private static func roundedProduct(_ members: [Formula], at x: Rounded) -> Rounded {
    var above: Rounded?
    var below: Rounded?
    for member in members {
      if member.isStep {
        // A step of 0 switches off what stands beside it, even where that overflows.
        let step = member.roundedValue(at: x)
        if step.value == 0 { return step }
      }
      if case .power(let base, let exponent) = member, let p = exponent.rational, p.isNegative {
        let factor = roundedPower(base.roundedValue(at: x), .number(-p), at: x)
        below = below.map { $0 * factor } ?? factor
      } else {
        let factor = member.roundedValue(at: x)
        above = above.map { $0 * factor } ?? factor
      }
    }
    let numerator = above ?? Rounded(exactly: 1)
    return below.map { numerator / $0 } ?? numerator
  }

  private static func roundedPower(
    _ base: Rounded, _ exponent: Formula, at x: Rounded
  ) -> Rounded {
    if let n = exponent.rational?.integer, abs(n) <= 64 {
      if n == 0 { return Rounded(exactly: 1) }
      var result = base
      for _ in 1..<abs(n) { result = result * base }
      return n < 0 ? Rounded(exactly: 1) / result : result
    }
    let exponent = exponent.roundedValue(at: x)
    let value = Double.pow(base.value, exponent.value)
    let relative =
      abs(exponent.value) * base.error / abs(base.value)
      + abs(.log(abs(base.value))) * exponent.error
    return Rounded(value, error: relative.isNaN ? .infinity : relative * abs(value), roundings: 2)
  }

  private static func applying(_ function: Function, to u: Rounded) -> Rounded {
    let value = function.rule.value(u.value)
    switch function {
    case .abs: return u.value < 0 ? Rounded(exactly: -1) * u : u
    case .sign, .step:
      // Exact, unless the error reaches over the jump.
      return u.error < abs(u.value) || u.isExact
        ? Rounded(exactly: value) : Rounded(value, error: .infinity)
    default: break
    }
    if u.isExact, u.value == 0, value == 0 || value == 1 { return Rounded(exactly: value) }
    let passed = u.error == 0 ? 0 : function.slope(u.value) * u.error * 1.01
    return Rounded(value, error: passed.isNaN ? .infinity : passed, roundings: 2)
  }
}
