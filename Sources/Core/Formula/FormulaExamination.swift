/// What a look at a formula along the line shows: where it has no value or no slope, and which digits
/// double arithmetic alone would lose.
///
/// By sampling: quarters from −20 to 20, whole numbers to ±100, and small numbers; narrower troubles
/// are not seen.
package struct FormulaExamination: Sendable, Hashable {
  /// Where σ, σ′ or σ″ jumps.
  package let kinks: [Double]

  /// Where σ has no finite value; a point is a range of one.
  package let undefined: [ClosedRange<Double>]

  /// Where σ has a value, but σ′ or σ″ has none.
  package let notDifferentiable: [ClosedRange<Double>]

  /// The most digits that double arithmetic would lose of σ, σ′ or σ″, and where; nil when none.
  package let loss: Loss?

  package struct Loss: Sendable, Hashable {
    package let point: Double

    /// Decimal digits of 16.
    package let digits: Int

    /// 0 for σ, 1 for σ′, 2 for σ″.
    package let order: Int
  }

  package init(of formula: Formula) {
    let function = FormulaActivation(formula.expandingCalls)
    let parts = [function.formula, function.first, function.second]
    kinks = function.kinks
    var undefined = Stretches()
    var rough = Stretches()
    var losses: [Loss] = []
    // Of a long formula fewer points: a look takes a moment.
    let stride = 1 + parts.reduce(0) { $0 + $1.size } / 400
    for (i, x) in Self.points.enumerated() where i.isMultiple(of: stride) || x == 0 {
      let jet = function.jet(at: x)
      let isDefined = jet.value.isFinite
      undefined.note(x, isInside: !isDefined)
      rough.note(x, isInside: isDefined && !(jet.first.isFinite && jet.second.isFinite))
      for (order, part) in parts.enumerated() {
        guard let bits = part.lostBits(at: x), bits > 10 else { continue }
        let digits = min(16, Int(clamping: (bits * 0.30103).rounded(.down)))
        losses.append(Loss(point: x, digits: digits, order: order))
      }
    }
    self.undefined = undefined.ranges
    notDifferentiable = rough.ranges
    // Of the worst ones the nearest to 0 says most.
    loss = losses.min { a, b in
      (-a.digits, a.order, abs(a.point)) < (-b.digits, b.order, abs(b.point))
    }
  }

  /// Ascending.
  private static let points: [Double] = {
    let near = (-80...80).map { Double($0) / 4 }
    let far = (21...100).flatMap { [Double($0), -Double($0)] }
    let small = (2...12).flatMap { k -> [Double] in
      // As it is typed: 1e−12, not ten divided by ten.
      let size = Double("1e-\(k)") ?? 0
      return [-size, size]
    }
    return (near + far + small).sorted()
  }()

  /// Neighbouring points that have something in common.
  private struct Stretches {
    private(set) var ranges: [ClosedRange<Double>] = []
    private var isOpen = false

    mutating func note(_ x: Double, isInside: Bool) {
      defer { isOpen = isInside }
      guard isInside else { return }
      if isOpen, let last = ranges.popLast() {
        ranges.append(last.lowerBound...x)
      } else {
        ranges.append(x...x)
      }
    }
  }
}
