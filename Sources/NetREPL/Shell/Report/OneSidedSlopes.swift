import Core

/// The slopes of the outputs along δ on either side of a kink, beside the one that J has there.
///
/// On the kink itself J is a convention; a hair to either side it is the slope.
struct OneSidedSlopes {
  var left: [Double]
  var right: [Double]
  var convention: [Double]

  /// How far to the side, in units of δ: far enough for every neuron to be on one side, near enough
  /// for six digits.
  private static let distance = 0x1p-30

  /// - Parameter slopes: the slopes of the outputs along δ at x + tδ.
  init(_ slopes: (_ t: Double) -> [Double]) {
    (left, right) = (slopes(-Self.distance), slopes(Self.distance))
    convention = slopes(0)
  }

  var members: Record { ["left": left, "right": right, "convention": convention] }

  func table(_ labels: MatrixTable.Labels) -> Report.Block {
    .table([
      .text("slope along δ", left.indices.map(labels.short)), .numbers("from the left", left),
      .numbers("to the right", right), .numbers("J·δ, by convention", convention),
    ])
  }
}
