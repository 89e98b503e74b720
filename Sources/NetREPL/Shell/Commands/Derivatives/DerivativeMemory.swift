import Core

/// Refuses derivatives that would not fit memory before they are begun, and says what would fit.
enum DerivativeMemory {
  /// Bytes an entry: itself, its difference and bound, and a copy on the way to the screen.
  static let bytesPerEntry = 48.0

  /// The same beside the Hessians themselves.
  private static let hessianCopies = 24.0

  /// - Throws: `CommandError` when the Jacobian and what is shown beside it do not fit.
  static func requireJacobian(of map: NetworkMap, at range: Range<Int>?) throws(CommandError) {
    if jacobianBytes(map) <= Double(Memory.limit) { return }
    let fitting = laterSignals(map).first { jacobianBytes($0) <= Double(Memory.limit) }
    try Memory.require(
      bytes: jacobianBytes(map), for: "a \(map.outputCount)×\(map.inputCount) Jacobian", at: range,
      advice: fitting.map { "this fits: jacobian \($0.words)".trimmed } ?? "")
  }

  /// - Throws: `CommandError` when the Jacobian with respect to parameters does not fit.
  static func requireJacobian(
    of map: NetworkMap, wrt group: ParameterBlock, at range: Range<Int>?
  ) throws(CommandError) {
    let (rows, columns) = (map.outputCount, map.network.count(of: group))
    let advice =
      if case .weights(let layer) = group {
        "that of the biases is smaller: jacobian wrt b\(layer)"
      } else { "" }
    try Memory.require(
      bytes: bytesPerEntry * Double(rows) * Double(columns), for: "a \(rows)×\(columns) Jacobian",
      at: range, advice: advice)
  }

  /// The cheapest way that fits.
  ///
  /// - Throws: `CommandError` when none does.
  @discardableResult
  static func requireHessian(
    of map: NetworkMap, outputs: [Int], at range: Range<Int>?
  ) throws(CommandError) -> HessianPlan {
    let plan = plan(map, outputs.count)
    if plan.chosenIndex != nil { return plan }
    try Memory.require(
      bytes: plan.chosen.cost.bytes + besides(map, outputs.count),
      for: "\(Prose.count(outputs.count, "Hessian")) of \(map.inputCount)×\(map.inputCount)",
      at: range, advice: advice(map, outputs))
    return plan
  }

  private static func advice(_ map: NetworkMap, _ outputs: [Int]) -> String {
    let label = map.to.labels(in: map.network).short(outputs.first ?? 0)
    if outputs.count > 1, plan(map, 1).chosenIndex != nil {
      return "one output fits: hessian of \(label) \(map.wrtWords)".trimmed
    }
    let later = laterSignals(map).first { plan($0, 1).chosenIndex != nil }
    if let later { return "this fits: hessian of \(label) \(later.wrtWords)".trimmed }
    return "`perturb input D...` takes Hδ along one direction without it"
  }

  private static func plan(_ map: NetworkMap, _ outputs: Int) -> HessianPlan {
    let room = Double(Memory.limit) - besides(map, outputs)
    return HessianPlan(map, outputs: outputs, limit: room < 0 ? -1 : Int(room))
  }

  private static func besides(_ map: NetworkMap, _ outputs: Int) -> Double {
    let d = Double(map.inputCount)
    return hessianCopies * Double(outputs) * d * (d + 1) / 2
  }

  private static func jacobianBytes(_ map: NetworkMap) -> Double {
    bytesPerEntry * Double(map.outputCount) * Double(map.inputCount)
  }

  /// The map from each later signal before its end, the nearest first.
  private static func laterSignals(_ map: NetworkMap) -> [NetworkMap] {
    map.stages.dropLast().map { map.part(from: $0.signal, to: map.to) }
  }
}

extension String {
  fileprivate var trimmed: String { last == " " ? String(dropLast()) : self }
}
