import Core

/// What the user can choose; the defaults are those of every session file.
package struct Settings: Equatable {
  /// Significant digits; nil for all of them.
  package var precision: Int? = 6

  /// Columns of the screen; nil for those of the terminal.
  package var width: Int?
  package var color = ColorChoice.auto

  /// Whether large matrices show their corners only.
  var hasLimits = true

  var differenceMethod = FiniteDifference.Method.ridders

  /// The first step of the differences; nil to find one for each input.
  var differenceStep: Double?

  /// Seconds that the differences of one command may take, by count of operations.
  var differenceLimit = 0.2

  var display: Display { Display(hasLimits: hasLimits, precision: precision) }
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

  static func named(_ name: String) -> Setting? { all.first { $0.name == name } }

  static let all: [Setting] = [
    Setting(
      name: "precision", summary: "significant digits of a table, or full for all of them",
      values: ["6", "12", "full", "1 to 17"],
      get: { $0.precision.map(String.init) ?? "full" },
      set: { settings, word in
        if word == "full" {
          settings.precision = nil
          return true
        }
        guard let digits = Int(word), (1...17).contains(digits) else { return false }
        settings.precision = digits
        return true
      }),
    Setting(
      name: "width", summary: "columns of the screen, or auto for those of the terminal",
      values: ["auto", "80", "20 to 10000"],
      get: { $0.width.map(String.init) ?? "auto" },
      set: { settings, word in
        if word == "auto" {
          settings.width = nil
          return true
        }
        guard let width = Int(word), (20...10_000).contains(width) else { return false }
        settings.width = width
        return true
      }),
    Setting(
      name: "color", summary: "whether the screen is coloured",
      values: ColorChoice.allCases.map(\.rawValue),
      get: { $0.color.rawValue },
      set: { settings, word in
        guard let choice = ColorChoice(rawValue: word) else { return false }
        settings.color = choice
        return true
      }),
    Setting(
      name: "limits", summary: "whether large matrices show their corners only",
      values: ["on", "off"],
      get: { $0.hasLimits ? "on" : "off" },
      set: { settings, word in
        guard word == "on" || word == "off" else { return false }
        settings.hasLimits = word == "on"
        return true
      }),
    Setting(
      name: "fd.method", summary: "the finite differences of the error column",
      values: FiniteDifference.Method.allCases.map(\.rawValue),
      get: { $0.differenceMethod.rawValue },
      set: { settings, word in
        guard let method = FiniteDifference.Method(rawValue: word) else { return false }
        settings.differenceMethod = method
        return true
      }),
    Setting(
      name: "fd.step", summary: "the first step of the differences, or auto for each input's own",
      values: ["auto", "0.1", "a positive number"],
      get: { $0.differenceStep.map(NumberFormat.shortest) ?? "auto" },
      set: { settings, word in
        if word == "auto" {
          settings.differenceStep = nil
          return true
        }
        guard let step = try? NumberExpression.value(of: word), step > 0, step.isFinite else {
          return false
        }
        settings.differenceStep = step
        return true
      }),
    Setting(
      name: "fd.limit",
      summary: "seconds that the differences may take; beyond it a sample is checked",
      values: ["0.2", "10", "0 or more"],
      get: { NumberFormat.shortest($0.differenceLimit) },
      set: { settings, word in
        guard let limit = try? NumberExpression.value(of: word), limit >= 0 else { return false }
        settings.differenceLimit = limit
        return true
      }),
  ]
}
