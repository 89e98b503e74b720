internal import Networks

extension ScalarProgram {
  /// The same for a machine that has no other functions than these: the others are made of them.
  ///
  /// Within a few units in the last place of the function's own value, but for erfc, of which e^(−u²)
  /// loses u² of them.
  ///
  /// - Precondition: exp, log, sqrt, abs, sin, cos and tanh are among them.
  package func using(only known: Set<Function>) -> ScalarProgram {
    rewritten { function, u in known.contains(function) ? u.apply(function) : u.made(of: function) }
  }
}

extension ScalarProgram {
  /// ln(1 − u).
  package static let logarithmOfOneMinus = ScalarProgram { u in [log1p(-u)] }
}

extension Scalar {
  /// A function as steps of the commoner ones.
  fileprivate func made(of function: ScalarProgram.Function) -> Scalar {
    switch function {
    case .exp, .log, .sqrt, .abs, .sin, .cos, .tanh: apply(function)
    case .expm1: exponentialMinusOne
    case .log1p: logarithmOnePlus
    case .tan: apply(.sin) / apply(.cos)
    case .sinh:
      odd { a in
        let m = a.exponentialMinusOne
        return (m + m / (m + 1)) / 2
      }
    case .cosh:
      {
        let e = exp(abs(self))
        return (e + 1 / e) / 2
      }()
    case .asinh: odd { a in (a + a * a / (1 + (1 + a * a).apply(.sqrt))).logarithmOnePlus }
    case .atan: odd(\.arcTangent)
    case .erf: odd { a in (a < 0.5).then(a.shortErrorFunction, otherwise: 1 - a.errorTail) }
    case .erfc:
      {
        let tail = abs(self).errorTail
        return (self < 0).then(2 - tail, otherwise: tail)
      }()
    }
  }

  /// A function with φ(−u) = −φ(u), from its half.
  private func odd(_ half: (Scalar) -> Scalar) -> Scalar {
    let value = half(abs(self))
    return (self < 0).then(-value, otherwise: value)
  }

  /// With t = tanh(|u|/2) the terms of −2t/(1 + t) = e^(−|u|) − 1 do not cancel.
  private var exponentialMinusOne: Scalar {
    let t = (abs(self) / 2).apply(.tanh)
    let below = -2 * t / (1 + t)
    return (self > 0).then(-below * exp(self), otherwise: below)
  }

  /// With w = 1 + u rounded, log(w) u/(w − 1): the roundings of both are the same.
  private var logarithmOnePlus: Scalar {
    let rest = (1 + self) - 1
    return (abs(rest) > 0).then((1 + self).apply(.log) * (self / rest), otherwise: self)
  }

  /// Of a number that is not negative: what is above 1 is turned round, then the angle is halved
  /// twice, and the rest is Taylor's series below tan(π/16).
  private var arcTangent: Scalar {
    let isLarge = self > 1
    var t = isLarge.then(1 / self, otherwise: self)
    for _ in 0..<2 { t = t / (1 + (1 + t * t).apply(.sqrt)) }
    var coefficients: [Double] = []
    for k in 0..<12 { coefficients.append((k % 2 == 0 ? 1.0 : -1.0) / Double(2 * k + 1)) }
    let angle = 4 * t.series(coefficients)
    return isLarge.then(1.5707963267948966 - angle, otherwise: angle)
  }

  /// erf from 0 to 1/2, by Taylor's series.
  private var shortErrorFunction: Scalar {
    var coefficients: [Double] = []
    var factorial = 1.0
    for k in 0..<13 {
      if k > 0 { factorial *= -Double(k) }
      coefficients.append(1.1283791670955126 / (factorial * Double(2 * k + 1)))
    }
    return series(coefficients)
  }

  /// t Σ c_k t^(2k).
  private func series(_ coefficients: [Double]) -> Scalar {
    let square = self * self
    let sum = coefficients.dropLast().reversed()
      .reduce(number(coefficients.last ?? 0)) { $0 * square + $1 }
    return self * sum
  }

  /// erfc of a number that is not negative, from the tail of the normal distribution.
  private var errorTail: Scalar {
    // e^(−u²) is zero long before 28: the cut keeps 0·∞ away.
    let u = min(28, self)
    let a = 1.4142135623730951 * u
    let t = (a - 5) / (a + 5)
    let coefficients = NormalTail.series
    let sum = coefficients.dropLast().reversed()
      .reduce(number(coefficients.last ?? 0)) { $0 * t + $1 }
    return 2 * exp(-(u * u)) * sum / (1 + a)
  }
}
