/// Stretches of the real line that sampling has found, with their ends made precise.
struct LineSet {
  private var stretches: [Stretch] = []

  /// Sampling looks no further than this.
  private static let limit = 100.0

  private struct Stretch {
    /// Nil where it goes on as far as was looked.
    var lower: End?
    var upper: End?
  }

  private struct End {
    var point: Double
    var isInside: Bool
  }

  /// - Parameter isInside: whether a point belongs to the set.
  init(_ sampled: [ClosedRange<Double>], isInside: (Double) -> Bool) {
    stretches = sampled.map { range in
      Stretch(
        lower: Self.end(from: range.lowerBound, direction: -1, isInside),
        upper: Self.end(from: range.upperBound, direction: 1, isInside))
    }
  }

  /// The end of the stretch that `start` lies in, by bisection; nil when there is none.
  private static func end(
    from start: Double, direction: Double, _ isInside: (Double) -> Bool
  ) -> End? {
    var width = 0.25
    while isInside(start + direction * width) {
      if abs(start + direction * width) > limit { return nil }
      width *= 2
    }
    var (inside, outside) = (start, start + direction * width)
    for _ in 0..<80 {
      let middle = inside + (outside - inside) / 2
      if isInside(middle) { inside = middle } else { outside = middle }
    }
    // Ends are round numbers more often than not; what is only near one is not.
    let round = (inside * 1e6).rounded() / 1e6
    let isRound = abs(round - inside) <= 4 * inside.ulp || round == 0 && abs(inside) < 1e-15
    let point = isRound ? round : inside
    return End(point: point == 0 ? 0 : point, isInside: isInside(point))
  }

  /// Whether a point belongs to a stretch, or is an end of one.
  func touches(_ x: Double) -> Bool {
    stretches.contains {
      ($0.lower?.point ?? -.infinity) <= x && x <= ($0.upper?.point ?? .infinity)
    }
  }

  /// "for x ≤ 0 and at x = 3"; nil when the set is empty.
  func words(_ x: String) -> String? {
    guard !stretches.isEmpty else { return nil }
    let shown = stretches.prefix(3).map { Self.words($0, x) }.joined(separator: " and ")
    return stretches.count > 3 ? shown + " and elsewhere" : shown
  }

  private static func words(_ stretch: Stretch, _ x: String) -> String {
    func sign(_ end: End) -> String { end.isInside ? "≤" : "<" }
    switch (stretch.lower, stretch.upper) {
    case (nil, nil): return "anywhere from −100 to 100"
    case (nil, let upper?):
      return "for \(x) \(sign(upper)) \(Prose.place(upper.point))"
    case (let lower?, nil):
      return "for \(x) \(lower.isInside ? "≥" : ">") \(Prose.place(lower.point))"
    case (let lower?, let upper?):
      if lower.point == upper.point { return Prose.places([lower.point], variable: x) }
      return "for \(Prose.place(lower.point)) \(sign(lower)) \(x) \(sign(upper)) "
        + Prose.place(upper.point)
    }
  }
}
