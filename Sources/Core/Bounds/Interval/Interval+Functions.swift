/// Enclosures of the functions of the formula language.
///
/// A value comes from MPFR, correctly rounded to 80 bits, and is then rounded to a double: together
/// less than one unit in the last place off, so that the next double outward is a bound.
extension Interval {
  private static let precision = 80

  /// The values of a function at the two ends, in their order, of a function that only rises.
  static func rising(_ x: Interval, _ function: Formula.Function) -> Interval {
    Interval(
      value(function, x.lower).nextDown.orNone(-.infinity),
      value(function, x.upper).nextUp.orNone(.infinity))
  }

  private static func value(_ function: Formula.Function, _ x: Double) -> Double {
    function.rule.precise(BigFloat(x, precision: precision)).double
  }

  /// The same cut to the range that the function has.
  private func within(_ lower: Double, _ upper: Double) -> Interval {
    intersection(Interval(lower, upper))
  }

  var exponential: Interval { .rising(self, .exp).within(0, .infinity) }
  var exponentialMinusOne: Interval { .rising(self, .expm1).within(-1, .infinity) }
  var hyperbolicTangent: Interval { .rising(self, .tanh).within(-1, 1) }
  var hyperbolicSine: Interval { .rising(self, .sinh) }
  var areaHyperbolicSine: Interval { .rising(self, .asinh) }
  var arcTangent: Interval { .rising(self, .atan) }
  var errorFunction: Interval { .rising(self, .erf).within(-1, 1) }

  /// The whole line where it is not defined everywhere.
  var logarithm: Interval { lower > 0 ? .rising(self, .log) : .whole }
  var logarithmOnePlus: Interval { lower > -1 ? .rising(self, .log1p) : .whole }
  var squareRoot: Interval { lower >= 0 ? .rising(self, .sqrt).within(0, .infinity) : .whole }

  var hyperbolicCosine: Interval {
    .rising(Interval(mignitude, magnitude), .cosh).within(1, .infinity)
  }

  /// −1 … 1 where a maximum or a minimum may be inside.
  var sine: Interval { Self.wave(self, .sin, maximumAt: .pi / 2) }
  var cosine: Interval { Self.wave(self, .cos, maximumAt: 0) }

  /// sin or cos: between its ends it is monotone but for the extrema π apart.
  private static func wave(
    _ x: Interval, _ function: Formula.Function, maximumAt first: Double
  ) -> Interval {
    // Beyond this the places of the extrema are not known to a part of a period.
    guard x.magnitude < 1e9, x.upper - x.lower < .pi else { return Interval(-1, 1) }
    let ends = [x.lower, x.upper].map { value(function, $0) }
    var lower = min(ends[0], ends[1]).nextDown
    var upper = max(ends[0], ends[1]).nextUp
    let slack = 1e-6
    let from = ((x.lower - first) / .pi - slack).rounded(.up)
    let to = ((x.upper - first) / .pi + slack).rounded(.down)
    if from <= to {
      // One extremum, or two neighbours; the even ones are maxima.
      for k in [from, to] {
        if k.truncatingRemainder(dividingBy: 2) == 0 { upper = 1 } else { lower = -1 }
      }
    }
    return Interval(lower, upper).within(-1, 1)
  }

  /// The whole line where a pole may be inside.
  var tangent: Interval {
    guard !cosine.contains(0) else { return .whole }
    return .rising(self, .tan)
  }

  static let pi = Interval(Double.pi, Double.pi.nextUp)
}

extension Double {
  /// The other number where this one is none.
  fileprivate func orNone(_ other: Double) -> Double { isNaN ? other : self }
}
