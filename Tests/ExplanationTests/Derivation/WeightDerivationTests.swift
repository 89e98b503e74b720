import Core
import TestSupport
import Testing

/// `derive weights`: numbers worked by hand, and the steps beside what the commands answer.
@Suite struct WeightDerivationTests {
  private func steps(_ derivation: WeightDerivation) throws -> [DerivationStep] {
    try derivation.titles.indices.map { try derivation.step($0) }
  }

  private func quantity(_ name: String, _ steps: [DerivationStep]) throws -> Matrix {
    try #require(steps.flatMap(\.quantities).first { $0.name == name }).value
  }

  /// Where two layers are crossed, the δ that is shown is that of the entry in the sentence.
  @Test func theCrossingNamesItsEntry() throws {
    for seed in 1...4 {
      let network = RandomNetwork.make([2, 4, 3, 3], last: "tansig", seed: UInt64(seed))
      let rule = ChainRule(NetworkMap(network))
      let (x, dout) = ([0.5, -1], [1, -2, 0.5])
      let all = try steps(WeightDerivation(of: rule, at: x, dout: dout))
      let derivatives = WeightDerivatives(
        try ObjectiveNetwork(network, .weighted(dout)), at: x)
      let crossings = all.filter { $0.rule.contains("in two ways: through") }
      #expect(!crossings.isEmpty)
      for step in crossings {
        let shown = step.quantities[0]
        #expect(step.rule.contains("= \(shown.name) "), "\(step.rule)")
        // δ is the gradient by the biases of its layer.
        let numbers = shown.name.split { !$0.isNumber }.compactMap { Int($0) }
        try #require(numbers.count == 2)
        let gradient = derivatives.gradient(.bias(numbers[0])).storage
        #expect(shown.value.storage == [gradient[numbers[1] - 1]])
      }
    }
  }

  /// One layer of the post: T = −1/(1 + e^(2x)), T′ = −2(T + T²), T″ = −2(1 + 2T) T′ by the formulas
  /// of MATH.md, in multiples of e^(2x) and so by other expressions than the program's.
  @Test func thePostsLayerByHand() throws {
    let activation = try #require(Activation(named: "posttansig"))
    let network = Network(
      name: "post",
      layers: [
        Layer(weights: Matrix([[0.5, -1], [1, 0.3]]), bias: [0.2, -0.4], activation: activation)
      ])
    let dout = [1.0, -2]
    let all = try steps(
      WeightDerivation(of: ChainRule(NetworkMap(network)), at: [1, 0.5], dout: dout))
    #expect(all.count == 7 && all.allSatisfy { ($0.verdict ?? .agrees) == .agrees })
    // z = (0.2, 0.75): e^0.4 and e^1.5.
    let e = [1.491_824_697_641_270_3, 4.481_689_070_338_065]
    let first = e.map { 2 * $0 / ((1 + $0) * (1 + $0)) }
    let second = zip(first, e).map { 2 * $0 * (1 - $1) / (1 + $1) }
    let x = [1, 0.5]
    for p in 0..<2 {
      #expect(abs(try quantity("δ1", all)[p, 0] - dout[p] * first[p]) <= 1e-15)
      #expect(abs(try quantity("c", all)[p, 0] - dout[p] * second[p]) <= 1e-15)
      for q in 0..<2 {
        #expect(abs(try quantity("∂s/∂W1", all)[p, q] - dout[p] * first[p] * x[q]) <= 1e-15)
        let gamma = try quantity("Γ1", all)[p, q]
        #expect(abs(gamma - (p == q ? dout[p] * second[p] : 0)) <= 1e-15)
        for i in 0..<2 {
          for j in 0..<2 {
            let entry = try quantity("∂²s/∂W1²", all)[2 * p + q, 2 * i + j]
            let right = p == i ? dout[p] * second[p] * x[q] * x[j] : 0
            #expect(abs(entry - right) <= 1e-15)
          }
        }
      }
    }
    // |c| is largest at the second neuron.
    let own = try quantity("c[2] X Xᵀ, for p = i = 2", all)
    for q in 0..<2 {
      for j in 0..<2 { #expect(abs(own[q, j] - dout[1] * second[1] * x[q] * x[j]) <= 1e-15) }
    }
    let answer = try #require(all.last)
    #expect(answer.rule.contains("(2×1 · 1×2) · 1×2"))
    #expect(answer.rule.contains("2 columns meet 1 row") && answer.rule.contains("16 numbers"))
  }

  @Test(arguments: ["purelin", "tansig", "softmax", "logsoftmax"])
  func theStepsAreTheAnswers(_ last: String) throws {
    let network = RandomNetwork.make([3, 4, 3, 3], hidden: "logsig", last: last, seed: 5)
    let (x, dout) = (RandomNetwork.point(3, seed: 5), [0.5, -1, 2])
    let right = WeightDerivatives(network, at: x, dout: dout)
    for layer in 1...3 {
      let all = try steps(
        WeightDerivation(of: ChainRule(NetworkMap(network)), layer: layer, at: x, dout: dout))
      #expect(all.count == 2 * (4 - layer) + (layer < 3 ? 6 : 5))
      #expect(try quantity("∂s/∂W\(layer)", all) == right.gradient(.weights(layer)))
      #expect(try quantity("∂s/∂b\(layer)", all) == right.gradient(.bias(layer)))
      let block = try right.hessian(.parameters(.weights(layer)), .parameters(.weights(layer)))
        .matrix
      #expect(largestDifference(try quantity("∂²s/∂W\(layer)²", all), block) <= 1e-15)
      if layer < 3 {
        let step = all[all.count - 2]
        let table = try #require(step.quantities.last)
        let mark = try #require(step.title.firstMatch(of: /W\d\[(\d),(\d)\]/))
        let (p, q) = (try #require(Int(mark.output.1)), try #require(Int(mark.output.2)))
        let mixed = try right.hessian(
          .parameters(.weights(layer + 1)), .parameters(.weights(layer)))
        let row = (p - 1) * network.layers[layer].inputCount + q - 1
        #expect(table.value.storage == (0..<mixed.columns).map { mixed[row, $0] })
      }
      for l in layer...3 {
        #expect(try quantity("δ\(l)", all).storage == right.delta[l - 1])
        #expect(try quantity("Γ\(l)", all) == right.gamma(layer: l))
      }
    }
  }

  /// The term that the answer was after is all of the block only in the last layer.
  @Test(arguments: ["tansig", "softmax"]) func theAnswersTermAndWhatFollows(_ last: String) throws {
    let network = RandomNetwork.make([2, 3, 3], hidden: "tansig", last: last, seed: 6)
    let (x, dout) = (RandomNetwork.point(2, seed: 6), [1.0, -0.5, 0.25])
    for layer in [1, 2] {
      let all = try steps(
        WeightDerivation(of: ChainRule(NetworkMap(network)), layer: layer, at: x, dout: dout))
      let table = try #require(all.last?.quantities.last)
      let mark = try #require(table.name.firstMatch(of: /[cC]\[(\d)/))
      let p = try #require(Int(mark.output.1)) - 1
      let block = try quantity("∂²s/∂W\(layer)²", all)
      let m = table.value.rows
      var difference = 0.0
      for q in 0..<m {
        for j in 0..<m {
          difference = max(difference, abs(block[p * m + q, p * m + j] - table.value[q, j]))
        }
      }
      #expect(layer == 2 ? difference <= 1e-15 : difference > 1e-3)
    }
  }

  /// With one column the product is defined, and what it gives is a small part.
  @Test func oneColumn() throws {
    let rule = ChainRule(NetworkMap(RandomNetwork.make([1, 3, 2], seed: 7)))
    let answer = try #require(try steps(WeightDerivation(of: rule, at: [0.4], dout: [1, 1])).last)
    #expect(answer.rule.contains("defined by chance") && answer.rule.contains("9"))
  }

  @Test func lossesAreCarriedBackThroughTheirOwnLayers() throws {
    let losses: [(String, Objective)] = [
      ("tansig", .meanSquaredError(target: [0.5, -1])),
      ("softmax", .crossEntropy(target: [0.25, 0.75])),
      ("logsig", .crossEntropy(target: [0.25, 1])),
    ]
    for (last, loss) in losses {
      let s = try ObjectiveNetwork(RandomNetwork.make([2, 3, 2], last: last, seed: 4), loss)
      let x = RandomNetwork.point(2, seed: 4)
      let all = try steps(WeightDerivation(of: s, at: x))
      for step in all { #expect(step.verdict ?? .agrees == .agrees, "\(last): \(step.title)") }
      let right = WeightDerivatives(s, at: x)
      #expect(try quantity("∂s/∂W1", all) == right.gradient(.weights(1)))
      #expect(abs(try quantity("s", all)[0, 0] - s(x)) <= 1e-15)
      #expect(all[0].formulas.contains { $0.hasPrefix("s = z") })
    }
  }

  @Test func aScalingLayerIsPassedOver() throws {
    let linear = try #require(Activation(named: "purelin"))
    let inner = RandomNetwork.make([2, 3, 1], seed: 8)
    let scaling = Layer(weights: .diagonal([2, 0.5]), bias: [0, 1], activation: linear)
    let network = Network(name: "scaled", layers: [scaling] + inner.layers)
    #expect(WeightDerivation.standardLayer(of: network) == 2)
    #expect(WeightDerivation.standardLayer(of: inner) == 1)
    let all = try steps(
      WeightDerivation(of: ChainRule(NetworkMap(network)), at: [0.2, 0.3], dout: [1]))
    #expect(all[0].title == "Where W2 enters")
    #expect(all.allSatisfy { ($0.verdict ?? .agrees) == .agrees })
  }

  /// Of a large layer a part is written out, and each number of it is the right one.
  @Test func aLargeLayer() throws {
    let network = RandomNetwork.make([60, 40, 2], seed: 9)
    let (x, dout) = (RandomNetwork.point(60, seed: 9), [1.0, 2])
    let all = try steps(WeightDerivation(of: ChainRule(NetworkMap(network)), at: x, dout: dout))
    let block = try quantity("∂²s/∂W1²", all)
    #expect(block.rows == 16 * 16 && all[all.count - 3].rule.contains("Of 2400 weights"))
    let right = try WeightDerivatives(network, at: x, dout: dout)
      .hessian(.parameters(.weights(1)), .parameters(.weights(1)))
    for (p, q, i, j) in [(0, 0, 0, 0), (3, 5, 3, 15), (15, 15, 15, 2), (1, 2, 3, 4)] {
      let entry = right[60 * p + q, 60 * i + j]
      #expect(abs(block[16 * p + q, 16 * i + j] - entry) <= 1e-15)
    }
    for step in all { #expect(step.verdict ?? .agrees == .agrees, "\(step.title)") }
  }

  private func largestDifference(_ a: Matrix, _ b: Matrix) -> Double {
    zip(a.storage, b.storage).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }
}
