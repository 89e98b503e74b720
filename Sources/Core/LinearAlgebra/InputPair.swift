/// Two inputs, i ≥ j, counted from 0: an entry of a symmetric matrix.
public struct InputPair: Sendable, Hashable {
  public let i: Int
  public let j: Int

  /// The pair in either order.
  public init(_ first: Int, _ second: Int) {
    i = max(first, second)
    j = min(first, second)
  }

  /// The pair at a packed index i(i+1)/2 + j.
  public init(packedIndex index: Int) {
    var row = Int(clamping: (2 * Double(index) + 0.25).squareRoot() - 0.5)
    while (row + 1) * (row + 2) / 2 <= index { row += 1 }
    while row * (row + 1) / 2 > index { row -= 1 }
    i = row
    j = index - row * (row + 1) / 2
  }
}
