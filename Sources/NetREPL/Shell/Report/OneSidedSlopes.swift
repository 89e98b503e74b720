import Core

/// The slopes of the outputs along δ on either side of a kink, beside the one that J has there.
///
/// On the kink itself J is a convention; a hair to either side it is the slope, unless the output
/// jumps.
struct OneSidedSlopes {
  var left: [Double?]
  var right: [Double?]
  var convention: [Double]

  /// How far to the side, in units of δ.
  private static let distance = 0x1p-20

  /// What is left of slopes that fall to 0 is rounding.
  private static let rounding = 0x1p-40

  /// - Parameters:
  ///   - jets: value and slope of the outputs along δ at x + tδ.
  init(_ jets: (_ t: Double) -> [Jet]) {
    let here = jets(0)
    convention = here.map(\.first)
    func side(_ sign: Double) -> [Double?] {
      let found = [1.0, 0.5, 0.25].map { jets(sign * $0 * Self.distance) }
      return here.indices.map { k in
        let slopes = found.map { $0[k].first }
        // Carried on to the kink from 1, 1/2 and 1/4 of the way: no error in t and t² is left.
        let slope = (slopes[0] - 6 * slopes[1] + 8 * slopes[2]) / 3
        // What a continuous output changes by over a short way is what its slope says.
        let change = found[2][k].value - here[k].value
        let way = abs(Self.distance * slopes.largestMagnitude)
        let isJump = abs(change) > 16 * way + 0x1p-40 * abs(here[k].value) + 0x1p-60
        if isJump { return nil }
        return abs(slope) <= Self.rounding * slopes.largestMagnitude ? 0 : slope
      }
    }
    (left, right) = (side(-1), side(1))
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
        .paragraph("Both sides agree with J: at this kink the curvature jumps, not the slope."))
    }
    if (left + right).contains(nil) {
      blocks.append(.paragraph("Where no slope stands the output jumps, and has none."))
    }
    return blocks
  }
}
