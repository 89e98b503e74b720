import TestSupport
import Testing

@testable import Shell

/// Whatever is typed: nothing traps, nothing hangs, and what fails changes nothing.
@Suite struct FuzzTests {
  private static let words =
    CommandTable.all.map(\.name)
    + [
      "entries", "of", "wrt", "full", "as", "activations", "example", "small", "post", "input",
      "row", "activation", "seed", "W1", "W2", "W1[1,2]", "W1[3,1]", "W1[4,4]", "b1", "b2[1]", "I",
      "I1", "I9", "A", "A2", "J", "J[1]", "H", "H1", "H2[1,2]", "z1", "z2", "f1", "f2", "D1", "D2",
      "G1", "G2", "B1", "B2", "z1[2]", "f2[1]", "tansig", "softmax", "logsoftmax", "poslin",
      "leakyrelu(0.1)", "elu(nan)", "leakyrelu(", "1", "2", "0", "-1", "0.5", "1e308", "-1e308",
      "nan", "inf", "-inf", "1e-300", "1e999", "pi/4", "(0.5, -1)", "[1 2; 3 4]", "[]", "2-3-2",
      "1-1", "3-1-2", "0-1", "9999999999-9999999999", "_", "%1", "%2", "%99999999999999999999",
      "precision", "width", "color", "limits", "fd.method", "fd.step", "fd.limit", "central",
      "ridders", "auto", "on", "off", "17", "20", "x", "ø", "−1", "W", "W0", "[", "(", ")", "\"",
      "'",
      "#", ";", ",",
    ]

  private func line(_ random: inout SeededGenerator) -> String {
    if Int.random(in: 0..<8, using: &random) == 0 {
      let bytes = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
        UInt8(truncatingIfNeeded: random.next())
      }
      return String(decoding: bytes, as: UTF8.self)
    }
    let count = Int.random(in: 1...6, using: &random)
    var words = (0..<count).map { _ in Self.words.randomElement(using: &random) ?? "" }
    // Most lines follow a pattern, and some of those have one word changed.
    if Int.random(in: 0..<4, using: &random) > 0,
      let command = CommandTable.all.randomElement(using: &random)
    {
      let changed = words[0]
      words = [command.name] + following(command.pattern, &random)
      if Int.random(in: 0..<3, using: &random) == 0 {
        words[Int.random(in: 0..<words.count, using: &random)] = changed
      }
    }
    return words.joined(separator: Int.random(in: 0..<20, using: &random) == 0 ? "" : " ")
  }

  /// Words that fit a pattern.
  private func following(_ patterns: [Pattern], _ random: inout SeededGenerator) -> [String] {
    patterns.flatMap { pattern -> [String] in
      switch pattern {
      case .word(let word): return [word]
      case .argument(_, let kind): return [word(of: kind, &random)]
      case .list(_, let kind), .rest(_, let kind):
        return (0..<Int.random(in: 1...4, using: &random)).map { _ in word(of: kind, &random) }
      case .optional(let inner):
        return Bool.random(using: &random) ? following(inner, &random) : []
      case .choice(let ways):
        return following(ways.randomElement(using: &random) ?? [], &random)
      case .options(let options):
        return options.shuffled(using: &random).flatMap { option in
          Bool.random(using: &random) ? following(option, &random) : []
        }
      }
    }
  }

  private func word(of kind: ArgumentKind, _ random: inout SeededGenerator) -> String {
    for _ in 0..<100 {
      let text = Self.words.randomElement(using: &random) ?? ""
      if (try? kind.read(Word(text: text, range: 0..<0))) != nil, !"[(;,#\"'".contains(text) {
        return text
      }
    }
    return "x"
  }

  /// The words `save` and `load` name no file here, so nothing is written.
  @Test func randomLinesNeverTrapAndFailuresChangeNothing() throws {
    var random = SeededGenerator(seed: 20)
    var counts = (reports: 0, failures: 0)
    for _ in 0..<20 {
      var engine = try TestSession("new 2-3-2 seed 3", abbreviates: Bool.random(using: &random))
        .engine
      for _ in 0..<400 {
        let line = line(&random)
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
              let text = format.renderer(width: 40, precision: 6, color: true).render(report)
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
    for number in 0..<20_000 {
      let line = line(&random)
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
    #expect(failures > 5_000)
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
