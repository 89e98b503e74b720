internal import Numerics

/// The functions made of straight pieces that saturate, and hardswish, which is x times one.
extension ActivationRule {
  static let satlin = clamp("satlin", to: 0...1, "min(1, max(x, 0))", borders: ("0", "1"))

  static let satlins = clamp(
    "satlins", aliases: ["hardtanh", "hard_tanh"], to: -1...1, "min(1, max(x, -1))",
    borders: ("−1", "1"))

  static let relu6 = clamp("relu6", to: 0...6, "min(6, max(x, 0))", borders: ("0", "6"))

  private static func clamp(
    _ name: String, aliases: [String] = [], to range: ClosedRange<Double>, _ formula: String,
    borders: (String, String)
  ) -> ActivationRule {
    let (lower, upper) = (range.lowerBound, range.upperBound)
    return ActivationRule(
      name, aliases: aliases, formula: formula,
      written: Written(
        "min(max(\(borders.0), x), \(borders.1))",
        first: "1 for \(borders.0) < x < \(borders.1), otherwise 0", second: "0"),
      isPiecewiseLinear: true,
      kinks: { _ in [lower, upper] },
      jet: { x, _ in
        x <= lower ? Jet(lower, 0, 0) : x >= upper ? Jet(upper, 0, 0) : Jet(x, 1, 0)
      })
  }

  /// The standard α is 1/6, that of PyTorch and Keras 3, with which hardswish(x) is
  /// x·hardsigmoid(x). ONNX and Keras 2 have 0.2: their readers must say so.
  public static let hardsigmoid: ActivationRule = ActivationRule(
    "hardsigmoid", aliases: ["hard_sigmoid"],
    parameters: [.positive("alpha", standard: 1.0 / 6), .finite("beta", standard: 0.5)],
    formula: "min(1, max(alpha*x + beta, 0))",
    written: Written(
      "min(max(0, αx + β), 1)",
      first: "α for 0 < αx + β < 1, otherwise 0",
      second: "0"),
    isPiecewiseLinear: true,
    kinks: { a in [hardsigmoidBorders(a).lower, hardsigmoidBorders(a).upper] },
    jet: { x, a in
      let (lower, upper) = hardsigmoidBorders(a)
      if x <= lower || x >= upper { return Jet(x <= lower ? 0 : 1, 0, 0) }
      // One rounding, so that nothing is lost next to the lower border.
      return Jet(a.second.addingProduct(a.first, x), a.first, 0)
    },
    // The rounded borders decide here, too.
    complexValue: { z, a in
      let jet = hardsigmoid.jet(z.real, a)
      return Complex(jet.value, jet.first * z.imaginary)
    })

  /// Where αx + β is 0 and 1, rounded to doubles; these decide the piece, so that ±3 are the borders
  /// of the standard one although α is not quite 1/6.
  private static func hardsigmoidBorders(_ a: ActivationArguments) -> (
    lower: Double, upper: Double
  ) {
    (-a.second / a.first, (1 - a.second) / a.first)
  }

  public static let hardswish = ActivationRule(
    "hardswish", aliases: ["hard_swish", "hardsilu", "hard_silu"],
    formula: "x*min(6, max(x + 3, 0))/6",
    written: Written(
      "x min(max(0, x + 3), 6)/6",
      first: "0 for x ≤ −3, 1 for x ≥ 3, otherwise (2x + 3)/6",
      second: "1/3 for −3 < x < 3, otherwise 0"),
    kinks: { _ in [-3, 3] },
    jet: { x, _ in
      if x <= -3 { return Jet(0, 0, 0) }
      if x >= 3 { return Jet(x, 1, 0) }
      return Jet(x * (x + 3) / 6, (2 * x + 3) / 6, 1.0 / 3)
    },
    // x + 3 may round to 6.
    complexValue: { z, _ in z.real <= -3 ? 0 : z.real >= 3 ? z : z * (z + 3) / 6 })
}
