import Core
import Foundation
import Programs
import Testing

/// The steps of activations, computed one by one, beside the table of activations.
@Suite struct ActivationProgramTests {
  static let rules = ActivationRule.all.filter { $0.coupling == nil }.map(\.name)

  /// Everywhere, close to 0, on kinks and beside them, and far out.
  static let places: [Double] =
    (-200...200).map { Double($0) / 5 + 0.003 } + (-40...40).map(Double.init)
    + [1e-300, 1e-20, 1e-9, 1e-4, 300, 707, 745, 900, 1e5].flatMap { [$0, -$0] }

  @Test(arguments: rules) func agreesWithTheTable(name: String) throws {
    let rule = try #require(ActivationRule.named(name))
    for parameters in Self.parameters(of: rule) {
      let activation = Activation(rule, parameters: parameters)
      let programs = [
        ActivationProgram.of(activation), ActivationProgram.of(activation, for: .arrays),
      ]
      var wrong: [String] = []
      for (program, x) in programs.flatMap({ p in Self.places.map { (p, $0) } }) {
        let found = program(x)
        for (order, (value, size)) in Self.jet(activation, x).enumerated() {
          // Four roundings, and those of x² in an exponent; where terms cancel, of what they are
          // close by.
          let slack = (8 + 3 * min(x * x, 2000)) * 0x1p-53
          if found[order] != value, !(abs(found[order] - value) <= slack * size + 1e-300) {
            wrong.append(
              "\(name)\(parameters) of order \(order) at \(x): \(found[order]), not \(value)")
          }
        }
      }
      #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(6))")
    }
  }

  @Test(arguments: rules) func whatIsNoNumberStaysSo(name: String) throws {
    let activation = try #require(Activation(named: name))
    let program = ActivationProgram.of(activation)
    for (k, value) in program(.nan).enumerated() where program.constant(k) == nil {
      #expect(value.isNaN, "\(name) of order \(k): \(value)")
    }
  }

  @Test(arguments: rules) func theLimitsAreTheTables(name: String) throws {
    let activation = try #require(Activation(named: name))
    let program = ActivationProgram.of(activation)
    for x in [-Double.infinity, .infinity] {
      let jet = activation.jet(x)
      let found = program(x)
      // Sines have none; what a product of 0 and ∞ makes of the others is left to the table.
      if jet.value.isFinite, found[0].isFinite { #expect(found[0] == jet.value, "\(name) \(x)") }
      if found[1].isFinite { #expect(found[1] == jet.first, "\(name) \(x)") }
      if found[2].isFinite { #expect(found[2] == jet.second, "\(name) \(x)") }
    }
  }

  /// A formula has no steps of its own: those of its derivatives are.
  @Test(arguments: [
    "x/(1 + exp(-x))", "max(x, 0)^3", "atan(x)", "asinh(2x) + sqrt(1 + x^2)", "erf(x)/2",
    "tan(x/40)", "sinh(x/9) - cosh(x/8)", "abs(x)*x", "log(2 + sin(x))", "e^(-x^2)*pi",
    "swish(x) + gelu(x)/3", "(1 + x^2)^(1/3)", "min(x, tanh(x))", "x^-2 + 5",
  ])
  func aFormulaIsItsSteps(text: String) throws {
    let formula = try Formula(text)
    let activation = Activation(ActivationRule(name: "own", formula: formula))
    let program = ActivationProgram.of(activation)
    for x in stride(from: -19.9, to: 20, by: 0.7) {
      let truth = [formula, formula.derivative, formula.derivative.derivative].map {
        $0.value(at: x)
      }
      for (found, value) in zip(program(x), truth) {
        // What double arithmetic loses in the formulas as they are written.
        #expect(abs(found - value) <= 1e-12 * max(1, abs(value)), "\(text) at \(x)")
      }
    }
  }

  @Test func onlyWhatIsNeededIsKept() throws {
    let program = ActivationProgram.of(Activation(.tansig))
    let value = program.keeping([ActivationProgram.value])
    #expect(value.steps == [.x, .apply(.tanh, 0)])
    #expect(value(0.5) == [tanh(0.5)])
    #expect(program.steps.count == 14)
    #expect(ActivationProgram.of(Activation(.purelin)).constant(1) == 1)
  }

  private static func parameters(of rule: ActivationRule) -> [[Double]] {
    let standard = rule.parameters.map(\.standard)
    return standard.isEmpty ? [[]] : [standard, standard.map { $0 * 1.7 }]
  }

  /// σ, σ′ and σ″, and how large they are thereabouts.
  private static func jet(
    _ activation: Activation, _ x: Double
  ) -> [(value: Double, size: Double)] {
    func entries(_ x: Double) -> [Double] {
      let jet = activation.jet(x)
      return [jet.value, jet.first, jet.second]
    }
    let near = [x - 0.25, x, x + 0.25].map(entries)
    return (0..<3).map { k in (near[1][k], near.map { abs($0[k]) }.max() ?? 0) }
  }
}
