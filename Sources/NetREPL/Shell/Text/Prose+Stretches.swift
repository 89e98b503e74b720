import Core

extension Prose {
  /// "for x < 0 and 1 < x < 2", "at x = 0", "for every x"; of many the first ones and the count.
  static func places(_ stretches: [Stretch], variable x: String) -> String {
    let (points, ranges) = (stretches.filter(\.isPoint), stretches.filter { !$0.isPoint })
    var parts: [String] = []
    if !ranges.isEmpty { parts.append("for " + list(ranges.map { range($0, x) }, of: x)) }
    let found = nearest(points)
    for (word, chosen) in [
      ("at", found.filter { !isRounded($0) }), ("near", found.filter(isRounded)),
    ] where !chosen.isEmpty {
      parts.append("\(word) \(x) = " + list(chosen.map { place($0) }, of: x))
    }
    return parts.joined(separator: " and ")
  }

  /// A point of the line: whole where somebody may have typed it, since a threshold that is rounded is
  /// another one; else with the usual digits.
  static func place(_ x: Double) -> String {
    typed(x).map { number($0, digits: nil) } ?? number(x)
  }

  /// Whether `place` rounds it: a root of 2 and the like, which no double is.
  static func isRounded(_ x: Double) -> Bool { typed(x) == nil }

  /// The number of at most twelve digits that somebody may have typed, to the last bits of which places
  /// are found; nil where there is none.
  private static func typed(_ x: Double) -> Double? {
    let short = x.rounded(to: 12)
    return abs(short - x) <= 4 * x.ulp || !x.isFinite ? short : nil
  }

  /// "at x = 0, 1 and near x = −1.41421, 1.41421"; of many those nearest to 0 and the count.
  static func places(_ points: [Double], variable x: String) -> String {
    let shown = points.sorted { abs($0) < abs($1) }.prefix(5).sorted()
    func part(_ word: String, _ points: [Double]) -> [String] {
      points.isEmpty
        ? [] : ["\(word) \(x) = " + points.map { place($0) }.joined(separator: ", ")]
    }
    let parts = part("at", shown.filter { !isRounded($0) }) + part("near", shown.filter(isRounded))
    let more = shown.count < points.count ? ", … (\(points.count) from −100 to 100)" : ""
    return parts.joined(separator: " and ") + more
  }

  /// Of many the nearest to 0 first.
  private static func nearest(_ points: [Stretch]) -> [Double] {
    let values = points.map(\.lower)
    return values.count <= 4 ? values : values.sorted { (abs($0), $0) < (abs($1), $1) }
  }

  private static func range(_ stretch: Stretch, _ x: String) -> String {
    let (lower, upper) = (place(stretch.lower), place(stretch.upper))
    let (from, to) = (stretch.includesLower ? "≤" : "<", stretch.includesUpper ? "≤" : "<")
    return switch (stretch.lower.isFinite, stretch.upper.isFinite) {
    case (true, true): "\(lower) \(from) \(x) \(to) \(upper)"
    case (true, false): "\(x) \(stretch.includesLower ? "≥" : ">") \(lower)"
    case (false, true): "\(x) \(to) \(upper)"
    case (false, false): "every \(x)"
    }
  }

  private static func list(_ parts: [String], of x: String) -> String {
    if parts.count == 1 { return parts[0] }
    if parts.count > 4 {
      return parts.prefix(3).joined(separator: ", ") + " and others"
    }
    return parts.dropLast().joined(separator: ", ") + " and " + parts[parts.count - 1]
  }
}
