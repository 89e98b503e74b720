/// Computes the Hessians of one map again and again, in storage allocated once.
///
///     let workspace = HessianWorkspace(rule)
///     var hessians = [Double](repeating: 0, count: workspace.count)
///     try workspace.evaluate(at: x, into: &hessians)     // one packed triangle after the other
///
/// Results are the same to the bit from run to run on one machine. On another one, with other kernels
/// of the linear algebra library or another number of processors, the last digits may differ.
///
/// - Complexity: that of the plan's choice.
public final class HessianWorkspace {
  /// The outputs asked for, counted from 0.
  public let outputs: [Int]
  public let inputCount: Int

  /// Entries of a packed triangle, and of those of all outputs.
  private let entries: Int
  public var count: Int { outputs.count * entries }

  private let pass: any HessianPass
  private let targets: Triangles

  /// - Parameters:
  ///   - outputs: the outputs k, counted from 0; nil for all.
  ///   - candidate: how, of a plan of the same map; the plan's choice when nil.
  /// - Precondition: outputs that exist.
  public convenience init(
    _ rule: ChainRule, outputs: [Int]? = nil, as candidate: HessianPlan.Candidate? = nil
  ) {
    self.init(rule, outputs: outputs, strategy: candidate?.strategy)
  }

  init(_ rule: ChainRule, outputs chosen: [Int]?, strategy: (any HessianStrategy)?) {
    let compiled = CompiledMap(rule)
    let outputs = chosen ?? Array(0..<compiled.outputCount)
    precondition(outputs.allSatisfy { $0 >= 0 && $0 < compiled.outputCount })
    let strategy =
      strategy ?? HessianPlan(compiled.shape, outputs: outputs.count).chosen.strategy
    pass = strategy.pass(compiled, outputs: outputs)
    (self.outputs, inputCount) = (outputs, compiled.inputCount)
    entries = PackedSymmetric.count(order: inputCount)
    targets = .allocate(capacity: max(outputs.count, 1))
  }

  deinit { targets.deallocate() }

  /// H of every output at x: packed triangles of inputs(inputs + 1)/2 entries, one after the other.
  ///
  /// - Returns: Whether all of it is finite. Where it is not, an output may have met neurons that it
  ///   does not depend on; `NetworkMap.hessian(at:)` keeps those apart.
  /// - Precondition: x has a value for each input, and there is room for `count` entries.
  @discardableResult
  public func evaluate(
    at x: Span<Double>, into hessians: inout MutableSpan<Double>, checkpoint: Checkpoint = {}
  ) throws -> Bool {
    precondition(x.count == inputCount && hessians.count == count)
    return try x.withUnsafeBufferPointer { x in
      try hessians.withUnsafeMutableBufferPointer { room in
        guard let first = room.baseAddress else { return true }
        for k in outputs.indices { (targets + k).initialize(to: first + k * entries) }
        return try evaluate(at: x, checkpoint: checkpoint)
      }
    }
  }

  /// The same for arrays.
  @discardableResult
  public func evaluate(
    at x: [Double], into hessians: inout [Double], checkpoint: Checkpoint = {}
  ) throws -> Bool {
    var room = hessians.mutableSpan
    return try evaluate(at: x.span, into: &room, checkpoint: checkpoint)
  }

  /// H of every output at x; nil where some of it is not finite.
  func hessians(at x: [Double], checkpoint: Checkpoint = {}) throws -> [PackedSymmetric]? {
    var rooms = outputs.map { _ in
      UnsafeMutablePointer<Double>.allocate(capacity: max(entries, 1))
    }
    defer { for room in rooms { room.deallocate() } }
    targets.initialize(from: rooms, count: rooms.count)
    if try !x.withUnsafeBufferPointer({ try evaluate(at: $0, checkpoint: checkpoint) }) {
      return nil
    }
    // One triangle at a time stands in both places.
    var hessians: [PackedSymmetric] = []
    while let room = rooms.popLast() {
      defer { room.deallocate() }
      hessians.append(
        PackedSymmetric(
          order: inputCount, storage: Array(UnsafeBufferPointer(start: room, count: entries))))
    }
    return hessians.reversed()
  }

  private func evaluate(at x: UnsafeBufferPointer<Double>, checkpoint: Checkpoint) throws -> Bool {
    guard let x = x.baseAddress, !outputs.isEmpty else { return true }
    return try pass.evaluate(at: x, into: targets, checkpoint: checkpoint)
  }
}
