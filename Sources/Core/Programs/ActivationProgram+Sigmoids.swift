extension ActivationProgram {
  /// 1/(1 + e^(−u)) from e = e^(−|u|), which neither overflows nor cancels.
  struct Logistic {
    let (e, value, first, second): (Scalar, Scalar, Scalar, Scalar)

    init(_ u: Scalar) {
      e = exp(-abs(u))
      let whole = 1 + e
      value = (u >= 0).then(1, otherwise: (u < 0).then(e, otherwise: u)) / whole
      first = e / (whole * whole)
      // s″ = −s′ tanh(u/2).
      second = -first * (u / 2).apply(.tanh)
    }

    var jet: Jet { Jet(value, first, second) }
  }

  static func tansig(_ x: Scalar) -> Jet {
    let value = x.apply(.tanh)
    let e = exp(-2 * abs(x))
    let first = 4 * e / ((1 + e) * (1 + e))
    return Jet(value, first, -2 * value * first)
  }

  static func posttansig(_ x: Scalar) -> Jet {
    let s = Logistic(-2 * x)
    return Jet(-s.value, 2 * s.first, -4 * s.second)
  }

  static func softsign(_ x: Scalar) -> Jet {
    let scale = 1 + abs(x)
    let first = 1 / (scale * scale)
    return Jet(x / scale, first, -2 * x.sign * first / scale)
  }

  static func softplus(_ x: Scalar, beta: Double) -> Jet {
    let s = Logistic(beta * x)
    return Jet(max(0, x) + log1p(s.e) / beta, s.value, beta * s.first)
  }

  static func radbas(_ x: Scalar) -> Jet {
    let g = exp(-(x * x))
    // The exponential is zero long before 40: the cut keeps 0·∞ away.
    let cut = min(40, max(-40, x))
    return Jet(g, -2 * cut * g, (4 * cut * cut - 2) * g)
  }
}
