internal import Synchronization

/// Outputs, Jacobians and Hessians of one network at many inputs at once.
///
///     let batch = Batch(network, computing: [.jacobian, .hessian(packed: true)])
///     let results = batch(inputs)              // inputs: X × d; results: X × m·d, X × m·T
///
/// Inputs stand side by side in blocks that fit the cache. z and G of a block are one matrix product
/// a layer, G with d·X columns; where the linear layers before the first bent one make its G the
/// same for every input, its term of all Hessians is one product with the table K of the products of
/// G's columns, T × n, T = d(d+1)/2. Nothing is allocated for a row or a block.
///
/// The numbers of an input depend on that input alone, to the bit: neither on its place in a block
/// nor on the others, nor on the number of threads. They agree with `NetworkMap` to rounding. An
/// input with a not-a-number gives that in every entry, and a weight that is one can reach outputs
/// that do not depend on it.
///
/// Used from one thread; it starts others itself.
///
/// - Complexity: multiply-adds an input: (1 + d) a weight for values and G, m a weight for B, and
///   m·T a curved neuron. Memory: `bytes` a thread, whatever the number of inputs.
public final class Batch {
  public private(set) var quantities: [BatchQuantity]

  /// d, the numbers of one input.
  public let inputCount: Int

  /// The numbers of each quantity for one input.
  public var counts: [Int] { plan.counts }

  /// The threads that a batch can make use of here: the processors that the program may use.
  public static var processors: Int { ThreadPool.processors }

  private var plan: BatchPlan
  private let threads: Int
  private var workspaces: [BatchWorkspace] = []

  /// - Parameter threads: how many may work at once; more than there are processors is no use.
  /// - Precondition: directions have one number for each input; at least one thread; the numbers of
  ///   each quantity can be counted and `bytes` be had.
  public init(_ network: Network, computing quantities: [BatchQuantity], threads: Int = 1) {
    precondition(threads >= 1)
    for case .hessianVectorProduct(let direction) in quantities {
      precondition(direction.count == network.inputCount)
    }
    self.quantities = quantities
    inputCount = network.inputCount
    plan = BatchPlan(network, quantities)
    self.threads = threads
  }

  /// The inputs that are worked on together by one thread. For full speed, give a multiple of this
  /// times the number of threads.
  public var blockCount: Int { plan.lanes }

  /// The memory that one thread works in.
  public var bytes: Int { plan.rooms.countPerLane * plan.lanes * MemoryLayout<Double>.stride }

  /// The least memory that a batch takes, with one block of inputs and results a thread: what to ask
  /// before making one of a network that may be too large. From above, and without overflow.
  public static func leastBytes(
    for network: Network, computing quantities: [BatchQuantity], threads: Int
  ) -> Double {
    let (d, m) = (Double(network.inputCount), Double(network.outputCount))
    let neurons = network.layers.reduce(0) { $0 + Double($1.neuronCount) }
    let widest = max(d, network.layers.reduce(0) { max($0, Double($1.neuronCount)) })
    var perInput = d + 6 * widest + 3 * neurons
    for quantity in quantities {
      switch quantity {
      case .output: perInput += m
      case .jacobian, .hessianVectorProduct:
        perInput += 2 * m * d + 5 * widest * m + min(m, d) / d * (neurons + 2 * widest) * d
      case .hessian: perInput += 2 * m * d * d
      case .diagonal, .laplacian: perInput += 2 * m * d
      }
      if quantity.needsCurvature { perInput += (neurons + 2 * widest) * d + 3 * widest * m }
    }
    // Where blocks of weights are multiplied by themselves, what they meet is summed beside.
    if network.layers.contains(where: { MatrixStructure($0.weights, forBatches: true) != nil }) {
      perInput += widest * max(1, d, m)
    }
    return 8 * Double(BatchPlan.laneMultiple * threads) * perInput
  }

  /// Puts another direction in the place of those of all Hessian-vector products; costs next to
  /// nothing.
  ///
  /// - Precondition: one number for each input.
  public func setDirection(_ direction: [Double]) {
    precondition(direction.count == inputCount)
    quantities = quantities.map {
      if case .hessianVectorProduct = $0 { .hessianVectorProduct(direction) } else { $0 }
    }
    plan.quantities = quantities
  }

  /// The results of each quantity, one input a row: X × its count.
  ///
  /// - Precondition: d columns.
  public func callAsFunction(_ inputs: Matrix) -> [Matrix] {
    precondition(inputs.columns == inputCount)
    let rooms = counts.map {
      UnsafeMutableBufferPointer<Double>.allocate(capacity: inputs.rows * $0)
    }
    defer { for room in rooms { room.deallocate() } }
    inputs.storage.withUnsafeBufferPointer { evaluate($0, into: rooms) }
    return zip(counts, rooms).map { Matrix(rows: inputs.rows, columns: $0, storage: Array($1)) }
  }

  /// Fills the results of each quantity, one input a row.
  ///
  /// - Parameters:
  ///   - inputs: X rows of d numbers.
  ///   - results: for each quantity room for X rows of its count.
  /// - Precondition: buffers of these sizes.
  public func evaluate(
    _ inputs: UnsafeBufferPointer<Double>, into results: [UnsafeMutableBufferPointer<Double>]
  ) {
    let rows = inputs.count / inputCount
    precondition(inputs.count == rows * inputCount && results.count == quantities.count)
    for (count, result) in zip(counts, results) { precondition(result.count == rows * count) }
    let bases = results.compactMap(\.baseAddress)
    guard rows > 0, let input = inputs.baseAddress, bases.count == results.count else { return }

    let blocks = (rows + plan.lanes - 1) / plan.lanes
    let workers = min(threads, blocks)
    while workspaces.count < workers {
      workspaces.append(BatchWorkspace(plan.rooms, lanes: plan.lanes))
    }
    // Each takes one block after the other until there is none left: a thread that is held up by other
    // programs holds up no other thread.
    let next = Atomic(0)
    ThreadPool.perform(workers) { worker in
      while case let start = next.wrappingAdd(1, ordering: .relaxed).oldValue * plan.lanes,
        start < rows
      {
        plan.run(
          input, start: start, rows: min(plan.lanes, rows - start), into: bases,
          workspaces[worker])
      }
    }
  }
}
