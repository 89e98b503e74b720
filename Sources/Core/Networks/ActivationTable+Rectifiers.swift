internal import Numerics

/// The functions that are x to the right of 0 and something smaller to the left.
extension ActivationRule {
  public static let poslin = ActivationRule(
    "poslin", aliases: ["relu"],
    formula: "max(x, 0)",
    written: Written("max(0, x)", first: "1 for x > 0, otherwise 0", second: "0"),
    isPiecewiseLinear: true,
    kinks: { _ in [0] },
    jet: { x, _ in x > 0 ? Jet(x, 1, 0) : Jet(0, 0, 0) })

  public static let leakyrelu = ActivationRule(
    "leakyrelu", aliases: ["leaky_relu"], parameters: [.finite("alpha", standard: 0.01)],
    formula: "max(x, 0) + alpha*min(x, 0)",
    written: Written("x for x > 0, otherwise αx", first: "1 for x > 0, otherwise α", second: "0"),
    isPiecewiseLinear: true,
    kinks: { a in a.first == 1 ? [] : [0] },
    // αx has the limit 0 of α = 0 at −∞.
    jet: { x, a in x > 0 ? Jet(x, 1, 0) : Jet(a.first == 0 ? 0 : a.first * x, a.first, 0) })

  public static let elu = ActivationRule(
    "elu", parameters: [.finite("alpha", standard: 1)],
    formula: "max(x, 0) + alpha*expm1(min(x, 0))",
    written: Written(
      "x for x > 0, otherwise α(e^x − 1)",
      first: "1 for x > 0, otherwise αe^x",
      second: "0 for x > 0, otherwise αe^x"),
    kinks: { _ in [0] },
    value: { x, a in x > 0 ? x : a.first * .expMinusOne(x) },
    jet: { x, a in
      if x > 0 { return Jet(x, 1, 0) }
      let slope = a.first * .exp(x)
      return Jet(a.first * .expMinusOne(x), slope, slope)
    })

  /// λ and λα of Klambauer et al., "Self-normalizing neural networks" (2017).
  private static let seluScale = (positive: 1.0507009873554805, negative: 1.7580993408473768)

  public static let selu = ActivationRule(
    "selu",
    formula: "1.0507009873554805*max(x, 0) + 1.7580993408473768*expm1(min(x, 0))",
    written: Written(
      "λ x for x > 0, otherwise κ (e^x − 1) with λ = 1.0507009873554805, κ = 1.7580993408473768",
      first: "1.0507009873554805 for x > 0, otherwise 1.7580993408473768e^x",
      second: "0 for x > 0, otherwise 1.7580993408473768e^x"),
    kinks: { _ in [0] },
    value: { x, _ in x > 0 ? seluScale.positive * x : seluScale.negative * .expMinusOne(x) },
    jet: { x, _ in
      if x > 0 { return Jet(seluScale.positive * x, seluScale.positive, 0) }
      let slope = seluScale.negative * .exp(x)
      return Jet(seluScale.negative * .expMinusOne(x), slope, slope)
    })

  public static let celu = ActivationRule(
    "celu", parameters: [.positive("alpha", standard: 1)],
    formula: "max(x, 0) + alpha*expm1(min(x, 0)/alpha)",
    written: Written(
      "x for x > 0, otherwise α(e^(x/α) − 1)",
      first: "1 for x > 0, otherwise e^(x/α)",
      second: "0 for x > 0, otherwise e^(x/α)/α"),
    kinks: { _ in [0] },
    value: { x, a in x > 0 ? x : a.first * .expMinusOne(x / a.first) },
    jet: { x, a in
      if x > 0 { return Jet(x, 1, 0) }
      // Unlike e^u − 1, e^u amplifies the rounding of u.
      let slope = DoubleDouble.exp(.quotient(x, a.first))
      return Jet(a.first * .expMinusOne(x / a.first), slope, slope / a.first)
    },
    complexValue: { z, a in
      if z.real > 0 { return z }
      let u = DoubleDouble.quotient(z.real, a.first)
      let v = z.imaginary / a.first
      // e^(high + low) − 1 = (e^high − 1) + low e^high.
      let rest = Complex(u.low) * DoubleDouble.exp(DoubleDouble(u.high), imaginary: v)
      return Complex(a.first) * (.expMinusOne(Complex(u.high, v)) + rest)
    })
}
