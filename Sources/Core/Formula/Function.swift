internal import Numerics

extension Formula {
  /// The functions of the language; each is a line of the table below.
  public enum Function: String, Sendable, Hashable, CaseIterable {
    case exp, log, log1p, expm1, sqrt, abs, sign
    case sin, cos, tan, sinh, cosh, tanh, asinh, atan, erf

    /// 1 for positive numbers, else 0: what the derivative of a maximum is made of.
    case step
  }
}

/// A function of the language: its values in three arithmetics beside its derivative.
package struct FunctionRule: Sendable {
  /// In double arithmetic, at most an ulp off.
  package var value: @Sendable (Double) -> Double

  /// With as many digits as asked for.
  package var precise: @Sendable (BigFloat) -> BigFloat

  /// Next to the real line, for the complex step.
  var complex: @Sendable (Complex<Double>) -> Complex<Double>

  /// φ′(u) as a formula in x for u.
  var derivative: Formula

  fileprivate init(
    _ value: @escaping @Sendable (Double) -> Double,
    _ precise: @escaping @Sendable (BigFloat) -> BigFloat,
    _ complex: @escaping @Sendable (Complex<Double>) -> Complex<Double>, _ derivative: Formula
  ) {
    (self.value, self.precise, self.complex) = (value, precise, complex)
    self.derivative = derivative
  }
}

extension Formula.Function {
  package var rule: FunctionRule {
    let (x, one) = (Formula.x, Formula.one)
    return switch self {
    case .exp: .init({ .exp($0) }, { $0.exponential }, { .exp($0) }, .exp(x))
    case .log: .init({ .log($0) }, { $0.logarithm }, { .log($0) }, one / x)
    case .log1p:
      .init(
        { .log(onePlus: $0) }, { $0.logarithmOnePlus }, { .log(onePlus: $0) }, one / (one + x))
    case .expm1:
      .init({ .expMinusOne($0) }, { $0.exponentialMinusOne }, { .expMinusOne($0) }, .exp(x))
    case .sqrt:
      .init(
        { $0.squareRoot() }, { $0.squareRoot }, { .sqrt($0) }, one / (.number(2) * .apply(.sqrt, x))
      )
    case .abs:
      .init(
        { Swift.abs($0) }, { $0.magnitude }, { $0.real < 0 ? -$0 : $0 }, .apply(.sign, x))
    case .sign:
      .init(
        { $0.isNaN ? $0 : $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }, { $0.sign },
        { Complex($0.real > 0 ? 1 : $0.real < 0 ? -1 : 0) }, .zero)
    case .step:
      .init(
        { $0.isNaN ? $0 : $0 > 0 ? 1 : 0 }, { $0.step }, { Complex($0.real > 0 ? 1 : 0) }, .zero)
    case .sin: .init({ .sin($0) }, { $0.sine }, { .sin($0) }, .apply(.cos, x))
    case .cos: .init({ .cos($0) }, { $0.cosine }, { .cos($0) }, -.apply(.sin, x))
    case .tan:
      .init({ .tan($0) }, { $0.tangent }, { .tan($0) }, one + Formula.apply(.tan, x).squared())
    case .sinh: .init({ .sinh($0) }, { $0.hyperbolicSine }, { .sinh($0) }, .apply(.cosh, x))
    case .cosh: .init({ .cosh($0) }, { $0.hyperbolicCosine }, { .cosh($0) }, .apply(.sinh, x))
    case .tanh:
      .init(
        { .tanh($0) }, { $0.hyperbolicTangent },
        { z in
          // With m = e^(−2|z|) − 1 the terms of −m/(2 + m) do not cancel; those of sinh/cosh do.
          let isNegative = z.real < 0
          let m = Complex.expMinusOne(isNegative ? 2 * z : -2 * z)
          let magnitude = -m / (2 + m)
          return isNegative ? -magnitude : magnitude
        }, one - Formula.apply(.tanh, x).squared())
    case .asinh:
      .init(
        { .asinh($0) }, { $0.areaHyperbolicSine }, { .asinh($0) },
        one / .apply(.sqrt, one + x.squared()))
    case .atan:
      .init(
        { .atan($0) }, { $0.arcTangent },
        // The imaginary part of a general one is lost next to the real line.
        { z in
          let (x, y) = (z.real, z.imaginary)
          return Complex(.atan(x), .log(onePlus: 4 * y / (x * x + (1 - y) * (1 - y))) / 4)
        }, one / (one + x.squared()))
    case .erf:
      .init(
        { .erf($0) }, { $0.errorFunction },
        // Taylor's formula: the imaginary part of a complex step is tiny.
        { z in
          let slope = 2 / Double.sqrt(.pi) * .exp(-z.real * z.real)
          return Complex(.erf(z.real), slope * z.imaginary)
        }, .number(2) / .apply(.sqrt, .constant(.pi)) * .exp(-(x.squared())))
    }
  }

  /// |φ′(u)|, for how much of an error passes through.
  func slope(_ u: Double) -> Double {
    switch self {
    case .exp, .expm1: .exp(u)
    case .log: 1 / Swift.abs(u)
    case .log1p: 1 / Swift.abs(1 + u)
    case .sqrt: 0.5 / u.squareRoot()
    case .abs, .sin, .cos, .tanh, .asinh, .atan: 1
    case .sign, .step: 0
    case .tan: 1 + .tan(u) * .tan(u)
    case .sinh, .cosh: .cosh(u)
    case .erf: 1.2 * .exp(-u * u)
    }
  }
}
