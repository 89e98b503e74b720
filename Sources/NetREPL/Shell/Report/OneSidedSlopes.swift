import Core

/// The slopes of the outputs along δ on either side of a kink, beside the one that J has there.
///
/// On the kink itself J is a convention; a hair to either side it is the slope, unless the output
/// jumps.
struct OneSidedSlopes {
  var left: [Double?]
  var right: [Double?]
  var convention: [Double]

  /// How far to the side, in units of δ: the farthest first, since another kink may be nearer.
  private static let distances = [0x1p-20, 0x1p-26, 0x1p-32, 0x1p-38, 0x1p-44]

  /// What is left of slopes that fall to 0 is rounding.
  private static let rounding = 0x1p-40

  /// - Parameters:
  ///   - jets: value and slope of the outputs along δ at x + tδ.
  init(_ jets: (_ t: Double) -> [Jet]) {
    let here = jets(0)
    convention = here.map(\.first)
    let limit = Self.limit
    func side(_ sign: Double) -> [Double?] {
      var result = [Double?](repeating: nil, count: here.count)
      var open = Array(here.indices)
      for distance in Self.distances where !open.isEmpty {
        let found = [1.0, 0.5, 0.25].map { jets(sign * $0 * distance) }
        open.removeAll { k in
          let slopes = found.map { $0[k].first }
          // What a continuous output changes by over a short way is what its slope says.
          let change = found[2][k].value - here[k].value
          let way = abs(distance * slopes.largestMagnitude)
          let isJump = abs(change) > 16 * way + 0x1p-40 * abs(here[k].value) + 0x1p-60
          if isJump { return false }
          let slope = limit(slopes)
          result[k] = abs(slope) <= Self.rounding * slopes.largestMagnitude ? 0 : slope
          return true
        }
      }
      return result
    }
    (left, right) = (side(-1), side(1))
  }

  /// What slopes at 1, 1/2 and 1/4 of the way tend to.
  private static func limit(_ slopes: [Double]) -> Double {
    let changes = (slopes[1] - slopes[0], slopes[2] - slopes[1])
    let ratio = changes.1 / changes.0
    // As t^p with p below 1 or negative, which a root makes: the changes then shrink too slowly for
    // a series in t, or grow.
    let isSeen = abs(changes.1) > 0x1p-30 * slopes.largestMagnitude
    if isSeen, ratio >= 0.95 { return changes.1 > 0 ? .infinity : -.infinity }
    if isSeen, ratio > 0.55 { return slopes[2] + changes.1 * ratio / (1 - ratio) }
    // No error in t and t² is left.
    return (slopes[0] - 6 * slopes[1] + 8 * slopes[2]) / 3
  }

  var members: Record { ["left": left, "right": right, "convention": convention] }

  func blocks(_ labels: MatrixTable.Labels) -> [Report.Block] {
    var blocks: [Report.Block] = [
      .blank,
      .table([
        .text("slope along δ", left.indices.map(labels.short)), .numbers("from the left", left),
        .numbers("to the right", right), .numbers("J·δ, by convention", convention),
      ]),
    ]
    if left == right, left == convention {
      blocks.append(
        .paragraph("Both sides agree with J: along δ the slope does not jump here."))
    }
    if (left + right).contains(nil) {
      blocks.append(.paragraph("Where no slope stands the output jumps, and has none."))
    }
    return blocks
  }
}
