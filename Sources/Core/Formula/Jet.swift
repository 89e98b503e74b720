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
}
