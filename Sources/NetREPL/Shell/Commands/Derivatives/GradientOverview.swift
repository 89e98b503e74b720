import Core

/// The gradient of every layer by its size: norm and largest entry.
struct GradientOverview {
  private var s: ObjectiveNetwork
  private var input: [Double]
  private var groups: [ParameterBlock]
  private var gradients: [Matrix]

  /// Why all of them are zero, if s is constant.
  private var constantNote: String?

  init(_ session: Session) throws(CommandError) {
    let network = try session.network()
    s = try session.scalarNetwork()
    input = try session.input()
    let derivatives = WeightDerivatives(s, at: input, fault: session.fault)
    groups = network.parameterGroups
    constantNote = s.scalar.constantNote(in: network)
    gradients = groups.map(derivatives.gradient)
  }

  /// Scaled by the largest entry, so that no square overflows.
  private static func norm(_ matrix: Matrix) -> Double {
    let largest = matrix.largestMagnitude
    guard largest > 0, largest.isFinite else { return largest }
    let sum = matrix.storage.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }
    return largest * sum.squareRoot()
  }

  /// The sizes and, where all is wanted, behind them every gradient beside its differences.
  ///
  /// - Throws: what `checkpoint` throws.
  func report(_ isFull: Bool, _ session: Session, _ checkpoint: Checkpoint) throws -> Report {
    guard isFull else {
      let note = "`gradient wrt \(groups[0].name)` shows one beside its finite differences."
      return Report(
        blocks: blocks + [.paragraph(constantNote ?? note)],
        record: .object(members(session)))
    }
    let parts = try groups.map { group in
      var part = try CheckedTensor.gradient(
        wrt: .parameters(group), session: session, checkpoint: checkpoint)
      part.isFull = true
      return part
    }
    return Report(
      blocks: blocks + parts.flatMap { [.blank] + $0.blocks(session.settings.display) },
      record: .object(members(session) + [("gradients", .array(parts.map(\.record)))]))
  }

  private var norms: [Double] { gradients.map(Self.norm) }
  private var largest: [Double] { gradients.map(\.largestMagnitude) }

  private var blocks: [Report.Block] {
    let table = Table(columns: [
      Table.text("wrt", groups.map(\.name)),
      Table.text("shape", gradients.map { "\($0.rows)×\($0.columns)" }),
      Table.Column(header: "norm", cells: .numbers(norms)),
      Table.Column(header: "largest entry", cells: .numbers(largest)),
    ])
    return [
      .heading("gradient of s", aside: "\(s.words), at I = \(Prose.vector(input))"),
      .table(table), s.valueSentence(at: input),
    ]
  }

  private func members(_ session: Session) -> [(String, JSONValue)] {
    [("command", .string("gradient")), ("of", .string("s")), ("wrt", .string("all"))]
      + (session.point?.members ?? []) + [("s", .number(s(input)))] + s.scalar.members
      + [
        ("parameters", .strings(groups.map(\.name))), ("norm", .numbers(norms)),
        ("largest", .numbers(largest)),
      ]
  }
}
