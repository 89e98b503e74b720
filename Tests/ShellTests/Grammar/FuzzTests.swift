import TestSupport
import Testing

@testable import Shell

/// Whatever is typed: nothing traps, nothing hangs, and what fails changes nothing.
@Suite struct FuzzTests {
  /// The words `save` and `load` name no file here, so nothing is written.
  @Test func randomLinesNeverTrapAndFailuresChangeNothing() throws {
    var random = SeededGenerator(seed: 20)
    var counts = (reports: 0, failures: 0)
    for _ in 0..<20 {
      var engine = try TestSession("new 2-3-2 seed 3", abbreviates: Bool.random(using: &random))
        .engine
      for _ in 0..<400 {
        let line = GrammarLines.line(&random)
        guard let statements = try? Lexer.statements(in: line) else { continue }
        for statement in statements {
          let before = engine.session
          switch engine.outcome(statement) {
          case .failure(let error):
            counts.failures += 1
            #expect(engine.session.model == before.model, "\(line)")
            #expect(engine.session.settings == before.settings, "\(line)")
            #expect(engine.session.resultCount == before.resultCount, "\(line)")
            #expect(!error.message.isEmpty)
            let text = error.text(in: line, width: 80, isColored: false).text
            #expect(text.contains("error: "), "\(line)")
          case .success(.report(let report)):
            counts.reports += 1
            for format in OutputFormat.allCases {
              let text = format.renderer(width: 40, precision: 6, colors: .trueColor).render(report)
              #expect(!text.isEmpty, "\(line)")
            }
          case .success(.request): break
          }
        }
      }
    }
    // Both happen often, or the test says little.
    #expect(counts.reports > 400 && counts.failures > 2_000, "\(counts)")
  }

  @Test func randomLinesNeverTrapTheReaders() throws {
    var random = SeededGenerator(seed: 21)
    let session = try TestSession("new 2-3-2").session
    let parsers = [true, false].map {
      CommandTable.parser(allowsAbbreviations: $0)
    }
    var failures = 0
    for number in 0..<Self.lineCount {
      let line = GrammarLines.line(&random)
      for statement in (try? Lexer.statements(in: line)) ?? [] {
        do { _ = try parsers[number % 2].parse(statement) } catch {
          failures += 1
          let range = try #require(error.range, "\(line)")
          let words = statement.words
          #expect(
            range.lowerBound >= words[0].range.lowerBound
              && range.upperBound <= words[words.count - 1].range.upperBound + 1, "\(line)")
        }
      }
      guard number % 10 == 0 else { continue }
      let found = Completer(commands: CommandTable.all).completions(for: line, in: session)
      #expect(found.replaced.upperBound == line.utf8.count)
    }
    #expect(failures > Self.lineCount / 4)
  }

  /// RANDOM_LINES=1000000 tries that many.
  private static let lineCount = TestEnvironment.count("RANDOM_LINES", standard: 20_000)

  /// Symbols, signs and brackets in any order, as an expression or an equation: a value, a verdict or an error with
  /// its place.
  @Test func randomExpressionsNeverTrap() throws {
    var random = SeededGenerator(seed: 23)
    var session = try TestSession("new 2-3-2 seed 3", "set input 0.5 -1")
    let pieces = [
      "J", "H", "H1", "A", "I", "W1", "W2", "b1", "z1", "z2", "f0", "f1", "D1", "G2", "B1", "δ1",
      "Γ1", "K1", "s",
      "dout", "G_l", "W_(l+1)", "f_(l−1)", "z_l", "H_k", "I_j", "e_k", "δ_ij", "Σ_l ", "Σ_p ",
      "sum_p(", "σ′(z1)",
      "σ″(z_l)", "∂A/∂I", "∂J/∂I_j", "∂D1/∂I", "∂²s/∂W1²", "dA/dI[1]", "ds/dW2[p,q]", "tansig(",
      "diag(", "inv(", "kron(",
      "eig(", "ones(3)", "eye(", "[1,2]", "[k,:]", "[p]", "[1..2]", "[", "]", "(", ")", "ᵀ", "'",
      "^2", "^-1", ".^", " ",
      " + ", " − ", " * ", " ∘ ", " · ", " ⊗ ", " / ", " = ", " = ", ",  ", "x", "y = ", "0", "1",
      "2.5", "1e308", "%1", "|",
      "√", "p", "k", "..", "\"a\"", "σ", ":", "tansig: σ′ = ", "T", "&",
    ]
    var (values, errors) = (0, 0)
    for _ in 0..<Self.lineCount / 10 {
      let line = (0..<Int.random(in: 1..<9, using: &random)).map { _ in
        pieces.randomElement(using: &random) ?? ""
      }.joined()
      // What begins as a command is another test's.
      do throws(CommandError) {
        let statements = try Lexer.statements(in: "claim 0 = " + line)
        for statement in statements {
          switch session.engine.outcome(statement) {
          case .success: values += 1
          case .failure(let error): throw error
          }
        }
      } catch {
        errors += 1
        #expect(!error.message.isEmpty && !error.message.contains("\n"), "\(line)")
        if let range = error.range {
          #expect(range.upperBound <= line.count + 11 && range.lowerBound >= 0, "\(line)")
        }
      }
    }
    #expect(values > Self.lineCount / 1000 && errors > values)
  }

  @Test func randomNumbersNeverTrap() {
    var random = SeededGenerator(seed: 22)
    let pieces = Array("0123456789.eE+-*/^()xXpPifnan −")
    var values = 0
    for _ in 0..<20_000 {
      let text = String(
        (0..<Int.random(in: 0..<12, using: &random)).map { _ in
          pieces.randomElement(using: &random) ?? " "
        })
      if (try? NumberExpression.value(of: text)) != nil { values += 1 }
    }
    #expect(values > 100)
  }

  /// A line of any length is answered at once, and its message stays short.
  @Test func longLinesTakeNoLongerThanTheyAre() throws {
    var session = try TestSession("load example small")
    let numbers = String(repeating: "0.5 ", count: 20_000)
    let clock = ContinuousClock()
    let lines = [
      "set input \(numbers)", "set input \(numbers) x", String(repeating: "a", count: 100_000),
      "jacobian " + String(repeating: "(", count: 50_000),
      String(repeating: "(", count: 50_000) + String(repeating: ")", count: 50_000),
    ]
    for line in lines {
      let time = try clock.measure {
        let error = try session.error(line)
        #expect(error.message.count < 200)
        let text = error.text(in: line, width: 80, isColored: false).text
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 200 })
      }
      #expect(time < .seconds(10), "\(line.prefix(20))")
    }
  }
}
