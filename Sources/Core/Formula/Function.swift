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
  var value: @Sendable (Double) -> Double

  /// With as many digits as asked for.
  package var precise: @Sendable (BigFloat) -> BigFloat

  /// Next to the real line, for the complex step.
  var complex: @Sendable (Complex<Double>) -> Complex<Double>

  /// φ′(u) as a formula in x for u.
  var derivative: Formula
}

extension Formula.Function {
  package var rule: FunctionRule {
    switch self {
    case .exp:
      FunctionRule(
        value: { .exp($0) }, precise: { $0.exponential }, complex: { .exp($0) },
        derivative: .apply(.exp, .x))
    case .log:
      FunctionRule(
        value: { .log($0) }, precise: { $0.logarithm }, complex: { .log($0) },
        derivative: .one / .x)
    case .log1p:
      FunctionRule(
        value: { .log(onePlus: $0) }, precise: { $0.logarithmOnePlus },
        complex: { .log(onePlus: $0) }, derivative: .one / (.one + .x))
    case .expm1:
      FunctionRule(
        value: { .expMinusOne($0) }, precise: { $0.exponentialMinusOne },
        complex: { .expMinusOne($0) }, derivative: .apply(.exp, .x))
    case .sqrt:
      FunctionRule(
        value: { $0.squareRoot() }, precise: { $0.squareRoot }, complex: { .sqrt($0) },
        derivative: .one / (.number(2) * .apply(.sqrt, .x)))
    case .abs:
      FunctionRule(
        value: { Swift.abs($0) }, precise: { $0.magnitude },
        complex: { $0.real < 0 ? -$0 : $0 }, derivative: .apply(.sign, .x))
    case .sign:
      FunctionRule(
        value: { $0.isNaN ? $0 : $0 > 0 ? 1 : $0 < 0 ? -1 : 0 },
        precise: { $0.sign }, complex: { Complex($0.real > 0 ? 1 : $0.real < 0 ? -1 : 0) },
        derivative: .zero)
    case .step:
      FunctionRule(
        value: { $0.isNaN ? $0 : $0 > 0 ? 1 : 0 }, precise: { $0.step },
        complex: { Complex($0.real > 0 ? 1 : 0) }, derivative: .zero)
    case .sin:
      FunctionRule(
        value: { .sin($0) }, precise: { $0.sine }, complex: { .sin($0) },
        derivative: .apply(.cos, .x))
    case .cos:
      FunctionRule(
        value: { .cos($0) }, precise: { $0.cosine }, complex: { .cos($0) },
        derivative: -.apply(.sin, .x))
    case .tan:
      FunctionRule(
        value: { .tan($0) }, precise: { $0.tangent }, complex: { .tan($0) },
        derivative: .one + Formula.apply(.tan, .x).squared())
    case .sinh:
      FunctionRule(
        value: { .sinh($0) }, precise: { $0.hyperbolicSine }, complex: { .sinh($0) },
        derivative: .apply(.cosh, .x))
    case .cosh:
      FunctionRule(
        value: { .cosh($0) }, precise: { $0.hyperbolicCosine }, complex: { .cosh($0) },
        derivative: .apply(.sinh, .x))
    case .tanh:
      FunctionRule(
        value: { .tanh($0) }, precise: { $0.hyperbolicTangent },
        complex: { z in
          // With m = e^(−2|z|) − 1 the terms of −m/(2 + m) do not cancel; those of sinh/cosh do.
          let isNegative = z.real < 0
          let m = Complex.expMinusOne(isNegative ? 2 * z : -2 * z)
          let magnitude = -m / (2 + m)
          return isNegative ? -magnitude : magnitude
        },
        derivative: .one - Formula.apply(.tanh, .x).squared())
    case .asinh:
      FunctionRule(
        value: { .asinh($0) }, precise: { $0.areaHyperbolicSine }, complex: { .asinh($0) },
        derivative: .one / .apply(.sqrt, .one + Formula.x.squared()))
    case .atan:
      FunctionRule(
        value: { .atan($0) }, precise: { $0.arcTangent },
        // The imaginary part of a general one is lost next to the real line.
        complex: { z in
          let (x, y) = (z.real, z.imaginary)
          return Complex(.atan(x), .log(onePlus: 4 * y / (x * x + (1 - y) * (1 - y))) / 4)
        },
        derivative: .one / (.one + Formula.x.squared()))
    case .erf:
      FunctionRule(
        value: { .erf($0) }, precise: { $0.errorFunction },
        // Taylor's formula: the imaginary part of a complex step is tiny.
        complex: { z in
          let slope = 2 / Double.sqrt(.pi) * .exp(-z.real * z.real)
          return Complex(.erf(z.real), slope * z.imaginary)
        },
        derivative: .number(2) / .apply(.sqrt, .constant(.pi)) * .exp(-(Formula.x.squared())))
    }
  }

  /// |φ′(u)|, for how much of an error passes through.
  func slope(_ u: Double) -> Double {
    switch self {
    case .exp, .expm1: .exp(u)
    case .log: 1 / Swift.abs(u)
    case .log1p: 1 / Swift.abs(1 + u)
    case .sqrt: 0.5 / u.squareRoot()
    case .abs: 1
    case .sign, .step: 0
    case .sin, .cos: 1
    case .tan: 1 + .tan(u) * .tan(u)
    case .sinh, .cosh: .cosh(u)
    case .tanh, .asinh, .atan: 1
    case .erf: 1.2 * .exp(-u * u)
    }
  }
}
