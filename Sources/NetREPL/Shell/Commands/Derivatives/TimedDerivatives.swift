import Core

/// Room for an input and for results, which a timed computation fills again and again.
final class TimedBuffers {
  private let input: UnsafeMutablePointer<Double>
  private let results: UnsafeMutablePointer<UnsafeMutablePointer<Double>>
  private let count: Int

  private init(_ x: [Double], results counts: [Int]) {
    input = .allocate(capacity: max(x.count, 1))
    for (i, value) in x.enumerated() { (input + i).initialize(to: value) }
    results = .allocate(capacity: max(counts.count, 1))
    for (k, count) in counts.enumerated() {
      let room = UnsafeMutablePointer<Double>.allocate(capacity: max(count, 1))
      room.initialize(repeating: 0, count: max(count, 1))
      (results + k).initialize(to: room)
    }
    count = counts.count
  }

  deinit {
    input.deallocate()
    for k in 0..<count { results[k].deallocate() }
    results.deallocate()
  }

  /// A computation at x that leaves that many numbers in each of its results.
  static func computation(
    at x: [Double], results counts: [Int],
    _ compute:
      @escaping (
        _ x: UnsafePointer<Double>,
        _ results: UnsafeMutablePointer<UnsafeMutablePointer<Double>>,
        _ checkpoint: @escaping Checkpoint
      ) throws -> Void
  ) -> CommandSpec.Computation {
    let buffers = TimedBuffers(x, results: counts)
    return { try compute(buffers.input, buffers.results, $0) }
  }
}

/// The computations behind `jacobian` and `hessian`, without differences and printing.
enum TimedDerivatives {
  static func jacobian(
    _ invocation: Invocation, _ session: Session
  ) throws -> CommandSpec.Computation {
    if let (rule, _, group) = try invocation.weightJacobian(session) {
      let input = try session.input()
      try DerivativeMemory.requireJacobian(
        of: rule.map, wrt: group, at: invocation.arguments.range("R"))
      return { checkpoint in
        let jacobian = try rule.jacobian(wrt: group, at: input, checkpoint: checkpoint)
        for k in 0..<jacobian.rows { _ = jacobian.matrix(k) }
      }
    }
    let (rule, _) = try invocation.rule(session)
    let map = rule.map
    try DerivativeMemory.requireJacobian(of: map, at: invocation.range)
    let x = NetworkMap(map.network, to: map.from)(try session.input())
    let workspace = JacobianWorkspace(rule)
    return TimedBuffers.computation(at: x, results: [map.outputCount * map.inputCount]) {
      x, results, checkpoint in
      try workspace.evaluate(at: x, into: results[0], checkpoint: checkpoint)
    }
  }

  static func hessian(
    _ invocation: Invocation, _ session: Session
  ) throws -> CommandSpec.Computation {
    if let (extent, scalar) = try invocation.weightHessian(session) {
      try WeightHessianSize(extent, of: scalar).require(at: invocation.range)
      return { checkpoint in
        _ = try extent.value(of: scalar, checkpoint)
      }
    }
    let (rule, component) = try invocation.rule(session)
    let map = rule.map
    let outputs = component.map { [$0] } ?? Array(0..<map.outputCount)
    let plan = try DerivativeMemory.requireHessian(of: map, outputs: outputs, at: invocation.range)
    let x = NetworkMap(map.network, to: map.from)(try session.input())
    let workspace = HessianWorkspace(rule, outputs: outputs, way: plan.chosen.way)
    let entries = PackedSymmetric.count(order: map.inputCount)
    return TimedBuffers.computation(at: x, results: outputs.map { _ in entries }) {
      x, results, checkpoint in
      try workspace.evaluate(at: x, into: results, checkpoint: checkpoint)
    }
  }
}
