/// A proof of how far the quadratic model of a network is off anywhere in a box around I.
///
/// The box is all I + δ′ with |δ′_i| ≤ |δ_i|. Each of its points lies on the way to a point of a face,
/// so the faces are covered with pieces, the directions to a piece are intervals, and A‴ along all of
/// them is enclosed at once. What many neurons do together is lost in that, so the worst piece is
/// halved again and again; with few inputs the bound becomes sharp, with many it stays loose, and
/// says so.
public struct BoxRemainder: Sendable {
  public let outputs: [Output]

  /// The pieces that the faces were split into.
  public let pieceCount: Int

  public struct Output: Sendable, Hashable {
    /// |R| is nowhere in the box more than this.
    public let most: Double

    /// |R| is somewhere in the box at least this.
    public let least: Double

    /// How many times the bound may be larger than the largest remainder in the box.
    public var looseness: Double { most == 0 ? 1 : most / least }
  }

  private static let mostPieces = 128

  /// A bound this many times the largest remainder is good enough.
  private static let sharp = 1.25

  /// Cells of all tries for one piece: 1, 2 and 4, each with the point at the beginning.
  private static let cellsOfPiece = 10.0

  /// - Parameters:
  ///   - halfWidths: |δ_i|, one for each input.
  ///   - end: the box is this many times as large; a number of at most 40 bits.
  ///   - limit: the multiply-adds that may be spent.
  /// - Throws: `Obstacle` where there is no bound; what `checkpoint` throws.
  /// - Complexity: up to 128 bounds along a way.
  public init(
    of network: Network, at input: [Double], halfWidths: [Double], to end: Double = 1,
    limit: Double = RemainderBound.standardLimit / 2, checkpoint: Checkpoint = {}
  ) throws {
    let box = halfWidths.map { Interval.symmetric(abs($0)) }
    let limitOfPiece = Self.cellsOfPiece * TaylorModel.cellCost(network)
    let affordable = Int(clamping: min(limit / limitOfPiece, Double(Self.mostPieces)))
    func piece(_ directions: [Interval]) throws -> Piece {
      let change = StraightChange(network, at: input, .input(directions))
      do {
        let bound = try RemainderBound(
          of: change, to: end, limit: min(limitOfPiece, limit), checkpoint: checkpoint)
        return Piece(directions: directions, result: .success(bound.outputs))
      } catch let obstacle as Obstacle {
        return Piece(directions: directions, result: .failure(obstacle))
      }
    }

    var least = Array(repeating: 0.0, count: network.outputCount)
    func note(_ piece: Piece) {
      guard case .success(let outputs) = piece.result else { return }
      for (k, output) in outputs.enumerated() { least[k] = max(least[k], output.least) }
    }
    // Corners first: they say how large the remainder is at least.
    let corners = Self.corners(halfWidths, count: min(affordable / 4, 32))
    for corner in corners { note(try piece(corner)) }

    let faceCount = 2 * box.count { !$0.isZero }
    let isCut = faceCount > 0 && faceCount <= affordable / 2
    var pieces = try (isCut ? Self.faces(box) : [box]).map(piece)
    pieces.forEach(note)
    while pieces.count + corners.count < affordable,
      let (worst, excess) = Self.worst(pieces, least), excess > Self.sharp,
      let halves = pieces[worst].halves(in: network)
    {
      pieces[worst] = try piece(halves.0)
      pieces.append(try piece(halves.1))
      note(pieces[worst])
      note(pieces[pieces.count - 1])
    }
    let most = try pieces.reduce(into: least.map { _ in 0.0 }) { most, piece in
      for (k, output) in try piece.result.get().enumerated() { most[k] = max(most[k], output.most) }
    }
    pieceCount = pieces.count
    outputs = zip(most, least).map { Output(most: $0, least: $1) }
  }

  // MARK: Pieces

  private struct Piece {
    var directions: [Interval]
    var result: Result<[RemainderBound.Output], Obstacle>

    /// Halved across the direction that moves the first layer most; nil when it is a point.
    func halves(in network: Network) -> ([Interval], [Interval])? {
      let weights = network.layers[0].weights
      let widths = directions.enumerated().map { j, direction in
        let column = (0..<weights.rows).reduce(0) { $0 + abs(weights[$1, j]) }
        return (direction.upper - direction.lower) * column
      }
      guard let j = widths.indices.max(by: { widths[$0] < widths[$1] }), widths[j] > 0 else {
        return nil
      }
      let (whole, middle) = (directions[j], directions[j].middle)
      guard middle > whole.lower, middle < whole.upper else { return nil }
      var halves = (directions, directions)
      halves.0[j] = Interval(whole.lower, middle)
      halves.1[j] = Interval(middle, whole.upper)
      return halves
    }
  }

  /// The piece whose bound is the most times what is known of the largest remainder, and how many.
  private static func worst(_ pieces: [Piece], _ least: [Double]) -> (Int, Double)? {
    let excesses = pieces.map { piece -> Double in
      guard case .success(let outputs) = piece.result else { return .infinity }
      return zip(outputs, least).map { output, least in
        output.most <= output.negligible ? 0 : output.most / least
      }.max() ?? 0
    }
    return excesses.indices.max { excesses[$0] < excesses[$1] }.map { ($0, excesses[$0]) }
  }

  /// The box with one component at one of its ends, for each that moves.
  private static func faces(_ box: [Interval]) -> [[Interval]] {
    box.indices.filter { !box[$0].isZero }.flatMap { j in
      [box[j].lower, box[j].upper].map { end in
        var face = box
        face[j] = Interval(end)
        return face
      }
    }
  }

  /// Corners of a box, all of them where they are few, else some that are drawn, always the same.
  private static func corners(_ halfWidths: [Double], count: Int) -> [[Interval]] {
    let moved = halfWidths.indices.filter { halfWidths[$0] != 0 }
    let isAll = moved.count < 6 && 1 << moved.count <= count
    var random = SplitMix64(seed: 1)
    return (0..<(isAll ? 1 << moved.count : max(count, 0))).map { number in
      var bits = UInt64(number)
      var corner = halfWidths
      for (place, j) in moved.enumerated() {
        if !isAll, place % 64 == 0 { bits = random.next() }
        if bits >> UInt64(place % 64) & 1 == 1 { corner[j] = -corner[j] }
      }
      return corner.map { Interval($0) }
    }
  }
}
