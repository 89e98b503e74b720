import Core
import TestSupport
import Testing

@Suite struct CurvatureBudgetTests {
  @Test(arguments: ContributionTests.activations) func termsSumToTheHessian(_ name: String) throws {
    for (seed, last) in [(1, "purelin"), (2, "softmax"), (3, name)] {
      let network = RandomNetwork.make([3, 6, 5, 4], hidden: name, last: last, seed: UInt64(seed))
      let rule = ChainRule(NetworkMap(network))
      let x = RandomNetwork.point(3, seed: UInt64(seed))
      let hessians = try rule.hessian(at: x)
      for k in 0..<4 {
        let budget = try rule.curvatureBudget(at: x, output: k)
        // The sum in another order: rounding relative to the terms, which may cancel.
        let size = budget.terms.map(\.hessian.largestMagnitude).reduce(0, +)
        for i in 0..<3 {
          for j in 0..<3 {
            let sum = budget.terms.reduce(0) { $0 + $1.hessian[i, j] }
            #expect(abs(sum - hessians[k][i, j]) <= 1e-14 * size)
            #expect(abs(budget.total[i, j] - hessians[k][i, j]) <= 1e-14 * size)
          }
        }
      }
    }
  }

  /// A = −x² − 3y² + (x + y)² = 2xy − 2y²: H = [[0, 2], [2, −4]], by hand.
  @Test func workedByHand() throws {
    let square = try #require(Activation(named: "square"))
    let linear = try #require(Activation(named: "purelin"))
    let network = Network(
      name: "squares",
      layers: [
        Layer(weights: Matrix([[1, 0], [0, 1], [1, 1]]), bias: [0, 0, 0], activation: square),
        Layer(weights: Matrix([[-1, -3, 1]]), bias: [0], activation: linear),
      ])
    let budget = try ChainRule(NetworkMap(network)).curvatureBudget(at: [0.3, 0.7], output: 0)
    #expect(budget.terms.map(\.layer) == [1])
    #expect(budget.total == PackedSymmetric(order: 2, storage: [0, 2, -4]))
    #expect(budget.total.norm == 24.0.squareRoot())
    #expect(budget.total.trace == -4)
    #expect(budget.cancellation == 0)
    #expect(budget.rankBound == 2)
  }

  @Test func oppositeTermsCancel() throws {
    let square = try #require(Activation(named: "square"))
    let exp = try #require(Activation(named: "exp"))
    // A = exp(−x²): H = (4x² − 2)A, of which 4x²A is layer 2's and −2A is layer 1's.
    let network = Network(
      name: "bell",
      layers: [
        Layer(weights: Matrix([[1]]), bias: [0], activation: square),
        Layer(weights: Matrix([[-1]]), bias: [0], activation: exp),
      ])
    let x = 0.5.squareRoot()
    let budget = try ChainRule(NetworkMap(network)).curvatureBudget(at: [x], output: 0)
    let value = 0.606_530_659_712_633_4  // e^(−1/2)
    #expect(abs(budget.terms[0].hessian[0, 0] + 2 * value) <= 1e-15)
    #expect(abs(budget.terms[1].hessian[0, 0] - 2 * value) <= 1e-15)
    #expect(budget.cosine(0, 1) == -1)
    #expect((budget.cancellation ?? 0) > 1 - 1e-15)
    // The same of e^(−3): what cancels may be small.
    let small = Network(
      name: "small",
      layers: [
        network.layers[0], Layer(weights: Matrix([[-1]]), bias: [-3], activation: exp),
      ])
    let other = try ChainRule(NetworkMap(small)).curvatureBudget(at: [x], output: 0)
    #expect((other.cancellation ?? 0) > 1 - 1e-14)
  }

  /// The rank that the spectrum finds is never above the bound, and reaches it at a bottleneck.
  @Test func theBoundHolds() throws {
    for (widths, rank) in [([6, 2, 8, 1], 2), ([6, 9, 1], 6), ([6, 4, 1], 4)] {
      let rule = ChainRule(NetworkMap(RandomNetwork.make(widths, seed: 3)))
      let budget = try rule.curvatureBudget(at: RandomNetwork.point(6, seed: 3), output: 0)
      #expect(budget.rankBound == rank)
      #expect(try #require(try Spectrum(of: budget.total)).rank == rank)
    }
  }
}
