import TestSupport
import Testing

@testable import Formula

@Suite struct SyntaxTests {
  /// What is read is a tree, and whoever walks it needs a stack.
  @Test(arguments: ["(x)", "x[1]", "1"]) func bracketsAndPrimesBehindAValueHaveALimit(start: String)
    throws
  {
    for step in ["'", "ᵀ", "[1]"] {
      func text(_ count: Int) -> String { start + String(repeating: step, count: count) }
      let error = #expect(throws: FormulaError.self) {
        try Syntax(text(100_000), longest: 1 << 20)
      }
      #expect(error?.problem == .tooDeep(limit: Syntax.deepest))
      #expect(try !Syntax(text(200)).children.isEmpty)
    }
  }

  /// A derivative that does not end is looked at once, and not again from each of its letters.
  @Test func whatLooksLikeADerivativeTakesNoTime() throws {
    let text = String(repeating: "dA[", count: 200_000)
    let error = #expect(throws: FormulaError.self) { try Syntax(text, longest: 1 << 20) }
    #expect(error?.problem == .tooDeep(limit: Syntax.deepest))
  }

  /// Whatever is typed is read, or has a place in the text where it cannot be.
  @Test func randomLinesAreReadOrPointedAt() throws {
    let pieces = [
      "x", "W1", "T", "sin", "2", ".5", "1e3", "0x1p", "(", ")", "[", "]", "'", "ᵀ", "″", "+", "-",
      "*", "/", "^",
      ".*", "./", ".^", "∘", "·", "√", "|", ",", ";", ":", "..", "=", "%1", "_", "∂A/∂I",
      "d2s/dW1[1,2]dI1", " ", "²",
      "∂", "₁", "{", "\u{0}", "é", ".",
    ]
    var random = SeededGenerator(seed: 9)
    for _ in 0..<TestEnvironment.count("RANDOM_LINES", standard: 20_000) {
      let text = (0..<Int.random(in: 1...14, using: &random)).map { _ in
        pieces.randomElement(using: &random) ?? ""
      }.joined()
      do throws(FormulaError) {
        let syntax = try Syntax(text).readingProducts { ["sin", "sin''"].contains($0) }
        // What is written out reads back as what it was.
        let again = try Syntax(syntax.text).readingProducts { ["sin", "sin''"].contains($0) }
        #expect(again.text == syntax.text, "\(text)")
      } catch {
        #expect(error.range.lowerBound >= 0 && error.range.upperBound <= text.count + 1, "\(text)")
      }
    }
  }
}
