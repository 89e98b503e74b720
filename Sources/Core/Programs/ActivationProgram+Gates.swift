/// x times a sigmoid of x, each arranged around the zeros that its derivatives have, as the table of
/// activations arranges them.
extension ActivationProgram {
  static func swish(_ x: Scalar) -> Jet {
    let s = Logistic(x)
    // From here on e^(−x) is zero.
    let a = min(750, abs(x))
    let slope = s.first * ((1 - a) + s.e)
    return Jet(
      max(-750, x) * s.value, (x < 0).then(slope, otherwise: 1 - slope),
      s.first * ((2 - a) + s.e * (2 + a)) / (1 + s.e))
  }

  /// With Q the tail of the normal distribution and φ its density, both at |x|.
  static func gelu(_ x: Scalar) -> Jet {
    let a = min(40, abs(x))
    let tail = (a * x.number(0.7071067811865476)).apply(.erfc) / 2
    let density = 0.3989422804014327 * exp(-(a * a) / 2)
    let slope = tail - a * density
    return Jet(
      (x < 0).then(-a * tail, otherwise: x * (1 - tail)),
      (x < 0).then(slope, otherwise: 1 - slope),
      (2 - a * a) * density)
  }

  /// x s(v), v = c x + d x³.
  static func gelutanh(_ x: Scalar) -> Jet {
    let (c, d) = (1.5957691216057308, 0.07135481627260025)
    let a = min(32, abs(x))
    let bend = d * (a * a)
    let magnitude = a * (c + bend)
    let s = Logistic((x < 0).then(-magnitude, otherwise: magnitude))
    let slope = c + 3 * bend
    let moment = a * slope
    let first = s.first * ((1 - moment) + s.e)
    let q = 2 * c + 12 * bend
    let r = moment * slope
    return Jet(
      (x < 0).then(-a, otherwise: x) * s.value,
      (x < 0).then(first, otherwise: 1 - first),
      s.first * ((q - r) + s.e * (q + r)) / (1 + s.e))
  }

  /// With w = e^x to the left of 0 and e = e^(−x) to the right; m is w² + 2w + 2, or that by w².
  static func mish(_ x: Scalar) -> Jet {
    let t = min(750, max(-750, x))
    let e = exp(-abs(x))
    let right = 1 + 2 * e
    let m = (x > 0).then(1 + 2 * e * (1 + e), otherwise: 2 + e * (2 + e))
    let (m2, m3) = (m * m, m * m * m)
    func polynomial(_ c0: Scalar, _ c1: Scalar, _ c2: Scalar, _ c3: Scalar) -> Scalar {
      c0 + e * (c1 + e * (c2 + e * c3))
    }
    let one = x.number(1)
    return Jet(
      (x > 0).then(x * (right / m), otherwise: t * (e * (2 + e) / m)),
      (x > 0).then(
        right * m + 4 * t * e * e * (1 + e),
        otherwise: e * polynomial(4 + 4 * t, 6 + 4 * t, 4 * one, one)) / m2,
      (x > 0).then(
        4 * e * e * polynomial(2 - 2 * t, 3 * (2 - t), 8 + 2 * t, 4 + 2 * t),
        otherwise: 4 * e * polynomial(4 + 2 * t, 8 + 2 * t, 3 * (2 - t), 2 - 2 * t)) / m3)
  }
}
