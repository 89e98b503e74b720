/// A proof of how far the quadratic model of a network is off anywhere in a box around I.
///
/// |δ′_i| ≤ |δ_i| for every i: all directions at once are intervals, and each output's A‴ along them is
/// enclosed. What many neurons do together is lost, so that the bound is looser than that of one
/// direction; how loose, the remainders at some corners of the box tell.
public struct BoxRemainder: Sendable {
  public let outputs: [Output]

  /// The corners at which the remainder was looked at.
  public let cornerCount: Int

  public struct Output: Sendable, Hashable {
    /// |R| is nowhere in the box more than this.
    public let most: Double

    /// |R| is somewhere in the box at least this.
    public let least: Double

    /// How many times the bound may be larger than the largest remainder in the box.
    public var looseness: Double { most == 0 ? 1 : most / least }
  }

  private static let mostCorners = 64

  /// - Parameters:
  ///   - halfWidths: |δ_i|, one for each input.
  ///   - limit: the multiply-adds that may be spent.
  /// - Throws: `Obstacle` where there is no bound; what `checkpoint` throws.
  public init(
    of network: Network, at input: [Double], halfWidths: [Double],
    limit: Double = RemainderBound.standardLimit, checkpoint: Checkpoint = {}
  ) throws {
    let box = StraightChange(
      network, at: input, .input(halfWidths.map { .symmetric(abs($0)) }))
    let bound = try RemainderBound(of: box, limit: limit / 2, checkpoint: checkpoint)
    var least = bound.outputs.map(\.least)
    var work = limit / 2
    var corners = 0
    for corner in Self.corners(halfWidths) {
      let model = CurveModel(StraightChange(network, at: input, along: corner))
      // One cell is enough: what is asked for is no proof that |R| is small.
      let cost = 3 * model.cellCost
      if work < cost { break }
      work -= cost
      corners += 1
      guard let found = try? RemainderBound(of: model, to: 1, limit: cost, checkpoint: {}) else {
        continue
      }
      try checkpoint()
      for (k, output) in found.outputs.enumerated() { least[k] = max(least[k], output.least) }
    }
    cornerCount = corners
    outputs = zip(bound.outputs, least).map { Output(most: $0.most, least: $1) }
  }

  /// The corners of a box; of one with many some that are drawn, always the same ones.
  private static func corners(_ halfWidths: [Double]) -> [[Double]] {
    let moved = halfWidths.indices.filter { halfWidths[$0] != 0 }
    let all = moved.count < 6
    var random = SplitMix64(seed: 1)
    return (0..<(all ? 1 << moved.count : mostCorners)).map { number in
      var bits = all ? UInt64(number) : 0
      var corner = halfWidths
      for (place, j) in moved.enumerated() {
        if !all, place % 64 == 0 { bits = random.next() }
        if bits >> UInt64(place % 64) & 1 == 1 { corner[j] = -corner[j] }
      }
      return corner
    }
  }
}
