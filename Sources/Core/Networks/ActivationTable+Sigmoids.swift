internal import Numerics

/// The functions that rise from one level to another, and softplus, the integral of one.
extension ActivationRule {
  public static let tansig = ActivationRule(
    "tansig", aliases: ["tanh"],
    formula: "tanh(x)",
    written: Written(
      "2/(1 + e^(−2x)) − 1 = tanh(x)",
      first: "4e^(−2x)/(1 + e^(−2x))² = 1 − T²",
      second: "−2T(1 − T²)"),
    jet: { x, _ in
      let s = Logistic(2 * x)
      let value = s.tangent
      return Jet(value, 4 * s.first, -8 * s.first * value)
    })

  public static let logsig = ActivationRule(
    "logsig", aliases: ["sigmoid", "logistic"],
    formula: "1/(1 + exp(-x))",
    written: Written(second: "T(1 − T)(1 − 2T)"),
    jet: { x, _ in
      let s = Logistic(x)
      return Jet(s.value, s.first, s.second)
    })

  /// The function that the forum post calls tansig: −s(−2x).
  public static let posttansig = ActivationRule(
    "posttansig",
    formula: "1/(1 + exp(-2*x)) - 1",
    written: Written("1/(1 + e^(−2x)) − 1 = −1/(1 + e^(2x))", second: "4(T² + T)(1 + 2T)"),
    jet: { x, _ in
      let s = Logistic(-2 * x)
      return Jet(-s.value, 2 * s.first, -4 * s.second)
    },
    // 1/(1 + e^(−2x)) is close to the 1 that is taken off.
    complexValue: { z, _ in -1 / (1 + .exp(2 * z)) })

  public static let softsign = ActivationRule(
    "softsign", aliases: ["elliotsig"],
    formula: "x/(1 + abs(x))",
    kinks: { _ in [0] },
    jet: { x, _ in
      let scale = 1 + abs(x)
      let first = 1 / (scale * scale)
      let sign: Double = x > 0 ? 1 : x < 0 ? -1 : 0
      return Jet(x.isInfinite ? sign : x / scale, first, -2 * sign * first / scale)
    },
    complexValue: { z, _ in
      // z/(1 + z) = (z + |z|²)/|1 + z|², whose imaginary part is not a difference; odd in z.
      let isNegative = z.real < 0
      let right = isNegative ? -z : z
      let magnitude = (right + Complex(z.lengthSquared)) / Complex((1 + right).lengthSquared)
      return isNegative ? -magnitude : magnitude
    })

  /// Exact everywhere: PyTorch replaces it by x from βx = 20 on, which is off by 2e-9 there.
  public static let softplus = ActivationRule(
    "softplus", parameters: [.positive("beta", standard: 1)],
    formula: "log1p(exp(beta*x))/beta",
    written: Written(
      "ln(1 + e^(βx))/β", first: "1/(1 + e^(−βx))", second: "β e^(−βx)/(1 + e^(−βx))²"),
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
