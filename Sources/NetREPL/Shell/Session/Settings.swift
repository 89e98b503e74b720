import Core
import Formats

/// What the user can choose; the defaults are those of every session file.
package struct Settings: Equatable {
  /// Significant digits; nil for all of them.
  package var precision: Int? = 6

  /// Columns of the screen; nil for those of the terminal.
  package var width: Int?
  package var color = ColorChoice.auto

  /// What the symbols of the formulas are called.
  var names = SymbolNames.standard

  /// Whether a pager shows what is longer than two screens.
  package var usesPager = true

  /// Whether large matrices show their corners only.
  var hasLimits = true

  /// Whether tables have their differences beside them where all agree.
  var showsChecks = true

  var differenceMethod = FiniteDifference.Method.ridders

  /// The first step of the differences; nil to find one for each input.
  var differenceStep: Double?

  /// Seconds that the differences of one command may take, by count of operations.
  var differenceLimit = 0.2

  /// How much a file of a network may hold.
  var reading = ReadLimits()

  var display: Display {
    Display(hasLimits: hasLimits, precision: precision, showsChecks: showsChecks)
  }
}

/// One setting: its name, what it does, how it is read and shown.
struct Setting: Sendable {
  var name: String
  var summary: String

  /// What it can be, for completion and messages.
  var values: [String]

  var get: @Sendable (Settings) -> String

  /// Sets it from a word; false when the word does not fit.
  var set: @Sendable (inout Settings, String) -> Bool

  /// - Parameters:
  ///   - shown: the word for a value.
  ///   - read: the value of a word; nil when it does not fit.
  private init<Value>(
    _ name: String, _ summary: String, values: [String],
    _ path: any WritableKeyPath<Settings, Value> & Sendable,
    shown: @escaping @Sendable (Value) -> String, read: @escaping @Sendable (String) -> Value?
  ) {
    (self.name, self.summary, self.values) = (name, summary, values)
    get = { shown($0[keyPath: path]) }
    set = { settings, word in
      guard let value = read(word) else { return false }
      settings[keyPath: path] = value
      return true
    }
  }

  static func named(_ name: String) -> Setting? { all.first { $0.name == name } }

  /// A whole number within bounds; nil for the word that leaves it open.
  private static func whole(_ word: String, _ bounds: ClosedRange<Int>, or open: String) -> Int?? {
    if word == open { return .some(nil) }
    guard let number = Int(word), bounds.contains(number) else { return nil }
    return number
  }

  private static func number(_ word: String) -> Double? { try? NumberExpression.value(of: word) }

  static let all = ofTheScreen + ofFiles

  private static let ofTheScreen: [Setting] = [
    Setting(
      "precision", "significant digits of a table, or full for all of them",
      values: ["6", "12", "full", "1 to 17"], \.precision,
      shown: { $0.map(String.init) ?? "full" }, read: { whole($0, 1...17, or: "full") }),
    Setting(
      "width", "columns of the screen, or auto for those of the terminal",
      values: ["auto", "80", "20 to 10000"], \.width,
      shown: { $0.map(String.init) ?? "auto" }, read: { whole($0, 20...10_000, or: "auto") }),
    Setting(
      "color", "whether the screen is coloured", values: ColorChoice.allCases.map(\.rawValue),
      \.color, shown: \.rawValue, read: ColorChoice.init),
    Setting(
      "names", "the symbols of the formulas, as here or as in the question on the forum",
      values: SymbolNames.allCases.map(\.rawValue), \.names, shown: \.rawValue,
      read: SymbolNames.init),
    Setting(
      "pager", "whether answers of more than two screens are scrolled by a pager, $PAGER or less",
      values: ["auto", "off"], \.usesPager,
      shown: { $0 ? "auto" : "off" }, read: { ["auto": true, "off": false][$0] }),
    Setting(
      "limits", "whether large matrices show their corners only", values: ["on", "off"],
      \.hasLimits, shown: { $0 ? "on" : "off" }, read: { ["on": true, "off": false][$0] }),
    Setting(
      "checks", "whether differences that agree stand beside each row, or in one line below",
      values: ["shown", "quiet"], \.showsChecks, shown: { $0 ? "shown" : "quiet" },
      read: { ["shown": true, "quiet": false][$0] }),
    Setting(
      "fd.method", "the finite differences of the error column",
      values: FiniteDifference.Method.allCases.map(\.rawValue), \.differenceMethod,
      shown: \.rawValue, read: FiniteDifference.Method.init),
    Setting(
      "fd.step", "the first step of the differences, or auto for each input's own",
      values: ["auto", "0.1", "a positive number"], \.differenceStep,
      shown: { $0.map(NumberFormat.shortest) ?? "auto" },
      read: { word in
        if word == "auto" { return .some(nil) }
        guard let step = number(word), step > 0, step.isFinite else { return nil }
        return step
      }),
    Setting(
      "fd.limit",
      "seconds that the differences may take; beyond it a sample is checked, at 0 nothing",
      values: ["0.2", "10", "0 or more"], \.differenceLimit, shown: NumberFormat.shortest,
      read: { word in number(word).flatMap { $0 >= 0 ? $0 : nil } }),
  ]

  private static let ofFiles = ReadLimit.allCases.map { limit in
    Setting(
      limit.name, "the most \(limit.counted) that a file of a network may have",
      values: ["\(limit.standard)", "1 to \(ReadLimit.range.upperBound)"], \.reading[limit],
      shown: String.init,
      read: { word in
        guard let most = number(word).flatMap(Int.init(exactly:)) else { return nil }
        return ReadLimit.range.contains(most) ? most : nil
      })
  }
}
