/// How much of many matrices is shown, one for each output.
enum ManyMatrices {
  /// More than this are shown by their corners.
  static let mostWhole = 4

  /// Of more than the first number the second is shown, and the others are counted.
  private static let (mostShown, shownOfMany) = (12, 4)

  /// How many of them are shown.
  static func shown(of count: Int, isFull: Bool) -> Int {
    isFull || count <= mostShown ? count : shownOfMany
  }
}
