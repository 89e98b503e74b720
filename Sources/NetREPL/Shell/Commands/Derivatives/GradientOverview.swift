import Core

/// The gradient of every layer by its size: norm and largest entry.
struct GradientOverview {
  private var s: ScalarNetwork
  private var input: [Double]
  private var groups: [ParameterGroup]
  private var gradients: [Matrix]

  /// Why all of them are zero, if s is constant.
  private var constantNote: String?

  init(_ session: Session) throws(CommandError) {
    let network = try session.network()
    s = try session.scalarNetwork()
    input = try session.input()
    let derivatives = WeightDerivatives(s, at: input, mistake: session.mistake)
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

  var report: Report {
    let note = "`gradient wrt \(groups[0].name)` shows one beside its finite differences."
    return Report(
      blocks: blocks + [.paragraph(constantNote ?? note)], record: .object(members))
  }

  /// The sizes, and behind them every gradient beside its differences.
  ///
  /// - Throws: what `checkpoint` throws.
  func fullReport(session: Session, checkpoint: Checkpoint) throws -> Report {
    var (blocks, gradients) = (blocks, [JSONValue]())
    for group in groups {
      let part = try VariablesReport.gradient(
        wrt: .parameters(group), session: session, checkpoint: checkpoint
      ).report(settings: session.settings, isFull: true)
      blocks += [.blank] + part.blocks
      gradients.append(part.record)
    }
    return Report(
      blocks: blocks, record: .object(members + [("gradients", .array(gradients))]))
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

  private var members: [(String, JSONValue)] {
    [
      ("command", .string("gradient")), ("of", .string("s")), ("s", .number(s(input))),
    ] + s.scalar.members + [
      ("wrt", .strings(groups.map(\.name))), ("norm", .numbers(norms)),
      ("largest", .numbers(largest)),
    ]
  }
}
