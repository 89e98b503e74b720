import Foundation
import TestSupport
import Testing

@testable import Core
@testable import FiniteDifferences

/// Losses as networks with another ending.
@Suite struct LossTests {
  private func layer(_ weights: [[Double]], _ bias: [Double], _ activation: String) -> Layer {
    Layer(weights: Matrix(weights), bias: bias, activation: Activation(named: activation)!)
  }

  // MARK: By hand

  /// A = (2.5, −1), t = (1, −3): ((1.5)² + 2²)/2, δ = A − t, Γ = 1.
  @Test func meanSquaredErrorByHand() throws {
    let network = Network(name: "", layers: [layer([[2], [-1]], [0.5, 0], "purelin")])
    let s = try ObjectiveNetwork(network, .meanSquaredError(target: [1, -3]))
    #expect(s([1]) == 3.125)
    let derivatives = WeightDerivatives(s, at: [1])
    #expect(derivatives.gradient(.weights(1)).storage == [1.5, 2])
    #expect(derivatives.gradient(.input) == [2 * 1.5 - 2])
    #expect(derivatives.gradient(.activation(1)) == [1.5, 2])
    #expect(try derivatives.gamma(layer: 1) == .identity(2))
    // J = (2, −1)ᵀ: H v = JᵀJ v.
    #expect(derivatives.hessianProduct(.input, along: [3]) == [15])
  }

  /// E = (A − t)²/2 at A = 0.88, t = 0.1056: dE/dW = (A − t) x, d²E/dW² = x².
  @Test func sumAndHalfByHand() throws {
    let network = Network(name: "", layers: [layer([[0.34, 0.56]], [0.54], "purelin")])
    let half = try ObjectiveNetwork(network, .squaredError(.half, target: [0.1056]))
    let gap = 0.88 - 0.1056
    #expect(abs(half([1, 0]) - gap * gap / 2) <= 1e-16)
    let derivatives = WeightDerivatives(half, at: [1, 0])
    #expect(abs(derivatives.gradient(.weights(1))[0, 0] - gap) <= 2e-16)
    #expect(abs(derivatives.gradient(.bias(1))[0, 0] - gap) <= 2e-16)
    let sum = try ObjectiveNetwork(network, .squaredError(.sum, target: [0.1056]))
    #expect(abs(sum([1, 0]) - gap * gap) <= 2e-16)
    #expect(
      abs(WeightDerivatives(sum, at: [1, 0]).gradient(.weights(1))[0, 0] - 2 * gap) <= 4e-16)
  }

  /// A masked logit has the probability 0, and 0 · ln 0 = 0: the loss is that of the others.
  @Test(arguments: ["softmax", "logsoftmax", "purelin"]) func aMaskedLogit(last: String) throws {
    let weights = [[0.3, -1], [0.8, 0.25], [-0.5, 2]]
    let masked = Network(name: "", layers: [layer(weights, [0.1, -0.2, -.infinity], last)])
    let others = Network(
      name: "", layers: [layer(Array(weights.prefix(2)), [0.1, -0.2], last)])
    let x = [0.7, -0.4]
    let s = try ObjectiveNetwork(masked, .crossEntropy(target: [0.25, 0.75, 0]))
    let plain = try ObjectiveNetwork(others, .crossEntropy(target: [0.25, 0.75]))
    #expect(abs(s(x) - plain(x)) <= 1e-15)
    let (found, expected) = (WeightDerivatives(s, at: x), WeightDerivatives(plain, at: x))
    for (a, b) in zip(found.gradient(.input), expected.gradient(.input)) {
      #expect(abs(a - b) <= 1e-15)
    }
    for i in 0..<2 {
      for j in 0..<2 {
        let (a, b) = (found.gradient(.weights(1))[i, j], expected.gradient(.weights(1))[i, j])
        #expect(abs(a - b) <= 1e-15)
        #expect(found.gradient(.weights(1))[2, j] == 0)
      }
    }
  }

  /// z = (0, ln 3), p = (1/4, 3/4), t = (1, 0): s = ln 4, δ = p − t, Γ = diag(p) − p pᵀ; and the
  /// same loss of three endings.
  @Test(arguments: ["softmax", "logsoftmax", "purelin"])
  func crossEntropyByHand(activation: String) throws {
    let network = Network(name: "", layers: [layer([[0], [log(3)]], [0, 0], activation)])
    let s = try ObjectiveNetwork(network, .crossEntropy(target: [1, 0]))
    #expect(abs(s([1]) - log(4)) < 1e-15)
    let derivatives = WeightDerivatives(s, at: [1])
    for (found, known) in zip(derivatives.gradient(.preactivation(1)), [-0.75, 0.75]) {
      #expect(abs(found - known) < 1e-15)
    }
    let gamma = try derivatives.gamma(layer: 1)
    for (found, known) in zip(gamma.storage, [0.1875, -0.1875, -0.1875, 0.1875]) {
      #expect(abs(found - known) < 1e-15)
    }
    #expect(s.hasOutput == (activation == "logsoftmax"))
  }

  /// p = logsig(ln 3) = 3/4 and t = 0.2: s = −0.2 ln 0.75 − 0.8 ln 0.25, δ = p − t, Γ = p(1 − p).
  @Test func binaryCrossEntropyByHand() throws {
    let network = Network(name: "", layers: [layer([[log(3)]], [0], "logsig")])
    let s = try ObjectiveNetwork(network, .crossEntropy(target: [0.2]))
    #expect(abs(s([1]) + 0.2 * log(0.75) + 0.8 * log(0.25)) < 1e-15)
    let derivatives = WeightDerivatives(s, at: [1])
    #expect(abs(derivatives.delta[0][0] - 0.55) < 1e-15)
    #expect(abs(try derivatives.gamma(layer: 1)[0, 0] - 0.1875) < 1e-15)
  }

  /// Where p is e^−50 away from the target, the loss is e^−50, not 0.
  @Test(arguments: [(-50.0, 0.0), (50, 1)]) func digitsOfASmallLoss(z: Double, t: Double) throws {
    let small = 1.9287498479639178e-22  // e^−50
    let one = Network(name: "", layers: [layer([[z]], [0], "logsig")])
    let binary = try ObjectiveNetwork(one, .crossEntropy(target: [t]))
    #expect(abs(binary([1]) - small) < 1e-36)
    #expect(abs(abs(WeightDerivatives(binary, at: [1]).delta[0][0]) - small) < 1e-36)
    let two = Network(name: "", layers: [layer([[z], [0]], [0, 0], "softmax")])
    let s = try ObjectiveNetwork(two, .crossEntropy(target: [t, 1 - t]))
    #expect(abs(s([1]) - small) < 1e-36)
  }

  @Test func whatDoesNotFit() {
    let softmax = Network(name: "", layers: [layer([[1], [1]], [0, 0], "softmax")])
    let tansig = Network(name: "", layers: [layer([[1], [1]], [0, 0], "tansig")])
    let logsig = Network(name: "", layers: [layer([[1]], [0], "logsig")])
    let linear = Network(name: "", layers: [layer([[1]], [0], "purelin")])
    for (network, scalar, problem) in [
      (softmax, Objective.crossEntropy(target: [1]), Objective.Problem.count(outputs: 2, found: 1)),
      (softmax, .weighted([]), .count(outputs: 2, found: 0)),
      (
        softmax, .meanSquaredError(target: [1, .infinity]),
        .entry(1, of: .meanSquaredError(target: [1, .infinity]), .finite)
      ),
      (
        softmax, .crossEntropy(target: [1, -1]),
        .entry(1, of: .crossEntropy(target: [1, -1]), .notNegative)
      ),
      (
        logsig, .crossEntropy(target: [1.5]),
        .entry(0, of: .crossEntropy(target: [1.5]), .atMostOne)
      ),
      (tansig, .crossEntropy(target: [1, 0]), .noProbabilities(activation: "tansig")),
      (linear, .crossEntropy(target: [1]), .noProbabilities(activation: "purelin")),
    ] {
      #expect(throws: problem) { try ObjectiveNetwork(network, scalar) }
    }
  }

  // MARK: Against hyper-dual numbers

  /// Twenty networks of 1 to 5 layers and every activation, each with a loss: the squared error
  /// over the activations as they are, cross-entropy over each ending that it has.
  private struct Case {
    let network: Network
    let input: [Double]
    let scalar: Objective

    init(_ seed: Int, isCrossEntropy: Bool) {
      var network = RandomNetwork.ofAllActivations(seed)
      input = RandomNetwork.point(network.inputCount, seed: UInt64(seed))
      var random = SeededGenerator(seed: UInt64(seed))
      let target = (0..<network.outputCount).map { _ in Double.random(in: 0...1, using: &random) }
      if isCrossEntropy {
        let endings = [
          ActivationRule.softmax, ActivationRule.logsoftmax, ActivationRule.purelin,
          ActivationRule.logsig,
        ]
        network.setActivation(
          layer: network.layers.count - 1, to: Activation(endings[seed % endings.count]))
        scalar = .crossEntropy(target: target)
      } else {
        scalar = .meanSquaredError(target: target)
      }
      self.network = network
    }

    /// s and its derivatives as the definition has it, of the outputs of the network itself.
    func derivatives(
      _ a: (VariableBlock, Int), _ b: (VariableBlock, Int)
    ) -> HyperDualNumber {
      let oracle = WeightOracle(network: network, input: input, dout: [])
      let outputs = oracle.outputs(a, b)
      let m = Double(outputs.count)
      func logarithm(_ x: HyperDualNumber) -> HyperDualNumber {
        x.composed(Jet(log(x.value), 1 / x.value, -1 / (x.value * x.value)))
      }
      let last = network.layers[network.layers.count - 1].activation
      var s = HyperDualNumber(0)
      switch (scalar, last.name) {
      case (.crossEntropy(let target), "logsig"):
        for (t, p) in zip(target, outputs) {
          s = s - HyperDualNumber(t / m) * logarithm(p)
          s = s - HyperDualNumber((1 - t) / m) * logarithm(HyperDualNumber(1) - p)
        }
      case (.crossEntropy(let target), let name):
        let logits = Activation(ActivationRule.softmax).hyperDualValues(outputs)
        for k in outputs.indices {
          let logarithm =
            name == "logsoftmax"
            ? outputs[k] : logarithm(name == "softmax" ? outputs[k] : logits[k])
          s = s - HyperDualNumber(target[k]) * logarithm
        }
      default:
        for (t, output) in zip(scalar.values, outputs) {
          let error = output - HyperDualNumber(t)
          s = s + HyperDualNumber(1 / m) * error * error
        }
      }
      return s
    }

    /// The input and all parameters.
    var variables: [VariableBlock] {
      [.input] + network.parameterGroups.map { .parameters($0) }
    }
  }

  /// The errors of many entries of one object and the largest entry.
  private struct Comparison {
    var error = 0.0
    var largest = 0.0

    mutating func add(_ found: Double, _ exact: Double) {
      // A NaN has to stay.
      if !(abs(found - exact) <= error) { error = abs(found - exact) }
      largest = max(largest, abs(exact))
    }

    /// 1e-13 of the largest entry is a few hundred roundings of terms of its size.
    var isClose: Bool { error <= 1e-13 * largest && largest > 0 }
  }

  @Test(arguments: 0..<20, [false, true])
  func agreesWithHyperDualNumbers(seed: Int, isCrossEntropy: Bool) throws {
    let example = Case(seed, isCrossEntropy: isCrossEntropy)
    let network = example.network
    let s = try ObjectiveNetwork(network, example.scalar)
    let value = example.derivatives((.input, 0), (.input, 0)).value
    #expect(abs(s(example.input) - value) <= 1e-14 * max(1, abs(value)))
    let derivatives = WeightDerivatives(s, at: example.input)
    var (slopes, blocks, products) = (Comparison(), Comparison(), Comparison())
    for variables in example.variables {
      let count = network.count(of: variables)
      let gradient: [Double]
      switch variables {
      case .input: gradient = derivatives.gradient(.input)
      case .parameters(let group): gradient = derivatives.gradient(group).storage
      }
      let block = try derivatives.hessian(variables, variables)
      let direction = RandomNetwork.point(count, seed: UInt64(seed + 7))
      let product = derivatives.hessianProduct(variables, along: direction)
      for a in 0..<count {
        slopes.add(gradient[a], example.derivatives((variables, a), (variables, a)).first)
        var sum = 0.0
        for b in 0..<count {
          let exact = example.derivatives((variables, a), (variables, b)).mixed
          blocks.add(block[a, b], exact)
          sum += exact * direction[b]
        }
        products.add(product[a], sum)
      }
    }
    #expect(slopes.isClose && blocks.isClose && products.isClose)
  }

  /// J by hyper-dual numbers, L″ by hand.
  @Test(arguments: 0..<20, [false, true])
  func gaussNewtonIsJᵀLJ(seed: Int, isCrossEntropy: Bool) throws {
    let example = Case(seed, isCrossEntropy: isCrossEntropy)
    let s = try ObjectiveNetwork(example.network, example.scalar)
    let derivatives = WeightDerivatives(s, at: example.input)
    let m = example.network.outputCount
    // Cross-entropy is a convex function of the pre-activations, the squared error of the outputs.
    var network = example.network
    let last = network.layers.count - 1
    let probabilities = network(example.input)
    let ending = network.layers[last].activation.name
    if isCrossEntropy { network.setActivation(layer: last, to: Activation(ActivationRule.purelin)) }
    let z = network(example.input)
    var curvature = Matrix(rows: m, columns: m)
    let total = example.scalar.values.reduce(0, +)
    let p = Softmax.values(z)
    for a in 0..<m {
      for b in 0..<m {
        let own: Double = a == b ? 1 : 0
        curvature[a, b] =
          !isCrossEntropy
          ? 2 / Double(m) * own
          : ending == "logsig"
            ? own * probabilities[a] * (1 - probabilities[a]) / Double(m)
            : total * p[a] * (own - p[b])
      }
    }
    let oracle = WeightOracle(network: network, input: example.input, dout: [])
    var comparison = Comparison()
    for variables in example.variables {
      let block = try derivatives.gaussNewton(variables, through: s.convexLayer)
      let columns = (0..<block.columns).map { a in
        oracle.outputs((variables, a), (variables, a)).map(\.first)
      }
      for a in columns.indices {
        for b in columns.indices {
          let bent = (0..<m).map { k in
            columns[b].indices.reduce(0) { $0 + curvature[k, $1] * columns[b][$1] }
          }
          comparison.add(block[a, b], zip(columns[a], bent).reduce(0) { $0 + $1.0 * $1.1 })
        }
      }
    }
    #expect(comparison.isClose)
  }

  /// Where only the last layer is a variable, z is linear in it and nothing is left out.
  @Test func gaussNewtonOfTheLastLayerIsTheHessian() throws {
    let network = RandomNetwork.make([3, 4, 3], last: "softmax", seed: 2)
    let s = try ObjectiveNetwork(network, .crossEntropy(target: [0, 1, 0]))
    let derivatives = WeightDerivatives(s, at: [0.5, -1, 2])
    let group = VariableBlock.parameters(.weights(2))
    let block = try derivatives.gaussNewton(group, through: s.convexLayer).matrix
    #expect(block == (try derivatives.hessian(group, group).matrix))
    #expect(block.largestMagnitude > 0.01)
  }

  /// The same product from differences, values alone.
  @Test(arguments: [VariableBlock.input, .parameters(.weights(1)), .parameters(.bias(2))])
  func gaussNewtonByDifferences(variables: VariableBlock) throws {
    let network = RandomNetwork.make([3, 4, 3], last: "softmax", seed: 2)
    let input = [0.5, -1, 2]
    let s = try ObjectiveNetwork(network, .crossEntropy(target: [0.25, 0.5, 0.25]))
    let exact = try WeightDerivatives(s, at: input)
      .gaussNewton(variables, through: s.convexLayer).matrix
    let z = Signal.preactivation(s.convexLayer)
    let block: NetworkFunction.Variables
    switch variables {
    case .input: block = .signal(.input)
    case .parameters(let group): block = .parameters(group)
    }
    let differences = try FiniteDifference(limit: 10).gaussNewton(
      of: NetworkFunction(s.network, of: [block], at: input, to: z),
      scalar: NetworkMap(s.network, from: z))
    #expect(differences.checkedCount == differences.entryCount)
    for a in 0..<exact.rows {
      for b in 0..<exact.columns {
        let estimate = try #require(differences[a, b])
        #expect(abs(estimate.value - exact[a, b]) <= estimate.bound && estimate.bound < 1e-9)
        let scale = exact.largestMagnitude
        #expect(Verdict(analytic: exact[a, b], estimate: estimate, scale: scale) == .agrees)
        let wrong = exact[a, b] + 1e-5 * scale
        #expect(Verdict(analytic: wrong, estimate: estimate, scale: scale) == .wrong)
      }
    }
  }
}
