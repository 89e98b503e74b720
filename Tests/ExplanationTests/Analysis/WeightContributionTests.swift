import Core
import TestSupport
import Testing

/// The neurons' terms against the entries of gradients and Hessians that they make.
@Suite struct WeightContributionTests {
  private func groups(_ network: Network) -> [VariableBlock] {
    [.input] + network.parameterGroups.map { .parameters($0) }
  }

  /// Sums in another order: rounding, relative to the sum of magnitudes and the largest entry.
  private func isNear(_ parts: EntryContributions, _ entry: Double, largest: Double) -> Bool {
    abs(parts.value - entry) <= 1e-14 * max(parts.magnitude, largest)
  }

  @Test(arguments: ContributionTests.activations) func slopesSumToTheGradient(
    _ name: String
  ) throws {
    for (seed, last) in [(1, "purelin"), (2, "softmax"), (3, "logsoftmax"), (4, name)] {
      let network = RandomNetwork.make([3, 4, 3, 2], hidden: name, last: last, seed: UInt64(seed))
      let x = RandomNetwork.point(3, seed: UInt64(seed))
      let dout = [1, -0.5]
      let derivatives = WeightDerivatives(network, at: x, dout: dout)
      for group in network.parameterGroups {
        let gradient = derivatives.gradient(group)
        for entry in gradient.storage.indices {
          let parts = derivatives.slopeContributions(Variable(.parameters(group), entry))
          #expect(
            isNear(parts, gradient.storage[entry], largest: gradient.largestMagnitude),
            "\(name) \(last) \(group.name) \(entry)")
        }
      }
      let jacobian = try NetworkMap(network).jacobian(at: x)
      for i in 0..<3 {
        let entry = zip(dout, jacobian.column(i)).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(
          isNear(
            derivatives.slopeContributions(Variable(.input, i)), entry,
            largest: jacobian.largestMagnitude))
      }
    }
  }

  /// Every pair of groups, the input among them, with softmax inside and at the end.
  @Test(arguments: ["tansig", "logsig", "softmax", "logsoftmax", "poslin", "square"])
  func curvaturesSumToTheHessian(_ name: String) throws {
    for (seed, last) in [(1, "purelin"), (2, "softmax"), (3, "logsoftmax"), (4, name)] {
      let network = RandomNetwork.make([3, 3, 2, 2], hidden: name, last: last, seed: UInt64(seed))
      let x = RandomNetwork.point(3, seed: UInt64(seed))
      let derivatives = WeightDerivatives(network, at: x, dout: [1, -0.5])
      for rows in groups(network) {
        for columns in groups(network) {
          let block = try derivatives.hessian(rows, columns)
          let largest = block.matrix.largestMagnitude
          for a in 0..<block.rows {
            for b in 0..<block.columns {
              let parts = try derivatives.curvatureContributions(
                Variable(rows, a), Variable(columns, b))
              #expect(
                isNear(parts, block[a, b], largest: largest),
                "\(name) \(last) \(rows.name)[\(a)] \(columns.name)[\(b)]")
            }
          }
        }
      }
    }
  }

  /// s = w2 (w1 x)², by hand: ∂²s/∂w2∂w1 = 2 w1 x² comes from w2 alone, ∂²s/∂w1² = 2 w2 x² from the
  /// neuron's bend.
  @Test func workedByHand() throws {
    let (square, linear) = (
      try #require(Activation(named: "square")), try #require(Activation(named: "purelin"))
    )
    let network = Network(
      name: "product",
      layers: [
        Layer(weights: Matrix([[3]]), bias: [0], activation: square),
        Layer(weights: Matrix([[5]]), bias: [0], activation: linear),
      ])
    let derivatives = WeightDerivatives(network, at: [2], dout: [1])
    let (w1, w2) = (
      Variable(.parameters(.weights(1)), 0), Variable(.parameters(.weights(2)), 0)
    )
    // ∂s/∂w1 = 5 · 2·6 · 2 = δ_2 W_2 σ′ f.
    let slope = derivatives.slopeContributions(w1)
    #expect(slope.value == 120 && slope.contributions[0].inputDerivatives == [5, 12, 2])
    let mixed = try derivatives.curvatureContributions(w1, w2)
    #expect(mixed.value == 24 && mixed.contributions.map(\.isPassing) == [true])
    let own = try derivatives.curvatureContributions(w1, w1)
    #expect(own.value == 40 && own.contributions.map(\.isPassing) == [false])
    #expect(own.contributions[0].inputDerivatives == [1, 1, 2, 2])
  }
}
