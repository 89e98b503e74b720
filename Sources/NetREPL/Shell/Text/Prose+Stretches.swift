import Core

extension Prose {
  /// "for x < 0 and 1 < x < 2", "at x = 0", "for every x"; of many the first ones and the count.
  static func places(_ stretches: [Stretch], variable x: String) -> String {
    let (points, ranges) = (stretches.filter(\.isPoint), stretches.filter { !$0.isPoint })
    var parts: [String] = []
    if !ranges.isEmpty { parts.append("for " + list(ranges.map { range($0, x) }, of: x)) }
    if !points.isEmpty {
      parts.append("at \(x) = " + list(nearest(points).map { place($0) }, of: x))
    }
    return parts.joined(separator: " and ")
  }

  /// A point of the line: whole where somebody may have typed it, since a threshold that is rounded is
  /// another one; else with the usual digits.
  static func place(_ x: Double) -> String {
    number(x, digits: NumberFormat.significantDigits(NumberFormat.shortest(x)) <= 12 ? nil : 6)
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
