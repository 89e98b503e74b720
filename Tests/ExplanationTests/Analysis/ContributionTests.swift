import Core
import TestSupport
import Testing

/// The neurons' terms against the entries that they make.
@Suite struct ContributionTests {
  static let activations = ActivationRule.all.map(\.name)

  /// Sums in another order: rounding, relative to the sum of magnitudes and the largest entry.
  private func isNear(_ parts: EntryContributions, _ entry: Double, largest: Double) -> Bool {
    abs(parts.value - entry) <= 1e-14 * max(parts.magnitude, largest)
  }

  @Test(arguments: activations) func termsSumToTheEntry(_ name: String) throws {
    for (seed, last) in [(1, "purelin"), (2, "softmax"), (3, "logsoftmax"), (4, name)] {
      let network = RandomNetwork.make([3, 6, 5, 4], hidden: name, last: last, seed: UInt64(seed))
      let rule = ChainRule(NetworkMap(network))
      let x = RandomNetwork.point(3, seed: UInt64(seed))
      let jacobian = try rule.jacobian(at: x)
      let hessians = try rule.hessian(at: x)
      for k in 0..<4 {
        for i in 0..<3 {
          for layer in 1...3 {
            let parts = try rule.jacobianContributions(at: x, output: k, i, layer: layer)
            #expect(parts.contributions.count == network.layers[layer - 1].neuronCount)
            #expect(isNear(parts, jacobian[k, i], largest: jacobian.largestMagnitude))
          }
          for j in 0..<3 {
            let parts = try rule.hessianContributions(at: x, output: k, i, j)
            #expect(isNear(parts, hessians[k][i, j], largest: hessians[k].largestMagnitude))
          }
        }
      }
    }
  }

  @Test func termsAreRankedAndTheSumRuns() throws {
    let network = RandomNetwork.make([3, 6, 5, 2], seed: 9)
    let parts = try ChainRule(NetworkMap(network)).hessianContributions(
      at: RandomNetwork.point(3, seed: 9), output: 1, 0, 2)
    let terms = parts.contributions.map { $0.term }
    #expect(terms.count == 11)
    #expect(zip(terms, terms.dropFirst()).allSatisfy { abs($0) >= abs($1) })
    #expect(parts.runningSums[1] == terms[0] + terms[1])
    #expect(parts.magnitude > abs(parts.value))
    let share = try #require(parts.largestShare)
    #expect(share > 0 && share <= 1)
    for contribution in parts.contributions {
      let second = try #require(contribution.activationDerivative)
      #expect(contribution.coefficient == contribution.outputDerivative * second)
    }
  }
}
