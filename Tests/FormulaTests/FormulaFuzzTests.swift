import TestSupport
import Testing

@testable import Core

/// The parser under random texts: it reads them, or says where and what is wrong.
@Suite struct FormulaFuzzTests {
  private static let pieces: [String] = [
    "x", "T", "e", "pi", "π", "1", "2.5", ".", "1e999", "1e-999", "0x1F", "1e", "9007199254740993",
    "1e-320", "+", "-", "−", "*", "·", "**", "/", "÷", "^", "²", "³", "(", ")", "(", ")", ",", " ",
    "\t", "\n", "sin", "exp(", "log(", "max(", "min(x,", "tansig(", "tansig'", "gelu''(",
    "dlogsig(",
    "softmax(", "step(", "abs(", "|", "′", "'", "''", "d", "_", "é", "e\u{301}", "\u{301}",
    "x\u{308}",
    "👩‍👩‍👧", "\u{0}", "\u{1b}[31m", "\u{202e}", "٣", "½", "Ⅷ", "𝑥", "İ", "ß", "\r\n", "∞", "=", "\"",
    "%",
  ]

  private static let valid = [
    "2/(1 + exp(-2*x)) - 1", "x*(1 + erf(x/sqrt(2)))/2", "max(x, 0) + 0.01*min(x, 0)",
    "-x^2 + 2^3^2 - x/(1 + abs(x))", "tansig'(2*x) - logsig(x)^2", "x*tanh(log1p(exp(x)))",
  ]

  private static func text(_ random: inout SeededGenerator) -> String {
    switch Int.random(in: 0..<8, using: &random) {
    case 0:
      // Any scalars.
      var text = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0..<12, using: &random) {
        let limit: UInt32 = Bool.random(using: &random) ? 0x80 : 0x11_0000
        if let scalar = Unicode.Scalar(UInt32.random(in: 0..<limit, using: &random)) {
          text.append(scalar)
        }
      }
      return String(text)
    case 1, 2, 3:
      // A valid one with some characters changed, dropped or doubled.
      var letters = Array(valid.randomElement(using: &random) ?? "")
      for _ in 0..<Int.random(in: 1..<4, using: &random) where !letters.isEmpty {
        let place = letters.indices.randomElement(using: &random) ?? 0
        switch Int.random(in: 0..<3, using: &random) {
        case 0: letters.remove(at: place)
        case 1: letters.insert(letters[place], at: place)
        default:
          letters.replaceSubrange(
            place...place, with: Array(pieces.randomElement(using: &random) ?? ""))
        }
      }
      return String(letters)
    default:
      return (0..<Int.random(in: 1..<9, using: &random))
        .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
    }
  }

  /// One million with `swift test -c release` takes seconds; a debug build does a part of it.
  @Test func randomTexts() {
    #if DEBUG
      let count = 60_000
    #else
      let count = 1_000_000
    #endif
    var random = SeededGenerator(seed: 26)
    var (valid, failures) = (0, [String]())
    for _ in 0..<count {
      let text = Self.text(&random)
      do {
        let formula = try Formula(text)
        valid += 1
        if valid.isMultiple(of: 50), (try? Formula(formula.text(.source))) == nil {
          failures.append("\(text) is not read again from \(formula.text(.source))")
        }
      } catch {
        if !Self.isProper(error, in: text) { failures.append("\(text): \(error.range) \(error)") }
      }
    }
    #expect(failures.isEmpty, "\(failures.count) wrong: \(failures.prefix(5))")
    #expect(valid > count / 20 && valid < count)
  }

  @Test(arguments: pieces) func longRepetitions(piece: String) {
    for count in [255, 256, 257, 3_000, 20_000] {
      for text in [
        String(repeating: piece, count: count), String(repeating: piece + "x", count: count),
        "x+" + String(repeating: "(" + piece, count: count),
      ] {
        do { _ = try Formula(text) } catch {
          #expect(Self.isProper(error, in: text))
        }
      }
    }
  }

  /// The place is in the text, or one past its end, and there is a message of one line.
  private static func isProper(_ error: FormulaError, in text: String) -> Bool {
    error.range.lowerBound >= 0 && error.range.upperBound <= text.count + 1
      && !error.range.isEmpty && !error.description.isEmpty
      && !error.description.contains { $0.isNewline }
  }
}
