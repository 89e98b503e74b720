import TestSupport
import Testing

@testable import Shell

/// The ends of what numbers can be, as every number that a command takes: one line or an answer, and a
/// session in which the next command works.
@Suite struct BoundaryNumberTests {
  private static let numbers = [
    "0", "-1", "1", "2147483648", "9223372036854775807", "9223372036854775808", "nan", "1e308",
    "-1e308", "1e-320",
  ]

  /// What could stand for an argument: numbers where it takes numbers, also inside of names.
  private static func words(_ name: String, _ kind: ArgumentKind) -> (all: [String], usual: String)
  {
    let inside = [
      "W1[%,1]", "W1[1,%]", "b1[%]", "J[1,%]", "H%[1,2]", "z%", "f%", "I%", "H%", "D%", "%%",
    ]
    .flatMap { pattern in
      numbers.map { number in
        pattern == "%%" ? "%" + number : pattern.replacing("%", with: number)
      }
    }
    let forms = ["leakyrelu(%)", "%-3", "3-%", "(%, %)", "%..2", "1..%", "dA1/dI%", "d2A%/dI1dI2"]
      .flatMap { form in numbers.map { form.replacing("%", with: $0) } }
    let all = numbers + inside + forms
    let usual =
      all + [
        "small", "iris", "n", "tansig", "A", "I", "W1", "H1[1,2]", "J[1,2]", "precision",
        "jacobian",
      ]
      + ["dA1/dI1", "x.csv", "on", "f(x) = x", "2-3-2", "%1", "transpose-G1", "1"]
    func isRead(_ word: String) -> Bool {
      (try? kind.read(Word(text: word, range: 0..<0))) != nil
    }
    // A text takes any word: numbers are as good as others.
    return (all.filter(isRead), usual.last(where: isRead) ?? "1")
  }

  /// The lines of a pattern: each way through it, one argument at the ends of what it can be, and the
  /// others usual.
  private static func lines(_ pattern: [Pattern]) -> [[String]] {
    var lines: [[String]] = [[]]
    for part in pattern {
      let ways: [[String]]
      switch part {
      case .word(let word): ways = [[word]]
      case .argument(let name, let kind), .rest(let name, let kind):
        let words = words(name, kind)
        ways = [[words.usual]] + words.all.map { [$0] }
      case .list(let name, let kind):
        let words = words(name, kind)
        ways =
          [[words.usual], [words.usual, words.usual]] + words.all.map { [$0] }
          + words.all.map { [$0, $0] }
      case .optional(let inner): ways = [[]] + Self.lines(inner)
      case .choice(let choices): ways = choices.flatMap(Self.lines)
      case .options(let options): ways = [[]] + options.flatMap(Self.lines)
      }
      // One part varies at a time: the first way of each is the usual one.
      let usual = lines[0]
      lines =
        lines.map { $0 + (ways.first ?? []) } + ways.dropFirst().map { usual + $0 }
    }
    return lines
  }

  @Test(arguments: CommandTable.all.map(\.name))
  func everyNumberOfACommand(name: String) throws {
    let command = try #require(CommandTable.all.first { $0.name == name })
    let folder = try TemporaryFolder()
    let start = try TestSession("new 2-3-2 seed 3", "jacobian", "set fd.limit 0.01")
    var engine = start.engine
    engine.session.folder = folder.path
    var counts = (answers: 0, refusals: 0)
    for words in Self.lines(command.pattern) {
      let line = ([name] + words).joined(separator: " ")
      guard let statement = try? Lexer.statements(in: line).first else { continue }
      let before = engine.session
      switch engine.outcome(statement) {
      case .success(.report(let report)):
        counts.answers += 1
        for format in [OutputFormat.plain, .json] {
          #expect(
            !format.renderer(width: 80, precision: nil, colors: .none).render(report).isEmpty,
            "\(line)")
        }
      case .success(.request): counts.answers += 1
      case .failure(let error):
        counts.refusals += 1
        #expect(!error.message.isEmpty && !error.message.contains("\n"), "\(line)")
      }
      engine.session = before
    }
    #expect(counts.answers + counts.refusals > 0)
  }
}
