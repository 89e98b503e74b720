internal import Formula
internal import Numerics

/// The functions that rise from one level to another, and softplus, the integral of one.
extension ActivationRule {
  public static let tansig = ActivationRule(
    "tansig", aliases: ["tanh"],
    formula: "2/(1 + e^(−2x)) − 1 = tanh(x)", first: "4e^(−2x)/(1 + e^(−2x))² = 1 − T²",
    second: "−2T(1 − T²)",
    vectorFunction: .tansig,
    value: { x, _ in Logistic(2 * x).tangent },
    jet: { x, _ in
      let s = Logistic(2 * x)
      let value = s.tangent
      return Jet(value, 4 * s.first, -8 * s.first * value)
    },
    complexValue: { z, _ in
      // With m = e^(−2|z|) − 1 the terms of −m/(2 + m) do not cancel; those of sinh/cosh do.
      let isNegative = z.real < 0
      let m = Complex.expMinusOne(isNegative ? 2 * z : -2 * z)
      let magnitude = -m / (2 + m)
      return isNegative ? -magnitude : magnitude
    })

  public static let logsig = ActivationRule(
    "logsig", aliases: ["sigmoid", "logistic"],
    formula: "1/(1 + e^(−x))", first: "e^(−x)/(1 + e^(−x))² = T(1 − T)",
    second: "T(1 − T)(1 − 2T)",
    vectorFunction: .logsig,
    value: { x, _ in Logistic(x).value },
    jet: { x, _ in
      let s = Logistic(x)
      return Jet(s.value, s.first, s.second)
    },
    complexValue: { z, _ in Logistic.value(z) })

  /// The function that the forum post calls tansig: −s(−2x).
  public static let posttansig = ActivationRule(
    "posttansig",
    formula: "1/(1 + e^(−2x)) − 1 = −1/(1 + e^(2x))",
    first: "2e^(−2x)/(1 + e^(−2x))² = −2(T² + T)", second: "4(T² + T)(1 + 2T)",
    vectorFunction: .posttansig,
    value: { x, _ in -Logistic(-2 * x).value },
    jet: { x, _ in
      let s = Logistic(-2 * x)
      return Jet(-s.value, 2 * s.first, -4 * s.second)
    },
    complexValue: { z, _ in -Logistic.value(-2 * z) })

  public static let softsign = ActivationRule(
    "softsign", aliases: ["elliotsig"],
    formula: "x/(1 + |x|)", first: "1/(1 + |x|)²", second: "−2 sign(x)/(1 + |x|)³",
    vectorFunction: .softsign,
    kinks: { _ in [0] },
    value: { x, _ in softsign(x) },
    jet: { x, _ in
      let scale = 1 + abs(x)
      let first = 1 / (scale * scale)
      let sign: Double = x > 0 ? 1 : x < 0 ? -1 : 0
      return Jet(softsign(x), first, -2 * sign * first / scale)
    },
    complexValue: { z, _ in
      // z/(1 + z) = (z + |z|²)/|1 + z|², whose imaginary part is not a difference; odd in z.
      let isNegative = z.real < 0
      let right = isNegative ? -z : z
      let magnitude = (right + Complex(z.lengthSquared)) / Complex((1 + right).lengthSquared)
      return isNegative ? -magnitude : magnitude
    })

  private static func softsign(_ x: Double) -> Double {
    x.isInfinite ? (x < 0 ? -1 : 1) : x / (1 + abs(x))
  }

  /// Exact everywhere: PyTorch replaces it by x from βx = 20 on, which is off by 2e-9 there.
  public static let softplus = ActivationRule(
    "softplus", parameters: [.positive("beta", standard: 1)],
    formula: "ln(1 + e^(βx))/β", first: "1/(1 + e^(−βx)) = s", second: "β s(1 − s)",
    vectorFunction: .softplus,
    value: { x, a in softplus(x, a.first, Logistic(.product(a.first, x))) },
    jet: { x, a in
      let s = Logistic(.product(a.first, x))
      return Jet(softplus(x, a.first, s), s.value, a.first * s.first)
    },
    complexValue: { z, a in
      let beta = a.first
      let sign: Double = z.real < 0 ? 1 : -1
      let e = DoubleDouble.exp(
        sign * DoubleDouble.product(beta, z.real), imaginary: sign * beta * z.imaginary)
      let tail = Complex.log(onePlus: e) / Complex(beta)
      return z.real < 0 ? tail : z + tail
    })

  /// max(0, x) + ln(1 + e^(−β|x|))/β, which overflows nowhere.
  private static func softplus(_ x: Double, _ beta: Double, _ s: Logistic) -> Double {
    max(0, x) + .log(onePlus: s.e) / beta
  }
}
