import TestSupport

@testable import Shell

/// Lines as the grammar has them, and lines that are nearly that.
enum GrammarLines {
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

  /// A line: of words that fit a command, mostly, of any words, or of any characters.
  ///
  /// - Parameter names: the commands; nil for all of them.
  static func line(_ random: inout SeededGenerator, of commands: [CommandSpec] = CommandTable.all)
    -> String
  {
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
      let command = commands.randomElement(using: &random)
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
  private static func following(_ patterns: [Pattern], _ random: inout SeededGenerator) -> [String]
  {
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

  private static func word(of kind: ArgumentKind, _ random: inout SeededGenerator) -> String {
    for _ in 0..<100 {
      let text = Self.words.randomElement(using: &random) ?? ""
      if (try? kind.read(Word(text: text, range: 0..<0))) != nil, !"[(;,#\"'".contains(text) {
        return text
      }
    }
    return "x"
  }
}
