import Testing

@testable import Core

@Suite struct FormulaActivationTests {
  @Test(arguments: [
    ("max(x, 0)", 0.0, Jet(0, 0, 0)), ("max(x, 0) + expm1(min(x, 0))", 0, Jet(0, 1, 1)),
    ("abs(x)", 0, Jet(0, 0, 0)), ("min(max(x, 0), 1)", 0, Jet(0, 0, 0)),
    ("min(max(x, 0), 1)", 1, Jet(1, 0, 0)), ("x/(1 + abs(x))", 0, Jet(0, 1, 0)),
    ("-abs(x)", 0, Jet(0, 0, 0)), ("3*abs(x)", 0, Jet(0, 0, 0)), ("x*abs(x)", 0, Jet(0, 0, 0)),
    ("tanh(x)", .infinity, Jet(1, 0, 0)), ("1/(1 + exp(-x))", -.infinity, Jet(0, 0, 0)),
    ("x/(1 + exp(-x))", -.infinity, Jet(0, 0, 0)),
  ])
  func kinksAndLimits(text: String, x: Double, expected: Jet) throws {
    let activation = Activation(ActivationRule(name: "f", formula: try Formula(text)))
    #expect(activation.jet(x) == expected)
  }

  @Test func notANumberStaysOne() throws {
    let jet = Activation(ActivationRule(name: "f", formula: try Formula("max(x, 0)"))).jet(.nan)
    #expect(jet.value.isNaN && jet.first.isNaN && jet.second.isNaN)
  }

  @Test func examination() throws {
    func look(_ text: String) throws -> FormulaExamination {
      FormulaExamination(of: try Formula(text))
    }
    #expect(try look("log(x)").undefined == [-100...0])
    #expect(try look("1/x").undefined == [0...0])
    #expect(try look("sqrt(abs(x))").undefined.isEmpty)
    #expect(try look("sqrt(abs(x))").notDifferentiable == [0...0])
    #expect(try look("max(x, 0)").kinks == [0])
    #expect(try look("max(x, 0)").undefined.isEmpty)
    #expect(try look("sin(x)").kinks.isEmpty)
    // 2/(1 + e^(−2x)) − 1 loses its digits where it is small.
    #expect(try #require(try look("2/(1+exp(-2*x))-1").loss).digits >= 11)
  }

  @Test func nothingJumpsWhereThereIsNoValue() throws {
    #expect(FormulaExamination(of: try Formula("log(x - 3) + abs(x)")).kinks.isEmpty)
    #expect(FormulaExamination(of: try Formula("log(x + 3) + abs(x)")).kinks == [0])
  }
}
