import Core

/// Output, Jacobian and Hessians at one input.
func oneInputBenchmarks() -> [Benchmark] {
  sizesOfOneInput.flatMap { size in
    [
      Benchmark("output/\(size)") {
        let network = randomNetwork(size)
        let (workspace, x) = (OutputWorkspace(NetworkMap(network)), network.input ?? [])
        let room = Room(input: x, results: [network.outputCount])
        return {
          var output = room.result(0, count: network.outputCount).mutableSpan
          workspace.evaluate(at: x.span, into: &output)
        }
      },
      Benchmark("jacobian/\(size)") {
        let network = randomNetwork(size)
        let workspace = JacobianWorkspace(ChainRule(NetworkMap(network)))
        let x = network.input ?? []
        let room = Room(input: x, results: [workspace.count])
        return {
          var jacobian = room.result(0, count: workspace.count).mutableSpan
          try workspace.evaluate(at: x.span, into: &jacobian)
        }
      },
      Benchmark("hessian/\(size)") {
        let network = randomNetwork(size)
        let workspace = HessianWorkspace(ChainRule(NetworkMap(network)))
        let x = network.input ?? []
        var hessians = [Double](repeating: 0, count: workspace.count)
        return { try workspace.evaluate(at: x, into: &hessians) }
      },
    ]
  }
}

/// The network that `new SIZES` makes in the program.
func randomNetwork(_ size: String) -> Network {
  Network.random(
    widths: size.split(separator: "-").compactMap { Int($0) }, hidden: Activation(.tansig),
    output: Activation(.purelin), seed: 1)
}

/// Room for an input and for results, filled again and again.
final class Room {
  let input: UnsafeMutablePointer<Double>
  let results: UnsafeMutablePointer<UnsafeMutablePointer<Double>>
  private let resultCount: Int

  init(input values: [Double], results counts: [Int]) {
    input = .allocate(capacity: max(values.count, 1))
    for (i, value) in values.enumerated() { (input + i).initialize(to: value) }
    results = .allocate(capacity: max(counts.count, 1))
    for (k, count) in counts.enumerated() {
      let room = UnsafeMutablePointer<Double>.allocate(capacity: max(count, 1))
      room.initialize(repeating: 0, count: max(count, 1))
      (results + k).initialize(to: room)
    }
    resultCount = counts.count
  }

  /// One of the results.
  func result(_ k: Int, count: Int) -> UnsafeMutableBufferPointer<Double> {
    UnsafeMutableBufferPointer(start: results[k], count: count)
  }

  deinit {
    input.deallocate()
    for k in 0..<resultCount { results[k].deallocate() }
    results.deallocate()
  }
}
