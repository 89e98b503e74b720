import Core

/// What second derivatives with respect to parameters cost, as `plan wrt W2 W1` answers it.
struct WeightPlanReport {
  private var extent: WeightHessianExtent
  private var size: WeightHessianSize
  private var scalar: ObjectiveAtInput
  private var blocks: [WeightHessianPlan]

  /// Why it would not be formed; nil when it would.
  private var refusal: String?

  init(_ extent: WeightHessianExtent, _ scalar: ObjectiveAtInput) {
    self.extent = extent
    self.scalar = scalar
    let network = scalar.network
    size = WeightHessianSize(extent, of: scalar)
    switch extent {
    case .block(let rows, let columns):
      blocks = [WeightHessianPlan(scalar.s.network, rows, columns)]
    case .all:
      let groups = network.parameterGroups.map { VariableBlock.parameters($0) }
      blocks = groups.indices.flatMap { g in
        groups[...g].map { WeightHessianPlan(scalar.s.network, groups[g], $0) }
      }
    }
    do throws(CommandError) {
      try size.require(at: nil)
    } catch {
      refusal = error.message
    }
  }

  private func sum(_ part: (WeightHessianPlan) -> Double) -> Double {
    blocks.reduce(0) { $0 + part($1) }
  }

  var report: Report {
    let rows = Double(size.rows)
    // Of a symmetric block half is formed.
    let entries = extent.isSymmetric ? rows * (rows + 1) / 2 : rows * Double(size.columns)
    let perEntry =
      sum(\.entries) == 0 ? 0 : sum { $0.entries * $0.entryMultiplyAdds } / sum(\.entries)
    let costs = [
      (sum(\.factorMultiplyAdds), 8 * sum(\.factorNumbers)),
      ((entries * perEntry).rounded(), 8 * entries),
    ]
    let table = Table(columns: [
      Table.text("", ["factors", "\(PlanReport.grouped(entries)) entries from them"]),
      PlanReport.amounts("multiply-adds", costs.map(\.0)),
      Table.text("memory", costs.map { Memory.words($0.1) }),
    ])
    let note =
      refusal.map { "It would not be formed: \($0)." }
      ?? "One entry takes the factors alone: `show \(size.entryName)`."
    return Report(
      blocks: [
        .heading(extent.title(of: scalar.name), aside: "\(size.rows)×\(size.columns)"),
        .table(table), .paragraph(note),
      ],
      record: .object([
        ("command", .string("plan")), ("of", .string(scalar.name)),
        ("wrt", extent.wrt.count == 1 ? .string(extent.wrt[0]) : .strings(extent.wrt)),
        ("shape", .integers([size.rows, size.columns])),
        ("factors", record(costs[0])), ("entries", record(costs[1])),
        ("fits", .bool(refusal == nil)),
      ]))
  }

  private func record(_ cost: (multiplyAdds: Double, bytes: Double)) -> JSONValue {
    .object([("multiplyAdds", .number(cost.multiplyAdds)), ("bytes", .number(cost.bytes))])
  }
}
