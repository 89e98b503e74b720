internal import Numerics

/// σ, σ′ and σ″ of a formula, and where they jump.
package struct FormulaActivation: Sendable {
  package let formula: Formula
  package let first: Formula
  package let second: Formula

  /// In terms of T, where that can be.
  let valueForm: ValueForm?

  /// Where σ, σ′ or σ″ jumps.
  package private(set) var kinks: [Double] = []

  /// Where a branch of the formula ends, whether or not anything jumps there, as nothing does in |x|²
  /// at 0: σ′ and σ″ are read on either side, since on the point itself their formulas may be wrong.
  package let branchPoints: [Double]

  package init(_ formula: Formula) {
    self.formula = formula
    first = formula.derivative
    second = first.derivative
    valueForm = ValueForm(of: formula)
    // Where there is no value nothing jumps.
    let near = Kinks.of([formula, first, second])
    // Thresholds farther out, and points that the formula jumps over, as 1/x does in atan(1/x).
    // Those of a sine have no end.
    let beyond = Set([formula, first].flatMap(\.switches).filter { abs($0) > Kinks.reach })
    let far = beyond.count <= 16 ? Array(beyond) : []
    let gaps =
      formula.hidesGaps ? formula.gaps.flatMap(\.stretches).filter(\.isPoint).map(\.lower) : []
    branchPoints = Set(near + far + gaps).sorted().filter { formula.value(at: $0).isFinite }
    kinks = branchPoints.filter(jumps)
  }

  /// Whether σ itself jumps there, so that it has no derivative, whatever the formula of σ′ gives.
  package func isDiscontinuous(at x: Double) -> Bool {
    let (left, right) = (jet(beside: x, -1), jet(beside: x, 1))
    let here = formula.value(at: x)
    let slack = 4 * x.ulp * max(abs(left.first), abs(right.first))
    return [(left.value, right.value), (left.value, here), (here, right.value)].contains { a, b in
      a.isFinite && b.isFinite && abs(a - b) > 1e-9 * max(abs(a), abs(b)) + slack
    }
  }

  /// Whether the two sides of a point have other values, slopes or curvatures.
  private func jumps(at x: Double) -> Bool {
    let (left, right) = (jet(beside: x, -1), jet(beside: x, 1))
    func differ(_ a: Double, _ b: Double, slack: Double = 0) -> Bool {
      if !a.isFinite || !b.isFinite { return a != b }
      return !(abs(a - b) <= 1e-9 * max(abs(a), abs(b)) + slack)
    }
    return differ(left.first, right.first) || differ(left.second, right.second)
      // Two last digits apart a value moves by what the slope says.
      || differ(left.value, right.value, slack: 4 * x.ulp * abs(left.first))
      || differ(left.value, formula.value(at: x), slack: 4 * x.ulp * abs(left.first))
  }

  package func jet(at x: Double) -> Jet {
    guard branchPoints.contains(x) else { return plainJet(at: x) }
    let (left, right) = (jet(beside: x, -1), jet(beside: x, 1))
    if left.first == -right.first, left.first != 0 { return plainJet(at: x) }
    let isFlatBehind = right.first == 0 && right.second == 0
    var jet = isFlatBehind ? right : left
    jet.value = formula.value(at: x)
    // The middle of two opposite curvatures, as softsign has it.
    if left.second == -right.second, left.second.isFinite { jet.second = 0 }
    return jet
  }

  /// σ, σ′ and σ″ as x is approached from one side.
  ///
  /// A last digit away they are as good as there, but for what falls to 0, or grows without bound:
  /// that of |x|x at 0 would be the smallest number instead, that of √|x| one of the largest.
  private func jet(beside x: Double, _ side: Double) -> Jet {
    let reach = x == 0 ? 0x1p60 : 0x1p10
    var near = plainJet(at: x + side * x.ulp)
    let middle = plainJet(at: x + side * x.ulp * reach)
    let far = plainJet(at: x + side * x.ulp * reach * reach)
    near.first = Self.limit(near.first, middle.first, far.first)
    near.second = Self.limit(near.second, middle.second, far.second)
    return near
  }

  /// What tends to 0, or to ∞ as a power of the distance, from values at three distances.
  private static func limit(_ near: Double, _ middle: Double, _ far: Double) -> Double {
    guard near.isFinite else { return near }
    if abs(near) <= abs(far) * 0x1p-9 { return 0 }
    let growth = (abs(near) / abs(middle), abs(middle) / abs(far))
    guard growth.0 > 8, growth.1 > 8, far != 0 else { return near }
    let (first, second) = (Double.log2(growth.0), Double.log2(growth.1))
    return abs(first - second) <= 0.05 * second ? .infinity * (near < 0 ? -1 : 1) : near
  }

  private func plainJet(at x: Double) -> Jet {
    let value = formula.value(atOrNear: x)
    // Where there is no value there is no slope, even if its formula has one.
    if value.isNaN { return Jet(value, value, value) }
    let slope = first.limit(at: x, ifAlready: value)
    // Without a slope there is no curvature, even where its formula has lost the place: √(x²) at 0.
    return Jet(value, slope, slope.isNaN ? slope : second.limit(at: x, ifAlready: value))
  }

  /// σ′ as it is read: by the formula, and in terms of T.
  package var firstText: String { text(first, valueForm?.first) }
  package var secondText: String { text(second, valueForm?.second) }

  private func text(_ direct: Formula, _ form: Formula?) -> String {
    let direct = direct.text(.unicode)
    guard let form = form?.text(.unicode), form != direct else { return direct }
    return "\(direct) = \(form)"
  }
}

extension Formula {
  /// A derivative at x, of a function that has a finite value there.
  ///
  /// Where the formula is 0/0 or 0·∞, as that of the second derivative of (x²)^1.5 is at 0, it is
  /// the limit, if both sides have the same: then, by the mean value theorem, it is the derivative.
  fileprivate func limit(at x: Double, ifAlready value: Double) -> Double {
    let direct = self.value(atOrNear: x)
    guard direct.isNaN, value.isFinite, x.isFinite else { return direct }
    let (near, far) = (x.ulp, x.ulp * (x == 0 ? 0x1p120 : 0x1p20))
    let inner = [self.value(at: x - near), self.value(at: x + near)]
    let outer = [self.value(at: x - far), self.value(at: x + far)]
    guard (inner + outer).allSatisfy(\.isFinite) else { return direct }
    let size = max(abs(inner[0]), abs(inner[1]))
    let before = max(abs(outer[0]), abs(outer[1]))
    // Falling as the root of the distance at least.
    if size <= before * 0x1p-9 { return 0 }
    let isSettled = (inner + outer).allSatisfy { abs($0 - inner[0]) <= 1e-3 * size }
    let isOne = abs(inner[0] - inner[1]) <= 1e-6 * size
    return isSettled && isOne ? inner[0] / 2 + inner[1] / 2 : direct
  }

  /// The value at x; at ±∞, where the formula itself says nothing, the limit.
  package func value(atOrNear x: Double) -> Double {
    let value = value(at: x)
    guard value.isNaN, x.isInfinite else { return value }
    // As far out as powers of e^x are still numbers.
    let far = self.value(at: x < 0 ? -1e7 : 1e7)
    return abs(far - far.rounded()) < 1e-6 ? far.rounded() : far
  }
}
