import TestSupport
import Testing

@testable import Core
@testable import FiniteDifferences

/// The function of chosen variables that differences see.
@Suite struct NetworkFunctionTests {
  private let network = RandomNetwork.make([3, 4, 2, 1], hidden: "tansig", seed: 3)
  private let input = RandomNetwork.point(3, seed: 3)

  private func value(_ function: NetworkFunction, _ changes: (Int, Double)...) throws -> Double {
    var points = PointBatch()
    points.append(changes.map { PointBatch.Change(variable: $0.0, value: $0.1) })
    return try BatchedEvaluator(function) {}.evaluate(points).values[0, 0]
  }

  /// A changed network is the oracle: sums in another order differ in their last digits.
  private func expectSame(_ value: Double, _ network: Network, _ input: [Double]) {
    #expect(abs(value - network(input)[0]) <= 4e-16 * 8)
    #expect(abs(value - self.network(self.input)[0]) > 1e-4)
  }

  @Test func oneWeightOrBias() throws {
    for (l, layer) in network.layers.enumerated() {
      let weights = NetworkFunction(network, of: [.parameters(.weights(l + 1))], at: input)
      #expect(weights.center == layer.weights.storage && weights.map.from == .preactivation(l + 1))
      for p in weights.center.indices {
        var changed = network
        changed.setWeight(layer: l, p / layer.inputCount, p % layer.inputCount, to: 0.75)
        expectSame(try value(weights, (p, 0.75)), changed, input)
      }
      let biases = NetworkFunction(network, of: [.parameters(.bias(l + 1))], at: input)
      for i in biases.center.indices {
        var changed = network
        changed.setBias(layer: l, i, to: -2)
        expectSame(try value(biases, (i, -2)), changed, input)
      }
    }
  }

  /// A later weight meets what an earlier one or the input has changed.
  @Test func variablesOfSeveralPlaces() throws {
    let function = NetworkFunction(
      network, of: [.parameters(.weights(3)), .signal(.input), .parameters(.weights(1))], at: input)
    #expect(function.ranges == [0..<2, 2..<5, 5..<17])
    var changed = network
    changed.setWeight(layer: 2, 0, 1, to: 2.5)
    var moved = input
    moved[2] = 1.25
    expectSame(try value(function, (1, 2.5), (4, 1.25)), changed, moved)
    expectSame(try value(function, (1, 2.5)), changed, input)
    changed.setWeight(layer: 0, 3, 0, to: -1)
    expectSame(try value(function, (14, -1), (1, 2.5), (4, 1.25)), changed, moved)
  }

  @Test func aStepAlongADirection() throws {
    let direction = [0.5, -1, 2]
    let inputs = NetworkFunction(
      network, of: [.step(.signal(.input), along: direction), .signal(.input)], at: input)
    var moved = zip(input, direction).map { $0 + 0.25 * $1 }
    expectSame(try value(inputs, (0, 0.25)), network, moved)
    moved[1] = 1 + 0.25 * direction[1]
    expectSame(try value(inputs, (0, 0.25), (2, 1)), network, moved)
    expectSame(try value(inputs, (2, 1), (0, 0.25)), network, moved)

    let group = ParameterBlock.weights(2)
    let along = RandomNetwork.point(8, seed: 9)
    let weights = NetworkFunction(
      network, of: [.step(.parameters(group), along: along), .parameters(.weights(1))], at: input)
    var changed = network
    for (p, rate) in along.enumerated() {
      changed.setWeight(
        layer: 1, p / 4, p % 4, to: network.layers[1].weights.storage[p] + 0.25 * rate)
    }
    expectSame(try value(weights, (0, 0.25)), changed, input)
    changed.setWeight(layer: 0, 1, 2, to: 0)
    expectSame(try value(weights, (0, 0.25), (6, 0)), changed, input)
  }

  /// Every block of second derivatives, of inputs too, against the formulas of whole networks: the
  /// same derivative of a network to which the weights are inputs would be a formula of its own.
  @Test(arguments: [1, 4, 7, 13]) func blocksOfSecondDifferences(seed: Int) throws {
    let network = RandomNetwork.ofAllActivations(seed)
    let input = RandomNetwork.point(network.inputCount, seed: UInt64(seed))
    let dout = RandomNetwork.point(network.outputCount, seed: 5)
    let oracle = WeightOracle(network: network, input: input, dout: dout)
    let groups = network.parameterGroups
    let s = NetworkFunction(
      try ObjectiveNetwork(network, .weighted(dout)).network, of: groups.map { .parameters($0) },
      at: input)
    var counts: [Verdict: Int] = [:]
    for (r, rows) in groups.enumerated() {
      for (c, columns) in groups[..<r].enumerated() {
        let differences = try FiniteDifference(limit: 10).hessian(
          of: s, .block(rows: s.ranges[r], columns: s.ranges[c]))
        #expect(differences.checkedCount == s.ranges[r].count * s.ranges[c].count)
        #expect(differences.entryCount == differences.checkedCount)
        for a in s.ranges[r].indices {
          for b in s.ranges[c].indices {
            let estimate = try #require(differences[0, a, b])
            let exact = oracle.derivatives(
              (rows, a - s.ranges[r].lowerBound), (columns, b - s.ranges[c].lowerBound)
            ).mixed
            counts[Verdict(analytic: exact, estimate: estimate, scale: 1), default: 0] += 1
          }
        }
      }
    }
    // Kinks may stand in the way of a few.
    #expect(
      counts[.wrong] == nil && counts[.agrees, default: 0] >= 9 * (counts.values.reduce(0, +) / 10))
  }

  /// Of many weights a sample is checked, without a matrix of all of them.
  @Test func aSampleOfMany() throws {
    let network = RandomNetwork.make([784, 300, 10], last: "softmax", seed: 1)
    let input = RandomNetwork.point(784, seed: 1)
    let dout = [1.0] + Array(repeating: 0, count: 9)
    let s = try ObjectiveNetwork(network, .weighted(dout))
    let gradient = WeightDerivatives(s, at: input).gradient(.weights(1))
    let differences = try FiniteDifference(limit: 0.01).jacobian(
      of: NetworkFunction(s.network, of: [.parameters(.weights(1))], at: input))
    #expect(differences.entryCount == 235_200)
    #expect((6..<1000).contains(differences.checkedCount))
    for p in differences.checkedColumns {
      let estimate = try #require(differences[0, p])
      let verdict = Verdict(
        analytic: gradient.storage[p], estimate: estimate, scale: gradient.largestMagnitude)
      #expect(verdict == .agrees)
    }
  }

  /// Of 10⁻²⁰⁰·10¹⁵⁰·10²⁰⁰ one part overflows and the whole does not.
  @Test func productsAreFormedWhereTheyCanBe() {
    for (a, b, c) in [(1e-200, 1e150, 1e200), (1e200, 1e-200, 1e150), (1e150, 1e200, 1e-200)] {
      #expect(abs(HyperDualNumber.product(a, b, c) / 1e150 - 1) <= 4e-16)
    }
    #expect(HyperDualNumber.product(0, 1e200, 1e200) == 0)
    #expect(HyperDualNumber.product(2, 3, 4) == 24)
  }
}
