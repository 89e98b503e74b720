/// The Taylor coefficients of a function of t, each enclosed: c_k holds f⁽ᵏ⁾(t)/k! for every t of a
/// cell, or for one t alone.
///
/// Functions of a jet are formed by the recurrences of automatic differentiation (Moore, "Interval
/// Analysis", 1966; Griewank and Walther, "Evaluating Derivatives", chapter 13): where φ′ = g, the
/// coefficients of y = φ(u) are k y_k = Σ j u_j g_{k−j}, j from 1 to k. What holds for numbers holds
/// for intervals, since each step encloses.
struct IntervalJet: Sendable, Hashable {
  private(set) var coefficients: [Interval]

  /// - Precondition: at least one coefficient.
  init(_ coefficients: [Interval]) {
    precondition(!coefficients.isEmpty)
    self.coefficients = coefficients
  }

  /// A constant.
  init(_ value: Interval, count: Int) {
    self.init([value] + Array(repeating: .zero, count: count - 1))
  }

  var count: Int { coefficients.count }

  /// The enclosure of the values.
  var value: Interval {
    get { coefficients[0] }
    set { coefficients[0] = newValue }
  }

  subscript(k: Int) -> Interval { coefficients[k] }

  var isFinite: Bool { coefficients.allSatisfy(\.isFinite) }
}

// MARK: Arithmetic

extension IntervalJet {
  static prefix func - (a: IntervalJet) -> IntervalJet { IntervalJet(a.coefficients.map { -$0 }) }

  static func + (a: IntervalJet, b: IntervalJet) -> IntervalJet {
    IntervalJet(zip(a.coefficients, b.coefficients).map { $0 + $1 })
  }

  static func - (a: IntervalJet, b: IntervalJet) -> IntervalJet { a + -b }

  static func + (a: IntervalJet, b: Interval) -> IntervalJet {
    var sum = a
    sum.value = a.value + b
    return sum
  }

  static func * (a: IntervalJet, b: Interval) -> IntervalJet {
    b == .one ? a : IntervalJet(a.coefficients.map { $0 * b })
  }

  static func * (a: IntervalJet, b: IntervalJet) -> IntervalJet {
    IntervalJet(a.coefficients.indices.map { k in convolution(a.coefficients, b.coefficients, k) })
  }

  /// Coefficient k of a product.
  private static func convolution(_ a: [Interval], _ b: [Interval], _ k: Int) -> Interval {
    (0...k).reduce(.zero) { $0 + a[$1] * b[k - $1] }
  }

  var squared: IntervalJet {
    var square = self * self
    square.value = value.squared
    return square
  }

  /// 1/u; the whole line where 0 is in it.
  var reciprocal: IntervalJet {
    var y = [.one / value]
    for k in 1..<max(count, 1) {
      let sum = (1...k).reduce(Interval.zero) { $0 + self[$1] * y[k - $1] }
      y.append(-(sum * y[0]))
    }
    return IntervalJet(y)
  }

  static func / (a: IntervalJet, b: IntervalJet) -> IntervalJet {
    var quotient = a * b.reciprocal
    quotient.value = a.value / b.value
    return quotient
  }
}

// MARK: Functions

extension IntervalJet {
  /// φ(u), given an enclosure of its values and φ′(u).
  func composed(_ value: Interval, slope g: IntervalJet) -> IntervalJet {
    IntervalJet([value] + (1..<max(count, 1)).map { k in coefficient(k, slope: g.coefficients) })
  }

  /// y_k = (1/k) Σ j u_j g_{k−j}, which asks for g up to k − 1.
  private func coefficient(_ k: Int, slope g: [Interval]) -> Interval {
    let sum = (1...k).reduce(Interval.zero) { sum, j in
      sum + self[j] * g[k - j] * Interval(Double(j))
    }
    return k == 1 ? sum : sum / Interval(Double(k))
  }

  /// The solutions y, w of y′ = a(y, w), w′ = b(y, w) along u, such as sine and cosine.
  ///
  /// - Parameter slopes: coefficient j of a and b, given those of y and w up to j.
  private func solving(
    _ y: Interval, _ w: Interval,
    slopes: (_ y: [Interval], _ w: [Interval], _ j: Int) -> (Interval, Interval)
  ) -> (IntervalJet, IntervalJet) {
    var (ys, ws, a, b) = ([y], [w], [Interval](), [Interval]())
    for k in 1..<max(count, 1) {
      let next = slopes(ys, ws, k - 1)
      a.append(next.0)
      b.append(next.1)
      ys.append(coefficient(k, slope: a))
      ws.append(coefficient(k, slope: b))
    }
    return (IntervalJet(ys), IntervalJet(ws))
  }

  var exponential: IntervalJet {
    var y = [value.exponential]
    for k in 1..<max(count, 1) { y.append(coefficient(k, slope: y)) }
    return IntervalJet(y)
  }

  var exponentialMinusOne: IntervalJet {
    var result = exponential
    result.value = value.exponentialMinusOne
    return result
  }

  var logarithm: IntervalJet { composed(value.logarithm, slope: reciprocal) }

  var squareRoot: IntervalJet { raised(to: Interval(0.5), value: value.squareRoot) }

  /// uᵖ by p y u′ = u y′, given its values: k u_0 y_k = Σ (pj − k + j) u_j y_{k−j}.
  ///
  /// The whole line where 0 is in u.
  func raised(to p: Interval, value: Interval) -> IntervalJet {
    var y = [value]
    for k in 1..<max(count, 1) {
      let sum = (1...k).reduce(Interval.zero) { sum, j in
        sum + (p * Interval(Double(j)) + Interval(Double(j - k))) * self[j] * y[k - j]
      }
      y.append(sum / (self[0] * Interval(Double(k))))
    }
    return IntervalJet(y)
  }

  var sine: IntervalJet { waves.0 }
  var cosine: IntervalJet { waves.1 }

  private var waves: (IntervalJet, IntervalJet) {
    solving(value.sine, value.cosine) { sine, cosine, j in (cosine[j], -sine[j]) }
  }

  var tangent: IntervalJet {
    solving(value.tangent, .zero) { y, _, j in
      (j == 0 ? y[0].squared + .one : Self.convolution(y, y, j), .zero)
    }.0
  }

  var hyperbolicSine: IntervalJet { hyperbolas.0 }
  var hyperbolicCosine: IntervalJet { hyperbolas.1 }

  private var hyperbolas: (IntervalJet, IntervalJet) {
    solving(value.hyperbolicSine, value.hyperbolicCosine) { sinh, cosh, j in (cosh[j], sinh[j]) }
  }

  /// T = tanh(u) beside T′ = 4e/(1 + e)², e = e^(−2|u|): 1 − T² would lose the digits of T′ where T
  /// is close to 1.
  var hyperbolicTangent: IntervalJet {
    let e = Interval(-2 * value.magnitude, -2 * value.mignitude).exponential
    // 4e/(1 + e)² rises with e up to 1, and |T| = (1 − e)/(1 + e) falls.
    func slope(_ e: Double) -> Interval {
      Interval(4) * Interval(e) / (Interval(e) + .one).squared
    }
    func tangent(_ e: Double) -> Interval { (.one - Interval(e)) / (.one + Interval(e)) }
    let slopes = Interval(
      max(slope(e.lower).lower, 0), e.upper >= 1 ? 1 : min(slope(e.upper).upper, 1))
    var values = value.hyperbolicTangentOfSmall
    if values == nil {
      let size = Interval(tangent(e.upper).lower, min(tangent(e.lower).upper, 1))
      values = value.lower < 0 ? -size : size
    }
    return solving(values ?? Interval(-1, 1), slopes) { y, w, j in
      (w[j], Self.convolution(y, w, j) * Interval(-2))
    }.0
  }

  /// s(u) = 1/(1 + e^(−u)) = (1 + tanh(u/2))/2.
  var logistic: IntervalJet {
    var result = (self * Interval(0.5)).hyperbolicTangent * Interval(0.5)
    result.value = value.logistic
    return result
  }

  /// ln(1 + e^u), whose slope is s(u).
  var softplus: IntervalJet {
    composed(value.softplus, slope: logistic)
  }
}

extension Interval {
  /// tanh where 1 − e^(−2|u|) would lose digits; nil elsewhere.
  fileprivate var hyperbolicTangentOfSmall: Interval? {
    mignitude < 0.5 ? hyperbolicTangent : nil
  }

  var logistic: Interval {
    // Each of the two forms where its exponential does not overflow; both only rise.
    func value(_ u: Double) -> Interval {
      if u == .infinity || u == -.infinity { return Interval(u < 0 ? 0 : 1) }
      let e = Interval(-abs(u)).exponential
      return (u < 0 ? e : .one) / (e + .one)
    }
    return value(lower).hull(value(upper))
  }

  var softplus: Interval {
    func value(_ u: Double) -> Interval {
      if u == .infinity { return Interval(.greatestFiniteMagnitude, .infinity) }
      if u == -.infinity { return .zero }
      return Interval(max(u, 0)) + Interval(-abs(u)).exponential.logarithmOnePlus
    }
    return value(lower).hull(value(upper))
  }
}
