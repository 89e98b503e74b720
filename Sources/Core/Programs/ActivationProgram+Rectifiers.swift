extension ActivationProgram {
  /// x to the right of 0, and something else to the left and at 0.
  static func rectifier(_ x: Scalar, below: Scalar, slope: Scalar, bend: Scalar) -> Jet {
    Jet(
      (x > 0).then(x, otherwise: (x <= 0).then(below, otherwise: x)),
      (x > 0).then(x.number(1), otherwise: (x <= 0).then(slope, otherwise: x)),
      (x > 0).then(x.number(0), otherwise: (x <= 0).then(bend, otherwise: x)))
  }

  /// a x to the right of 0, b(e^(x/c) − 1) to the left.
  static func exponentialUnit(
    _ x: Scalar, above a: Double, below b: Double, scale c: Double
  ) -> Jet {
    let u = min(0, x) / c
    let slope = b / c * exp(u)
    return Jet(
      (x > 0).then(a * x, otherwise: b * expm1(u)),
      (x > 0).then(a, otherwise: slope),
      (x > 0).then(0, otherwise: slope / c))
  }

  /// x between two levels.
  static func clamp(_ x: Scalar, _ lower: Double, _ upper: Double) -> Jet {
    let value = min(upper, max(lower, x))
    return pieces(
      x, lower, upper, value, Jet(value, x.number(1), x.number(0)))
  }

  static func hardsigmoid(_ x: Scalar, _ alpha: Double, _ beta: Double) -> Jet {
    let (lower, upper) = (-beta / alpha, (1 - beta) / alpha)
    let value = (x >= upper).then(
      1, otherwise: (x <= lower).then(0, otherwise: alpha * x + beta))
    return pieces(x, lower, upper, value, Jet(value, x.number(alpha), x.number(0)))
  }

  static func hardswish(_ x: Scalar) -> Jet {
    let inside = Jet(x * (x + 3) / 6, (2 * x + 3) / 6, x.number(1.0 / 3))
    let value = (x >= 3).then(x, otherwise: (x <= -3).then(0, otherwise: inside.value))
    let flat = pieces(x, -3, 3, value, inside)
    return Jet(value, (x >= 3).then(1, otherwise: flat.first), flat.second)
  }

  /// A jet that is flat at and beyond two borders.
  private static func pieces(
    _ x: Scalar, _ lower: Double, _ upper: Double, _ value: Scalar, _ inside: Jet
  ) -> Jet {
    func between(_ u: Scalar) -> Scalar {
      (x >= upper).then(
        0, otherwise: (x <= lower).then(0, otherwise: (x > lower).then(u, otherwise: x)))
    }
    return Jet(value, between(inside.first), between(inside.second))
  }
}
