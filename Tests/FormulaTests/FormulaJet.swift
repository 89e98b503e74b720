@testable import Core
@testable import Formula

/// A hyper-dual number r + aε₁ + bε₂ + cε₁ε₂ with many digits: what runs through a formula gives its
/// value and its derivatives, by rules that stand here once more.
struct FormulaJet {
  var real: BigFloat
  var first: BigFloat
  var other: BigFloat
  var mixed: BigFloat

  /// Digits enough for what cancels: 150 decimals.
  static let precision = 512

  static func big(_ value: Double) -> BigFloat { BigFloat(value, precision: precision) }

  private init(_ real: BigFloat, _ first: BigFloat, _ other: BigFloat, _ mixed: BigFloat) {
    (self.real, self.first, self.other, self.mixed) = (real, first, other, mixed)
  }

  init(constant: BigFloat) { self.init(constant, Self.big(0), Self.big(0), Self.big(0)) }

  init(variable x: Double) { self.init(Self.big(x), Self.big(1), Self.big(1), Self.big(0)) }

  var isConstant: Bool { first.isZero && other.isZero && mixed.isZero }

  static func + (a: Self, b: Self) -> Self {
    Self(a.real + b.real, a.first + b.first, a.other + b.other, a.mixed + b.mixed)
  }

  static func * (a: Self, b: Self) -> Self {
    Self(
      a.real * b.real, a.real * b.first + a.first * b.real, a.real * b.other + a.other * b.real,
      a.real * b.mixed + a.first * b.other + a.other * b.first + a.mixed * b.real)
  }

  /// φ of it, from φ, φ′ and φ″ at the real part.
  func mapped(_ value: BigFloat, _ slope: BigFloat, _ bend: BigFloat) -> Self {
    Self(value, slope * first, slope * other, slope * mixed + bend * first * other)
  }

  static func power(_ a: Self, _ b: Self) -> Self {
    guard b.isConstant else {
      // aᵇ = e^(b log a)
      return (b * a.applying(.log)).applying(.exp)
    }
    let (p, one) = (b.real, big(1))
    let q = p * (p - one)
    return a.mapped(
      BigFloat.power(a.real, p), p.isZero ? p : p * BigFloat.power(a.real, p - one),
      q.isZero ? q : q * BigFloat.power(a.real, p - one - one))
  }

  func applying(_ function: Formula.Function) -> Self {
    let (u, zero, one, two) = (real, Self.big(0), Self.big(1), Self.big(2))
    switch function {
    case .exp: return mapped(u.exponential, u.exponential, u.exponential)
    case .expm1: return mapped(u.exponential - one, u.exponential, u.exponential)
    case .log: return mapped(u.logarithm, one / u, zero - one / (u * u))
    case .log1p:
      let v = one + u
      return mapped(v.logarithm, one / v, zero - one / (v * v))
    case .sqrt:
      let r = u.squareRoot
      return mapped(r, one / (two * r), zero - one / (two * two * u * r))
    case .abs: return mapped(u.magnitude, u.sign, zero)
    case .sign: return mapped(u.sign, zero, zero)
    case .step: return mapped((u.sign + one) / two, zero, zero)
    case .sin: return mapped(u.sine, u.cosine, zero - u.sine)
    case .cos: return mapped(u.cosine, zero - u.sine, zero - u.cosine)
    case .tan:
      let c = one / (u.cosine * u.cosine)
      return mapped(u.sine / u.cosine, c, two * c * u.sine / u.cosine)
    case .sinh: return mapped(u.hyperbolicSine, u.hyperbolicCosine, u.hyperbolicSine)
    case .cosh: return mapped(u.hyperbolicCosine, u.hyperbolicSine, u.hyperbolicCosine)
    case .tanh:
      let (t, c) = (u.hyperbolicTangent, u.hyperbolicCosine)
      return mapped(t, one / (c * c), zero - two * t / (c * c))
    case .asinh:
      let s = one + u * u
      return mapped(u.areaHyperbolicSine, one / s.squareRoot, zero - u / (s * s.squareRoot))
    case .atan:
      let s = one + u * u
      return mapped(u.arcTangent, one / s, zero - two * u / (s * s))
    case .erf:
      let slope =
        two / BigFloat.pi(precision: Self.precision).squareRoot * (zero - u * u).exponential
      return mapped(u.errorFunction, slope, zero - two * u * slope)
    }
  }
}

extension FormulaJet {
  /// The formula at x; nil where it is on a kink, or so near one that the digits do not tell.
  init?(of formula: Formula, at x: FormulaJet) {
    func inner(_ formula: Formula) -> FormulaJet? { FormulaJet(of: formula, at: x) }
    switch formula {
    case .number(let number):
      let rational = number.rational
      self.init(constant: Self.big(rational.numerator) / Self.big(rational.denominator))
    case .constant(.pi): self.init(constant: .pi(precision: Self.precision))
    case .constant(.e): self.init(constant: Self.big(1).exponential)
    case .x: self = x
    case .value, .parameter: return nil
    case .sum(let members):
      var sum = Self(constant: Self.big(0))
      for member in members {
        guard let term = inner(member) else { return nil }
        sum = sum + term
      }
      self = sum
    case .product(let members):
      var product = Self(constant: Self.big(1))
      for member in members {
        guard let factor = inner(member) else { return nil }
        product = product * factor
      }
      self = product
    case .power(let base, let exponent):
      guard let base = inner(base), let exponent = inner(exponent) else { return nil }
      self = .power(base, exponent)
    case .apply(let function, let u):
      guard let u = inner(u) else { return nil }
      let jumps = function == .abs || function == .sign || function == .step
      if jumps, u.real.exponent < -300 { return nil }
      // Of a sine of 1e100 no digit is left.
      if [.sin, .cos, .tan].contains(function), u.real.exponent > 300 { return nil }
      self = u.applying(function)
    case .extremum(let which, let a, let b):
      guard let a = inner(a), let b = inner(b) else { return nil }
      let difference = a.real - b.real
      if difference.exponent < -300 { return nil }
      self = (difference.sign.double > 0) == (which == .max) ? a : b
    case .call(let function, let u):
      guard let u = inner(u) else { return nil }
      self.init(of: function.body, at: u)
    }
  }
}
