extension Formula {
  /// The value at x with as many digits as it takes, 4,096 bits at most.
  ///
  /// It is computed with more and more bits until two results agree to 60 of them. A computation in
  /// which too many bits have cancelled does not count: 1 + erf(−18) is 0 up to 256 bits, and not at
  /// 512.
  func preciseValue(at x: Double) -> Double { settledValue(at: x).value }

  /// The value at x; nil where more digits cancel than are computed, as those of cosh² x − sinh² x do
  /// far out.
  ///
  /// - Returns: not-a-number where the formula has no value.
  /// - Precondition: T is not in it.
  package func certainValue(at x: Double) -> Double? {
    let rounded = roundedValue(at: Rounded(exactly: x))
    if rounded.isAccurate { return rounded.value }
    let settled = settledValue(at: x)
    return settled.isCertain ? settled.value : nil
  }

  private func preciseBigValue(at x: Double) -> BigFloat { settledBigValue(at: x).value }

  private func settledValue(at x: Double) -> (value: Double, isCertain: Bool) {
    guard !x.isNaN else { return (x, true) }
    let (value, isCertain) = settledBigValue(at: x)
    return (value.double, isCertain)
  }

  private func settledBigValue(at x: Double) -> (value: BigFloat, isCertain: Bool) {
    var isCertain = true
    var before: BigFloat?
    var last: BigFloat?
    for precision in [128, 256, 512, 1_280, 4_096] {
      // What 1,280 bits leave may be too small for a double, or anything: only then are more of use.
      if precision == 4_096, isCertain { break }
      var evaluation = PreciseEvaluation(x: BigFloat(x, precision: precision))
      let value = evaluation.value(of: self)
      last = value
      if value.isNaN { return (value, true) }
      isCertain = !evaluation.isUncertain
      guard !evaluation.hasCancelled else { continue }
      if let before, BigFloat.agree(before, value, bits: 60) { return (value, true) }
      before = value
    }
    // What is left after all this is no digit, but a zero.
    return (last ?? BigFloat(.nan, precision: 64), isCertain)
  }

  /// The value with the digits of x, and how many bits of it can be trusted; nil where too many of
  /// them have cancelled.
  func certainValue(at x: BigFloat) -> (value: BigFloat, bits: Int)? {
    var evaluation = PreciseEvaluation(x: x)
    let value = evaluation.value(of: self)
    return evaluation.hasCancelled ? nil : (value, x.precision - evaluation.lostBits)
  }

  /// −1, 0 or 1, of a value however small or large; nil where there is none.
  func preciseSign(at x: Double) -> Int? {
    let value = preciseBigValue(at: x)
    if value.isNaN { return nil }
    return value.isZero ? 0 : value.isLess(than: BigFloat(0, precision: 64)) ? -1 : 1
  }

  /// The value with the digits of x, however many of them have cancelled.
  func preciseValue(at x: BigFloat) -> BigFloat {
    var evaluation = PreciseEvaluation(x: x)
    return evaluation.value(of: self)
  }
}

/// One evaluation of a formula with a given number of bits.
private struct PreciseEvaluation {
  var x: BigFloat

  /// Whether somewhere so many bits have cancelled that fewer than 80 are left.
  private(set) var hasCancelled = false

  /// Whether what is left of that may be anything, and not only too small for a double.
  private(set) var isUncertain = false

  /// How many bits have cancelled in all.
  private(set) var lostBits = 0

  mutating func value(of formula: Formula) -> BigFloat {
    switch formula {
    case .number(let number):
      let rational = number.rational
      let p = same(rational.numerator)
      return rational.denominator == 1 ? p : p / same(rational.denominator)
    case .constant(.pi): return .pi(precision: x.precision)
    case .constant(.e): return same(1).exponential
    case .x: return x
    case .value, .parameter:
      preconditionFailure("what has no value of its own is substituted first")
    case .sum(let members): return sum(members)
    case .product(let members): return product(members)
    case .power(let base, let exponent):
      return BigFloat.power(value(of: base), value(of: exponent))
    case .apply(let function, let inner): return applying(function, to: value(of: inner))
    case .extremum(let which, let a, let b):
      let (a, b) = (value(of: a), value(of: b))
      return which == .max ? .maximum(a, b) : .minimum(a, b)
    case .call(let function, let inner):
      let outer = x
      x = value(of: inner)
      defer { x = outer }
      return value(of: function.body)
    }
  }

  /// A double with the digits of x.
  private func same(_ value: Double) -> BigFloat { BigFloat(value, precision: x.precision) }

  private mutating func sum(_ members: [Formula]) -> BigFloat {
    var sum = value(of: members[0])
    var largest = sum.exponent
    for member in members.dropFirst() {
      let term = value(of: member)
      largest = max(largest, term.exponent)
      sum = sum + term
    }
    note(sum, besides: largest)
    return sum
  }

  private mutating func product(_ members: [Formula]) -> BigFloat {
    for member in members where member.isStep {
      let step = value(of: member)
      if step.isZero { return step }
    }
    // One division, so that x/x is 1.
    var (above, below) = (same(1), same(1))
    for member in members {
      if case .power(let base, let exponent) = member, let p = exponent.rational, p.isNegative {
        below = below * value(of: .power(base, .number(-p)))
      } else {
        above = above * value(of: member)
      }
    }
    return above / below
  }

  private mutating func applying(_ function: Formula.Function, to u: BigFloat) -> BigFloat {
    let result = function.rule.precise(u)
    switch function {
    // Beyond 2^(−2³⁰) there is no number for what is not 0.
    case .exp where result.isZero: hasCancelled = true
    // Next to their zeros these see how u was rounded.
    case .log: note(result, besides: 0)
    case .sin, .cos, .tan: if !u.isZero { note(result, besides: max(0, u.exponent)) }
    default: break
    }
    return result
  }

  private mutating func note(_ result: BigFloat, besides largest: Int) {
    guard largest > BigFloat.exponentOfZero, !result.isNaN, !result.isInfinite else { return }
    if result.isZero || largest - result.exponent > x.precision - 80 {
      hasCancelled = true
      if largest - x.precision > -1_080 { isUncertain = true }
    } else {
      lostBits += max(0, largest - result.exponent)
    }
  }
}

extension Formula {
  /// Whether it is a step, or 1 less steps, which switches off what it is multiplied by.
  package var isStep: Bool {
    switch self {
    case .apply(.step, _): true
    case .sum(let terms) where terms.count == 2:
      terms.contains(.one) && terms.contains { $0.signOfSteps == -1 }
        || terms.contains(.number(-1)) && terms.contains { $0.signOfSteps == 1 }
    default: false
    }
  }

  /// 1 of step(u) step(v), −1 of −step(u); nil of what is no product of steps.
  private var signOfSteps: Int? {
    guard case .product(let factors) = self else { return isStep ? 1 : nil }
    let isNegative = factors[0] == .number(-1)
    let steps = factors.dropFirst(isNegative ? 1 : 0)
    return !steps.isEmpty && steps.allSatisfy(\.isStep) ? (isNegative ? -1 : 1) : nil
  }
}
