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
    let (norms, largest) = (gradients.map(Self.norm), gradients.map(\.largestMagnitude))
    let shapes = gradients.map { "\($0.rows)×\($0.columns)" }
    let table = Table(columns: [
      Table.text("wrt", groups.map(\.name)), Table.text("shape", shapes),
      Table.Column(header: "norm", cells: .numbers(norms)),
      Table.Column(header: "largest entry", cells: .numbers(largest)),
    ])
    return Report(
      blocks: [
        .heading(
          "gradient of s", aside: "\(s.words), at I = \(Prose.vector(input))"),
        .table(table), s.valueSentence(at: input),
        .paragraph(
          constantNote
            ?? "`gradient wrt \(groups[0].name)` shows one beside its finite differences."),
      ],
      record: .object(
        [
          ("command", .string("gradient")), ("of", .string("s")), ("s", .number(s(input))),
        ] + s.scalar.members + [
          ("wrt", .array(groups.map { .string($0.name) })), ("norm", .numbers(norms)),
          ("largest", .numbers(largest)),
        ]))
  }
}
