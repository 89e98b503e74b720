import Core
import Foundation
import TestSupport
import Testing

/// Blocks that lead from parameters to the input or to every output, and all blocks together.
///
/// The networks are those of `WeightDerivativesTests`: 1 to 5 layers, every activation. 1e-13 of
/// the largest entry is a few hundred roundings of terms of its size.
@Suite struct WeightBlocksTests {
  private struct Case {
    var network: Network
    var input: [Double]
    var dout: [Double]

    init(_ seed: Int) {
      network = RandomNetwork.ofAllActivations(seed)
      input = RandomNetwork.point(network.inputCount, seed: UInt64(seed))
      dout = RandomNetwork.point(network.outputCount, seed: UInt64(seed + 100))
    }

    var derivatives: WeightDerivatives { WeightDerivatives(network, at: input, dout: dout) }
    var oracle: WeightOracle { WeightOracle(network: network, input: input, dout: dout) }

    /// The same for one output alone.
    func oracle(of output: Int) -> WeightOracle {
      WeightOracle(
        network: network, input: input, dout: dout.indices.map { $0 == output ? 1 : 0 })
    }
  }

  /// s = w2 tanh(w1 x + b1) + b2 by hand, with T = tanh(w1 x + b1).
  @Test func oneNeuronByHand() throws {
    let (w1, b1, w2, x) = (0.75, -0.25, 1.5, 0.5)
    let layers = [
      Layer(
        weights: Matrix([[w1]]), bias: [b1], activation: try #require(Activation(named: "tansig"))),
      Layer(
        weights: Matrix([[w2]]), bias: [0.1], activation: try #require(Activation(named: "purelin"))
      ),
    ]
    let s = WeightDerivatives(Network(name: "hand", layers: layers), at: [x], dout: [1])
    let t = tanh(w1 * x + b1)
    let (slope, bend) = (1 - t * t, -2 * t * (1 - t * t))
    for (rows, columns, exact) in [
      (VariableBlock.parameters(.weights(2)), VariableBlock.parameters(.weights(1)), slope * x),
      (.parameters(.weights(2)), .parameters(.bias(1)), slope),
      (.parameters(.weights(2)), .input, slope * w1),
      (.parameters(.weights(1)), .input, w2 * (bend * w1 * x + slope)),
      (.parameters(.bias(1)), .input, w2 * bend * w1),
      (.parameters(.weights(1)), .parameters(.bias(1)), w2 * bend * x),
      (.parameters(.bias(2)), .parameters(.weights(1)), 0), (.input, .input, w2 * bend * w1 * w1),
    ] {
      // A few roundings of numbers below 1.
      #expect(abs(try s.hessian(rows, columns)[0, 0] - exact) < 1e-15)
      #expect(abs(try s.hessian(columns, rows)[0, 0] - exact) < 1e-15)
    }
    #expect(s.slopeFactors(.parameters(.weights(2)), 0) == [1, t])
    #expect(abs(s.slopeFactors(.input, 0)[0] - w2 * slope * w1) < 1e-15)
  }

  @Test(arguments: 0..<20) func mixedWithTheInput(seed: Int) throws {
    let example = Case(seed)
    let (s, oracle, d) = (example.derivatives, example.oracle, example.input.count)
    var (errors, largest) = ([0.0], [0.0])
    for group in example.network.parameterGroups {
      let block = try s.hessian(.parameters(group), .input)
      let mirrored = try s.hessian(.input, .parameters(group))
      #expect(block.columns == d && mirrored.rows == d && mirrored.columns == block.rows)
      for a in 0..<block.rows {
        for i in 0..<d {
          let exact = oracle.derivatives((.parameters(group), a), (.input, i)).mixed
          errors.append(abs(block[a, i] - exact))
          #expect(mirrored[i, a] == block[a, i])
          largest.append(abs(exact))
        }
      }
    }
    let inputs = try s.hessian(.input, .input)
    for i in 0..<d {
      for j in 0..<d {
        let exact = oracle.derivatives((VariableBlock.input, i), (VariableBlock.input, j)).mixed
        errors.append(abs(inputs[i, j] - exact))
        largest.append(abs(exact))
      }
    }
    #expect(errors.largestMagnitude <= 1e-13 * largest.largestMagnitude)
  }

  @Test(arguments: 0..<20) func theWholeHessian(seed: Int) throws {
    let example = Case(seed)
    let oracle = example.oracle
    let whole = try example.derivatives.wholeHessian(example.network.parameterGroups)
    let parameters = example.network.parameterGroups.flatMap { group in
      (0..<example.network.count(of: .parameters(group))).map { (group, $0) }
    }
    #expect(whole.order == parameters.count && whole.order == example.network.parameterCount)
    var (errors, largest) = ([0.0], [0.0])
    for (a, row) in parameters.enumerated() {
      for (b, column) in parameters[...a].enumerated() {
        let exact = oracle.derivatives(row, column).mixed
        errors.append(abs(whole[a, b] - exact))
        largest.append(abs(exact))
      }
    }
    #expect(errors.largestMagnitude <= 1e-13 * largest.largestMagnitude)
  }

  @Test(arguments: 0..<20) func theJacobianOfEveryOutput(seed: Int) throws {
    let example = Case(seed)
    let network = example.network
    var (errors, largest) = ([0.0], [0.0])
    for group in network.parameterGroups {
      let jacobian = try ChainRule(NetworkMap(network)).jacobian(wrt: group, at: example.input)
      #expect(jacobian.rows == network.outputCount)
      #expect(jacobian.columns == network.count(of: .parameters(group)))
      for k in 0..<jacobian.rows {
        let oracle = example.oracle(of: k)
        let matrix = jacobian.matrix(k)
        for p in 0..<jacobian.columns {
          let exact = oracle.derivatives((group, p), (group, p)).first
          errors.append(abs(jacobian[k, p] - exact))
          largest.append(abs(exact))
          #expect(matrix.storage[p] == jacobian[k, p])
        }
      }
    }
    #expect(errors.largestMagnitude <= 1e-13 * largest.largestMagnitude)
  }

  /// ∂z_l/∂W_l[i,j] is f_{l−1}[j] in row i, and no other row knows the weight.
  @Test func thePreActivationIsLinearInItsWeights() throws {
    let network = RandomNetwork.make([2, 3, 2], seed: 4)
    let x = [0.5, -1]
    let f = NetworkMap(network, to: .activation(1))(x)
    let map = NetworkMap(network, to: .preactivation(2))
    let weights = try ChainRule(map).jacobian(wrt: .weights(2), at: x)
    let biases = try ChainRule(map).jacobian(wrt: .bias(2), at: x)
    for k in 0..<2 {
      for i in 0..<2 {
        for j in 0..<3 { #expect(weights[k, 3 * i + j] == (k == i ? f[j] : 0)) }
        #expect(biases[k, i] == (k == i ? 1 : 0))
      }
    }
  }

  /// Finite differences of s contradict no entry of a block with the input, kinks and softmax
  /// included, and most agree.
  @Test(arguments: 0..<20) func noDifferenceContradicts(seed: Int) throws {
    let example = Case(seed)
    let s = try ObjectiveNetwork(example.network, .weighted(example.dout))
    let derivatives = WeightDerivatives(s, at: example.input)
    var counts: [Verdict: Int] = [:]
    for group in example.network.parameterGroups {
      let block = try derivatives.hessian(.parameters(group), .input).matrix
      let function = NetworkFunction(
        s.network, of: [.parameters(group), .signal(.input)], at: example.input)
      let differences = try FiniteDifference().hessian(
        of: function, .block(rows: function.ranges[0], columns: function.ranges[1]))
      let scale = block.largestMagnitude
      for a in 0..<block.rows {
        for b in 0..<block.columns {
          let estimate = try #require(differences[0, a, block.rows + b])
          let verdict = Verdict(analytic: block[a, b], estimate: estimate, scale: scale)
          counts[verdict, default: 0] += 1
          #expect(verdict != .wrong, "\(group.name) \(a) \(b)")
        }
      }
    }
    // Kinks stand in the way of some.
    #expect(counts[.agrees, default: 0] > counts.values.reduce(0, +) / 2, "\(counts)")
  }

  /// The terms of an entry sum to it.
  @Test(arguments: [3, 9, 14]) func termsSumToTheEntry(seed: Int) throws {
    let example = Case(seed)
    let groups: [VariableBlock] = [.input] + example.network.parameterGroups.map { .parameters($0) }
    for rows in groups {
      for columns in groups {
        let block = try example.derivatives.hessian(rows, columns)
        let scale = block.matrix.largestMagnitude
        for a in 0..<block.rows {
          for b in 0..<block.columns {
            let sum = block.terms(a, b).reduce(0) { $0 + $1.reduce(1, *) }
            // Products in another order, of terms that may cancel.
            #expect(abs(sum - block[a, b]) <= 1e-12 * scale)
          }
        }
      }
    }
  }

  /// A mistake in the formulas is in these blocks, too.
  @Test func aMistakeIsMadeHereToo() throws {
    let network = RandomNetwork.make([3, 3, 3, 2], gain: 1.5, seed: 2)
    let x = RandomNetwork.point(3, seed: 2)
    let right = WeightDerivatives(network, at: x, dout: [1, -0.5])
    for fault in Fault.all(in: network, at: x) where fault.kind == .wrongSign {
      let wrong = WeightDerivatives(network, at: x, dout: [1, -0.5], fault: fault)
      for (rows, columns) in [
        (VariableBlock.parameters(.weights(3)), VariableBlock.parameters(.weights(1))),
        (.parameters(.weights(3)), .input),
      ] {
        #expect(
          try wrong.hessian(rows, columns).matrix != right.hessian(rows, columns).matrix,
          "\(fault)")
      }
      let rule = ChainRule(NetworkMap(network), fault: fault)
      if fault.layer >= 1 {
        #expect(
          try rule.jacobian(wrt: .weights(1), at: x).matrix(0)
            != ChainRule(NetworkMap(network)).jacobian(wrt: .weights(1), at: x).matrix(0))
      }
    }
  }
}
