internal import Numerics

/// The functions that every library of mathematics has, and the radial basis.
extension ActivationRule {
  public static let purelin = ActivationRule(
    "purelin", aliases: ["linear", "identity"],
    formula: "x", isPiecewiseLinear: true,
    jet: { x, _ in Jet(x, 1, 0) })

  public static let square = ActivationRule(
    "square",
    formula: "x^2",
    jet: { x, _ in Jet(x * x, 2 * x, 2) })

  public static let sin = ActivationRule(
    "sin", aliases: ["sine"],
    formula: "sin(x)",
    value: { x, _ in .sin(x) },
    jet: { x, _ in
      let value = Double.sin(x)
      return Jet(value, .cos(x), -value)
    })

  public static let cos = ActivationRule(
    "cos", aliases: ["cosine"],
    formula: "cos(x)",
    value: { x, _ in .cos(x) },
    jet: { x, _ in
      let value = Double.cos(x)
      return Jet(value, -.sin(x), -value)
    })

  public static let exp = ActivationRule(
    "exp", aliases: ["exponential"],
    formula: "exp(x)",
    written: Written(first: "e^x", second: "e^x"),
    jet: { x, _ in
      let e = Double.exp(x)
      return Jet(e, e, e)
    })

  public static let radbas = ActivationRule(
    "radbas", aliases: ["gaussian"],
    formula: "exp(-x^2)",
    written: Written(first: "−2x e^(−x²)", second: "(4x² − 2) e^(−x²)"),
    value: { x, _ in DoubleDouble.exp(-.product(x, x)) },
    jet: { x, _ in
      let g = DoubleDouble.exp(-.product(x, x))
      // The exponential is zero long before 40: the cut keeps 0·∞ away.
      let x = max(-40, min(x, 40))
      // One rounding, so that nothing is lost next to the zeros ±1/√2.
      return Jet(g, -2 * x * g, (-2).addingProduct(4 * x, x) * g)
    },
    complexValue: { z, _ in
      let (x, y) = (z.real, z.imaginary)
      return DoubleDouble.exp(-.product(x, x), imaginary: -2 * x * y) * Complex(.exp(y * y))
    })
}
