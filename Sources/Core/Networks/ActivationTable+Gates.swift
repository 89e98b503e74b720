internal import Numerics

/// The functions x·(a sigmoid of x).
///
/// σ′ and σ″ are arranged around the zeros they have, so that what is subtracted there is exact or
/// small; with e → 0 the factors of x are cut where the exponential is zero, which keeps 0·∞ away.
extension ActivationRule {
  public static let swish = ActivationRule(
    "swish", aliases: ["silu"],
    formula: "x/(1 + exp(-x))",
    written: Written(
      "x s with s = 1/(1 + e^(−x))",
      first: "s + x s(1 − s) with s = 1/(1 + e^(−x))",
      second: "s(1 − s)(2 + x(1 − 2s)) with s = 1/(1 + e^(−x))"),
    jet: { x, _ in
      let s = Logistic(x)
      let (e, a) = (s.e, min(abs(x), gateEnd))
      let slope = s.first * ((1 - a) + e)
      return Jet(
        max(x, -gateEnd) * s.value, x < 0 ? slope : 1 - slope,
        s.first * (2 - a).addingProduct(e, 2 + a) / (1 + e))
    })

  /// From here on e^(−x) is zero.
  private static let gateEnd = 750.0

  public static let gelu = ActivationRule(
    "gelu",
    formula: "x*(1 + erf(x/sqrt(2)))/2",
    written: Written(
      "x Φ(x) with Φ(x) = (1 + erf(x/√2))/2",
      first: "Φ + x φ with Φ = (1 + erf(x/√2))/2, φ = e^(−x²/2)/√(2π)",
      second: "(2 − x²) φ with φ = e^(−x²/2)/√(2π)"),
    value: { x, _ in gelu(x, NormalTail(x)) },
    jet: { x, _ in
      let tail = NormalTail(x)
      let slope = tail.valueMinusMoment
      return Jet(
        gelu(x, tail), x < 0 ? slope : 1 - slope,
        // One rounding, so that nothing is lost next to the zeros ±√2.
        2.0.addingProduct(-tail.a, tail.a) * tail.density)
    },
    complexValue: { z, _ in
      // There is no erf of complex numbers here. Φ(x + iy) = Φ(x) + iyφ(x) to first order, and
      // for the tiny y of a complex step the next term is far below the rounding.
      let tail = NormalTail(z.real)
      let cumulative = z.real < 0 ? tail.value : 1 - tail.value
      return z * Complex(cumulative, z.imaginary * tail.density)
    })

  private static func gelu(_ x: Double, _ tail: NormalTail) -> Double {
    x < 0 ? -tail.a * tail.value : x * (1 - tail.value)
  }

  public static let gelutanh = ActivationRule(
    "gelutanh", aliases: ["gelu_tanh", "gelu_approximate", "gelu_new", "gelu_pytorch_tanh"],
    formula: "x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x^3)))/2",
    written: Written(
      "x(1 + tanh u)/2 = x s with u = √(2/π)(x + 0.044715x³), s = 1/(1 + e^(−2u))",
      first:
        "s + 2x u′ s(1 − s) with u = √(2/π)(x + 0.044715x³), s = 1/(1 + e^(−2u))",
      second:
        "s(1 − s)(4u′ + 2x u″ + 4x u′²(1 − 2s)) with u = √(2/π)(x + 0.044715x³), s = 1/(1 + e^(−2u))"
    ),
    value: { x, _ in GeluTanh(x).value },
    jet: { x, _ in GeluTanh(x).jet },
    complexValue: { z, _ in GeluTanh.value(z) })

  public static let mish = ActivationRule(
    "mish",
    formula: "x*tanh(log1p(exp(x)))",
    written: Written(
      "x h with w = e^x, h = w(w + 2)/(w(w + 2) + 2)",
      first: "h + x h′ with w = e^x, h = w(w + 2)/(w(w + 2) + 2)",
      second: "2h′ + x h″ with w = e^x, h = w(w + 2)/(w(w + 2) + 2)"),
    value: { x, _ in Mish(x).value },
    jet: { x, _ in Mish(x).jet })
}
