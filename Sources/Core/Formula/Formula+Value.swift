internal import Numerics

extension Formula {
  /// The value at x, right to the last digits: the double nearest to the true value, or one of its
  /// neighbours.
  ///
  /// Double arithmetic is tried first, with a bound of its rounding carried along. Where digits
  /// cancel or something overflows, it is done again with 128 bits, and more until the digits stand.
  ///
  /// - Returns: not-a-number where the formula has no value, as 0/0 has none.
  /// - Precondition: T is not in it.
  /// - Complexity: tens of nanoseconds for each sign; a hundred times that where digits cancel.
  public func value(at x: Double) -> Double {
    let rounded = roundedValue(at: Rounded(exactly: x))
    return rounded.isAccurate ? rounded.value : preciseValue(at: x)
  }

  /// How many of the 53 bits plain double arithmetic would lose at x; nil when nothing is lost.
  ///
  /// All of them when it has no value there although the formula has one.
  public func lostBits(at x: Double) -> Double? {
    let plain = plainValue(at: x)
    let exact = value(at: x)
    guard !exact.isNaN, plain != exact else { return nil }
    guard plain.isFinite, exact != 0 else { return 53 }
    let ulps = abs(plain - exact) / exact.ulp
    return ulps <= 8 ? nil : min(53, .log2(ulps))
  }

  /// The value as double arithmetic gives it.
  func plainValue(at x: Double) -> Double { roundedValue(at: Rounded(exactly: x)).value }
}

/// A double, and a bound of how far it is from the true value.
struct Rounded {
  var value: Double
  var error: Double

  /// The roundoff unit, half an ulp of 1.
  static let unit = 0x1p-53

  init(exactly value: Double) {
    self.value = value
    error = 0
  }

  /// A result, with the error of what it was made from; one rounding is added.
  init(_ value: Double, error: Double, roundings: Double = 1) {
    self.value = value
    self.error = error + roundings * Self.unit * abs(value) + .leastNonzeroMagnitude
  }

  /// Whether the bound is 24 roundings at most: real errors are then about two.
  var isAccurate: Bool {
    value.isFinite && (error <= 24 * Self.unit * abs(value) || error == 0)
      && (abs(value) >= .leastNormalMagnitude || error == 0)
  }

  /// Whether nothing at all has been rounded.
  var isExact: Bool { error == 0 }

  static func + (a: Rounded, b: Rounded) -> Rounded {
    let sum = a.value + b.value
    // Exact sums are common: 1 + 0, 3 − 1.
    if a.isExact, b.isExact, sum - a.value == b.value, sum - b.value == a.value {
      return Rounded(exactly: sum)
    }
    return Rounded(sum, error: a.error + b.error)
  }

  static func * (a: Rounded, b: Rounded) -> Rounded {
    let product = a.value * b.value
    if a.isExact, b.isExact, (-product).addingProduct(a.value, b.value) == 0,
      abs(product) >= 0x1p-960 || a.value == 0 || b.value == 0
    {
      return Rounded(exactly: product)
    }
    return Rounded(
      product, error: abs(a.value) * b.error + abs(b.value) * a.error + a.error * b.error)
  }

  static func / (a: Rounded, b: Rounded) -> Rounded {
    let quotient = a.value / b.value
    if a.isExact, b.isExact, (-a.value).addingProduct(quotient, b.value) == 0,
      abs(a.value) >= 0x1p-960 || a.value == 0
    {
      return Rounded(exactly: quotient)
    }
    // The divisor as small as it may be.
    let least = abs(b.value) - b.error
    guard least > 0 else { return Rounded(quotient, error: .infinity) }
    return Rounded(quotient, error: (a.error + abs(quotient) * b.error) / least)
  }
}

extension Formula {
  /// The value in double arithmetic with a bound of its error.
  func roundedValue(at x: Rounded) -> Rounded {
    switch self {
    case .number(let number):
      let rational = number.rational
      return Rounded(exactly: rational.numerator) / Rounded(exactly: rational.denominator)
    case .constant(.pi): return Rounded(.pi, error: 0)
    case .constant(.e): return Rounded(.exp(1), error: 0)
    case .x: return x
    case .value: preconditionFailure("T has no value of its own")
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
