/// A part of the line: a point, or what lies between two ends, which may be infinite.
package struct Stretch: Sendable, Hashable {
  package var lower: Double
  package var upper: Double

  /// Whether the ends belong to it; infinite ones do not.
  package var includesLower: Bool
  package var includesUpper: Bool

  package init(from lower: Double, to upper: Double, with ends: (lower: Bool, upper: Bool)) {
    (self.lower, self.upper) = (lower, upper)
    (includesLower, includesUpper) = ends
  }

  package static func point(_ x: Double) -> Stretch {
    Stretch(from: x, to: x, with: (true, true))
  }

  package static func open(_ lower: Double, _ upper: Double) -> Stretch {
    Stretch(from: lower, to: upper, with: (false, false))
  }

  package static let line = open(-.infinity, .infinity)

  package var isPoint: Bool { lower == upper }

  package func contains(_ x: Double) -> Bool {
    (lower < x || includesLower && lower == x) && (x < upper || includesUpper && x == upper)
  }

  /// Both as one, of a stretch and the one that follows it.
  func joined(to next: Stretch) -> Stretch {
    Stretch(from: lower, to: next.upper, with: (includesLower, next.includesUpper))
  }
}

extension [Stretch] {
  /// Neighbours made one; ascending, without a gap between those that belong together.
  package var joined: [Stretch] {
    reduce(into: []) { result, next in
      if let last = result.last, last.upper == next.lower,
        last.includesUpper || next.includesLower
      {
        result[result.count - 1] = last.joined(to: next)
      } else {
        result.append(next)
      }
    }
  }
}
