import Testing

@testable import Core

/// What is too long, too deep or too large is refused at once.
@Suite struct FormulaLimitTests {
  private func problem(of text: String) -> FormulaError.Problem? {
    do {
      _ = try Formula(text)
      return nil
    } catch { return error.problem }
  }

  @Test(arguments: [
    (String(repeating: "(", count: 5_000), ""),
    (String(repeating: "(", count: 300) + "x", String(repeating: ")", count: 300)),
    (String(repeating: "sin(", count: 300) + "x", String(repeating: ")", count: 300)),
    (String(repeating: "2^", count: 300) + "x", ""),
    (String(repeating: "2^-", count: 300) + "x", ""),
  ])
  func nesting(open: String, close: String) {
    #expect(problem(of: open + close) == .tooDeep(limit: 256))
  }

  @Test func bracketsUpToTheLimitAreRead() throws {
    let text = String(repeating: "(", count: 250) + "x" + String(repeating: ")", count: 250)
    #expect(try Formula(text) == .x)
  }

  @Test func length() {
    #expect(problem(of: String(repeating: "x", count: 10_001)) == .tooLong(limit: 10_000))
    #expect(problem(of: String(repeating: "x+", count: 4_999) + "x") == nil)
  }

  @Test func deepFormulasAreNotDifferentiated() {
    let text = String(repeating: "sin(", count: 200) + "x" + String(repeating: ")", count: 200)
    #expect(problem(of: text) == .tooLargeToDifferentiate)
  }

  /// f(x) = x x, g = f(f(x)), h = g(g(x)), …: each is twice as deep, and its power squared.
  @Test func callsOfCallsAreRefusedBeforeTheyAreWrittenOut() throws {
    var function = NamedFormula(name: "f", body: try Formula("x*x"))
    var refused: FormulaError?
    for _ in 0..<40 where refused == nil {
      let known = function
      do {
        let body = try Formula("f(f(x))", variable: "x", functionNames: ["f"]) {
          $0 == "f" ? known : nil
        }
        function = NamedFormula(name: "f", body: body)
      } catch { refused = error }
    }
    #expect(refused?.problem == .tooLargeToDifferentiate)
  }

  /// f₀ = sin, fₙ(x) = fₙ₋₁(x): its derivative must not be looked for again at every level.
  @Test func aLongChainOfCallsIsDifferentiated() throws {
    var function = NamedFormula(name: "f", body: try Formula("sin(x)"))
    for _ in 0..<12 {
      let known = function
      let body = try Formula("f(x)", variable: "x", functionNames: ["f"]) {
        $0 == "f" ? known : nil
      }
      function = NamedFormula(name: "f", body: body)
    }
    #expect(function.body.derivative.expandingCalls.value(at: 0) == 1)
  }
}
