import Core

/// Refuses derivatives that would not fit memory before they are begun, and says what would fit.
enum DerivativeMemory {
  /// Bytes an entry: itself, its difference and bound, and a copy on the way to the screen.
  static let bytesPerEntry = 48.0

  /// The numbers beside each entry of a Hessian itself.
  private static let hessianCopies = 3

  /// - Throws: `CommandError` when the Jacobian and what is shown beside it do not fit.
  static func requireJacobian(of map: NetworkMap, at range: Range<Int>?) throws(CommandError) {
    func bytes(_ map: NetworkMap) -> Double {
      bytesPerEntry * Double(map.outputCount) * Double(map.inputCount)
    }
    try Memory.require(
      bytes: bytes(map), for: "a \(map.outputCount)×\(map.inputCount) Jacobian", at: range,
      advice: laterSignals(map).first { bytes($0) <= Double(Memory.limit) }
        .map { "this fits: jacobian \($0.words)".trimmed } ?? "")
  }

  /// - Throws: `CommandError` when the Jacobian with respect to parameters does not fit.
  static func requireJacobian(
    of map: NetworkMap, wrt group: ParameterBlock, at range: Range<Int>?
  ) throws(CommandError) {
    let (rows, columns) = (map.outputCount, map.network.count(of: .parameters(group)))
    let isBias = if case .bias = group { true } else { false }
    try Memory.require(
      bytes: bytesPerEntry * Double(rows) * Double(columns), for: "a \(rows)×\(columns) Jacobian",
      at: range,
      advice: isBias ? "" : "that of the biases is smaller: jacobian wrt b\(group.layer)")
  }

  /// The cheapest way that fits.
  ///
  /// - Throws: `CommandError` when none does.
  @discardableResult
  static func requireHessian(
    of map: NetworkMap, outputs: [Int], at range: Range<Int>?
  ) throws(CommandError) -> HessianPlan {
    let plan = plan(map, outputs.count)
    try Memory.require(
      bytes: plan.fits ? 0 : plan.bytes,
      for: "\(Prose.count(outputs.count, "Hessian")) of \(map.inputCount)×\(map.inputCount)",
      at: range, advice: advice(map, outputs))
    return plan
  }

  private static func advice(_ map: NetworkMap, _ outputs: [Int]) -> String {
    let label = map.to.labels(in: map.network).short(outputs.first ?? 0)
    if outputs.count > 1, plan(map, 1).fits {
      return "one output fits: hessian of \(label) \(map.wrtWords)".trimmed
    }
    let later = laterSignals(map).first { plan($0, 1).fits }
    return later.map { "this fits: hessian of \(label) \($0.wrtWords)".trimmed }
      ?? "`perturb input D...` takes Hδ along one direction without it"
  }

  private static func plan(_ map: NetworkMap, _ outputs: Int) -> HessianPlan {
    HessianPlan(map, outputs: outputs, limit: Memory.limit, copies: hessianCopies)
  }

  /// The map from each later signal before its end, the nearest first.
  private static func laterSignals(_ map: NetworkMap) -> [NetworkMap] {
    map.stages.dropLast().map { map.part(from: $0.signal, to: map.to) }
  }
}

extension String {
  fileprivate var trimmed: String { last == " " ? String(dropLast()) : self }
}
