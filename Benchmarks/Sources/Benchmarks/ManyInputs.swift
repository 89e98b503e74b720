import Core

/// Derivatives at many inputs at once, both cores: the computation alone, as a loop over blocks in
/// a program would call it. `sweep` adds reading and writing to it.
func manyInputsBenchmarks() -> [Benchmark] {
  let cases = [
    ("4-32-32-1", [20_000]), ("10-64-64-3", [5_000, 10_000, 20_000]), ("2-10-1", [100_000]),
  ]
  let quantities: [(String, BatchQuantity)] = [
    ("output", .output), ("jacobian", .jacobian), ("hessian", .hessian(packed: false)),
    ("packed-hessian", .hessian(packed: true)), ("laplacian", .laplacian),
  ]
  return cases.flatMap { size, counts in
    counts.flatMap { count in
      quantities.map { name, quantity in
        Benchmark("batch/\(name)/\(size)x\(count)", work: (Double(count), "inputs")) {
          batch(quantity, of: randomNetwork(size), count: count)
        }
      }
    }
  }
}

/// One evaluation of a quantity at many inputs.
func batch(
  _ quantity: BatchQuantity, of network: Network, count: Int, threads: Int = Batch.processors
) -> () -> Void {
  let batch = Batch(network, computing: [quantity], threads: threads)
  // Spread over −1 to 1 without a pattern that blocks could follow.
  let inputs = (0..<(count * network.inputCount)).map { Double($0 * 7_919 % 10_007) / 5_003 - 1 }
  let room = Room(input: inputs, results: [count * batch.counts[0]])
  let (from, to) = (inputs.count, count * batch.counts[0])
  return {
    batch.evaluate(
      UnsafeBufferPointer(start: room.input, count: from),
      into: [UnsafeMutableBufferPointer(start: room.results[0], count: to)])
  }
}
