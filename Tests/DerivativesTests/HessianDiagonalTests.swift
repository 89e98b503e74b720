import Core
import TestSupport
import Testing

@Suite struct HessianDiagonalTests {
  /// Against the Hessians whole, and against the batch's own diagonals and Laplacians.
  @Test(arguments: ActivationRule.all.map(\.name)) func agreesWithTwoOthers(_ name: String) throws {
    for (seed, last) in [(1, "purelin"), (2, "softmax"), (3, "logsoftmax"), (4, name)] {
      // Small weights: exp of exp of a large number magnifies any rounding.
      let network = RandomNetwork.make(
        [5, 6, 5, 3], hidden: name, last: last, gain: 0.4, seed: UInt64(seed))
      let map = NetworkMap(network)
      let x = RandomNetwork.point(5, seed: UInt64(seed))
      let diagonals = try ChainRule(map).hessianDiagonals(at: x)
      let hessians = try map.hessian(at: x)
      let batch = Batch(network, computing: [.diagonal, .laplacian])(
        Matrix(rows: 1, columns: 5, storage: x))
      for k in 0..<3 {
        // Terms may cancel, so rounding is relative to their size.
        let terms = try ChainRule(map).curvatureBudget(at: x, output: k).terms
        let size = terms.map(\.hessian.largestMagnitude).reduce(0, +)
        for i in 0..<5 {
          #expect(abs(diagonals[k, i] - hessians[k][i, i]) <= 1e-14 * size)
          #expect(abs(diagonals[k, i] - batch[0][0, k * 5 + i]) <= 2e-14 * size)
        }
        #expect(abs(diagonals.row(k).reduce(0, +) - batch[1][0, k]) <= 1e-13 * size)
      }
      let one = try ChainRule(map).hessianDiagonals(at: x, outputs: [2])
      #expect(Array(one.row(0)) == Array(diagonals.row(2)))
    }
  }

  @Test func differencesOfTheDiagonalAlone() throws {
    let map = NetworkMap(RandomNetwork.make([4, 6, 2], seed: 5))
    let x = RandomNetwork.point(4, seed: 5)
    let differences = try FiniteDifference().hessian(of: map, at: x, .diagonal)
    #expect(differences.checkedPairs == (0..<4).map { InputPair($0, $0) })
    let diagonals = try ChainRule(map).hessianDiagonals(at: x)
    for k in 0..<2 {
      for i in 0..<4 {
        let estimate = try #require(differences[k, i, i])
        #expect(abs(estimate.value - diagonals[k, i]) <= estimate.bound)
      }
      #expect(differences[k, 0, 1] == nil)
    }
  }
}
