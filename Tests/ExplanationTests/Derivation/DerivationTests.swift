import Core
import TestSupport
import Testing

/// The steps of the derivations: their numbers are those of the answer, and each check agrees.
@Suite struct DerivationTests {
  static let activations = ActivationRule.all.map(\.name)

  private func steps(_ derivation: any Derivation) throws -> [DerivationStep] {
    let steps = try derivation.titles.indices.map { try derivation.step($0, checkpoint: {}) }
    #expect(steps.map { $0.title } == derivation.titles)
    return steps
  }

  private func network(_ hidden: String, _ last: String, seed: UInt64) -> Network {
    RandomNetwork.make([2, 4, 3, 3], hidden: hidden, last: last, seed: seed)
  }

  @Test(arguments: activations) func everyStepOfRightCodeAgrees(_ name: String) throws {
    let isSmooth = try #require(Activation(named: name)).kinks.isEmpty
    for (seed, last) in [(1, "purelin"), (2, "softmax"), (3, "logsoftmax"), (4, name)] {
      let rule = ChainRule(NetworkMap(network(name, last, seed: UInt64(seed))))
      let x = RandomNetwork.point(2, seed: UInt64(seed))
      let all =
        try steps(JacobianDerivation(of: rule, at: x))
        + steps(HessianDerivation(of: rule, at: x))
        + steps(WeightDerivation(of: rule, at: x, dout: [1, -0.5, 0.25]))
        + steps(WeightDerivation(of: rule, layer: 3, at: x, dout: [0.5, 1, -2]))
      for step in all {
        #expect(step.verdict != .wrong, "\(name) \(last): \(step.title)")
        if isSmooth { #expect(step.verdict ?? .agrees == .agrees, "\(last): \(step.title)") }
        #expect((step.checkedAgainst == nil) == (step.verdict == nil))
        #expect((step.error == nil) == (step.verdict == nil))
        #expect(!step.formulas.isEmpty && !step.latex.isEmpty && step.rule.hasSuffix("."))
        for quantity in step.quantities {
          #expect(quantity.value.largestMagnitude.isFinite)
        }
      }
    }
  }

  @Test(arguments: activations) func everyStepOfAnActivationAgrees(_ name: String) throws {
    let activation = try #require(Activation(named: name))
    let steps = try steps(ActivationDerivation(of: activation))
    // Of a quotient three more: its inner derivative, the rule, and what it is in terms of T.
    let isQuotient = ["tansig", "logsig"].contains(name)
    #expect(steps.count == (isQuotient ? 6 : 3) && steps[0].verdict == nil)
    if isQuotient {
      let slopes = steps[2...4].map { $0.quantities[0].value.storage }
      for (a, b) in zip(slopes[0], slopes[2]) { #expect(abs(a - b) < 1e-15) }
      for (a, b) in zip(slopes[1], slopes[2]) { #expect(abs(a - b) < 1e-15) }
    }
    for step in steps.dropFirst() {
      #expect(step.verdict != .wrong)
      // A kink may be near one of the points.
      if activation.kinks.isEmpty { #expect(step.verdict == .agrees, "\(step.title)") }
    }
  }

  @Test func theLastStepsAreTheAnswers() throws {
    for last in ["purelin", "tansig", "softmax", "logsoftmax"] {
      let rule = ChainRule(NetworkMap(network("logsig", last, seed: 7)))
      let x = RandomNetwork.point(2, seed: 7)
      let jacobian = try #require(try steps(JacobianDerivation(of: rule, at: x)).last)
      #expect(try jacobian.quantities[0].value == rule.jacobian(at: x))

      let hessians = try rule.hessian(at: x).map { $0.matrix }
      let all = try steps(HessianDerivation(of: rule, at: x))
      #expect(all[all.count - 3].quantities.map { $0.value } == hessians)
      // One entry, as a sum over neurons: of each layer, and of all.
      let entries = all.filter { $0.title.hasPrefix("One entry of layer") }
      let uncoupled = last == "softmax" || last == "logsoftmax" ? 2 : terms(all).count
      #expect(entries.count == uncoupled)
      for (entry, term) in zip(entries, terms(all)) {
        let products = entry.quantities[0].value
        let sum = (0..<products.rows).reduce(0) { $0 + products[$1, 4] }
        #expect(sum == entry.quantities[1].value.storage[0])
        #expect(abs(sum - term.quantities[0].value[0, 1]) <= 1e-15)
        for p in 0..<products.rows {
          #expect(
            abs((0..<4).reduce(1) { $0 * products[p, $1] } - products[p, 4]) <= 1e-16)
        }
      }
      let apart = try #require(all.last?.quantities.last?.value.storage[0])
      #expect(abs(apart - hessians[0][0, 1]) <= 1e-14)
      let terms = terms(all)
      #expect(terms.count == (last == "purelin" ? 2 : 3))
      for (k, hessian) in hessians.enumerated() {
        for i in 0..<2 {
          for j in 0..<2 {
            let sum = terms.reduce(0) { $0 + $1.quantities[k].value[i, j] }
            // A sum of three terms in another order.
            #expect(abs(sum - hessian[i, j]) <= 1e-14)
            #expect(abs(all[all.count - 2].quantities[k].value[i, j] - hessian[i, j]) <= 1e-14)
          }
        }
      }
    }
  }

  private func terms(_ steps: [DerivationStep]) -> [DerivationStep] {
    steps.filter { $0.title.hasPrefix("The term") }
  }

  @Test func theFactorsMultiplyToTheJacobian() throws {
    let rule = ChainRule(NetworkMap(network("tansig", "softmax", seed: 8)))
    let x = RandomNetwork.point(2, seed: 8)
    let all = try steps(JacobianDerivation(of: rule, at: x))
    let factors = all.filter { $0.title.contains("alone") }.compactMap { $0.quantities.last?.value }
    #expect(factors.map { $0.rows } == [4, 3, 3])
    let jacobian = try rule.jacobian(at: x)
    for k in 0..<3 {
      for i in 0..<2 {
        var sum = 0.0
        for p in 0..<3 {
          for q in 0..<4 { sum += factors[2][k, p] * factors[1][p, q] * factors[0][q, i] }
        }
        #expect(abs(sum - jacobian[k, i]) < 1e-14)
      }
    }
  }

  @Test func anotherInputGivesOtherNumbers() throws {
    let rule = ChainRule(NetworkMap(network("tansig", "purelin", seed: 9)))
    let one = try steps(HessianDerivation(of: rule, at: [0.5, -1]))
    let other = try steps(HessianDerivation(of: rule, at: [0.5, -0.9]))
    #expect(one.map { $0.title } == other.map { $0.title })
    for (a, b) in zip(one, other) where a.title.hasPrefix("The term") || a.title.contains("sum") {
      #expect(a.quantities[0].value != b.quantities[0].value)
    }
  }

  @Test func chosenOutputsAndFlatNetworks() throws {
    let rule = ChainRule(NetworkMap(network("tansig", "softmax", seed: 10)))
    let x = RandomNetwork.point(2, seed: 10)
    let one = try steps(HessianDerivation(of: rule, at: x, outputs: [1]))
    #expect(try one[one.count - 3].quantities[0].value == rule.hessian(at: x)[1].matrix)
    let flat = ChainRule(NetworkMap(network("poslin", "purelin", seed: 11)))
    let all = try steps(HessianDerivation(of: flat, at: x))
    #expect(all.count == 5 && all[2].rule.contains("H = 0"))
    let single = ChainRule(NetworkMap(RandomNetwork.make([2, 3], last: "softmax", seed: 12)))
    let short = try steps(JacobianDerivation(of: single, at: x))
    #expect(short.count == 4)
    for step in short { #expect(step.verdict != .wrong) }
  }

  /// Of a chain of more than eight layers its ends are written.
  @Test func longChainsAreCut() throws {
    let network = RandomNetwork.make(Array(repeating: 2, count: 10), seed: 3)
    let all = try steps(JacobianDerivation(of: ChainRule(NetworkMap(network)), at: [0.5, -1]))
    let formulas = all.flatMap(\.formulas)
    #expect(formulas.contains { $0.hasSuffix("= D9 W9 D8 W8 … D2 W2 D1 W1") })
    #expect(
      all.contains { $0.latex.contains(#"D_{9} W_{9} D_{8} W_{8} \cdots D_{2} W_{2} D_{1}"#) })
  }

  /// The first layer has nothing before it, and the last nothing behind it.
  @Test func theEndsOfTheChainRule() throws {
    let rule = ChainRule(NetworkMap(network("tansig", "tansig", seed: 9)))
    let all = try steps(HessianDerivation(of: rule, at: [0.5, -1]))
    let formulas = all.flatMap(\.formulas)
    for formula in [
      "G1 = ∂z1/∂I = W1", "G2 = ∂z2/∂I = W2 D1 G1", "B2 = ∂A/∂f2 = D3 W3",
      "B1 = ∂A/∂f1 = B2 D2 W2",
    ] {
      #expect(formulas.contains(formula))
    }
    let latex = all.map(\.latex)
    #expect(latex.contains { $0.hasSuffix(" = W_1") })
    #expect(latex.contains { $0.hasSuffix(" = W_{2} D_{1} G_{1}") })
  }

  /// A derivative of σ is checked against σ, that of a part against the part.
  @Test func whatAStepIsCheckedAgainst() throws {
    let all = try steps(ActivationDerivation(of: Activation(.logsig)))
    let inner = all.filter { $0.quantities.contains { $0.name == "u′(x)" } }
    #expect(inner.count == 1 && inner[0].checkedAgainst == "u")
    let others = all.filter { !$0.quantities.contains { $0.name == "u′(x)" } }
    #expect(others.allSatisfy { $0.checkedAgainst != "u" })
    #expect(others.contains { $0.checkedAgainst == "logsig" })
  }

  @Test func wordsOfFormulasAreWordsInLaTeX() throws {
    func latex(_ rule: ActivationRule, _ index: Int) throws -> String {
      try ActivationDerivation(of: Activation(rule)).step(index, checkpoint: {}).latex
    }
    #expect(try latex(.tansig, 0) == #"\sigma(x) = 2/(1 + e^{-2x}) - 1 = \tanh (x)"#)
    #expect(try latex(.poslin, 1) == #"\sigma'(x) = 1 \text{ for } x > 0, \text{ otherwise } 0"#)
    #expect(
      try latex(.softsign, 2) == #"\sigma''(x) = -2 \operatorname{sign}(x)/(1 + |x|)^3"#)
  }
}
