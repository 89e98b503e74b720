import Core

extension ParameterHessian {
  /// What they cost, as `plan wrt W2 W1` answers it.
  var planReport: Report {
    let groups = groups
    let pairs =
      block.map { [$0] } ?? groups.indices.flatMap { g in groups[...g].map { (groups[g], $0) } }
    let plans = pairs.map { WeightHessianPlan(scalar.s.network, $0, $1) }
    func sum(_ part: (WeightHessianPlan) -> Double) -> Double { plans.map(part).reduce(0, +) }
    // Of a symmetric block half is formed.
    let entries = Double(rows) * (isSymmetric ? (Double(rows) + 1) / 2 : Double(columns))
    let perEntry =
      sum(\.entries) == 0 ? 0 : sum { $0.entries * $0.entryMultiplyAdds } / sum(\.entries)
    let costs = [
      (sum(\.factorMultiplyAdds), 8 * sum(\.factorNumbers)),
      ((entries * perEntry).rounded(), 8 * entries),
    ]
    // Why it would not be formed; nil when it would.
    var refusal: String?
    do throws(CommandError) { try require(at: nil) } catch { refusal = error.message }
    func record(_ cost: (multiplyAdds: Double, bytes: Double)) -> Record {
      ["multiplyAdds": cost.multiplyAdds, "bytes": cost.bytes]
    }
    return Report(
      [
        .heading(title, aside: "\(rows)×\(columns)"),
        .table([
          .text("", ["factors", "\(PlanReport.grouped(entries)) entries from them"]),
          PlanReport.amounts("multiply-adds", costs.map(\.0)),
          .text("memory", costs.map { Memory.words($0.1) }),
        ]),
        .paragraph(
          refusal.map { "It would not be formed: \($0)." }
            ?? "One entry takes the factors alone: `show \(entryName)`."),
      ],
      record: [
        "of": scalar.name, "wrt": CheckedTensor.names(wrt),
        "shape": [rows, columns], "factors": record(costs[0]), "entries": record(costs[1]),
        "fits": refusal == nil,
      ])
  }
}
