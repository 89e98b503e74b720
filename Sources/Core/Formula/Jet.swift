/// σ, σ′ and σ″ at one point.
public struct Jet: Sendable, Hashable {
  public var value: Double
  public var first: Double
  public var second: Double

  public init(_ value: Double, _ first: Double, _ second: Double) {
    self.value = value
    self.first = first
    self.second = second
  }

  /// Which derivative is the first that is not finite, 1 or 2, where the value is; nil where there is none.
  package var missingOrder: Int? {
    guard value.isFinite else { return nil }
    return !first.isFinite ? 1 : !second.isFinite ? 2 : nil
  }
}
