import Platform
import Shell

/// What is known of the screen behind a file descriptor.
struct TerminalScreen: Sendable {
  let descriptor: CInt

  static let input = TerminalScreen(descriptor: Platform.standardInput)
  static let output = TerminalScreen(descriptor: Platform.standardOutput)
  static let error = TerminalScreen(descriptor: Platform.standardError)

  var isTerminal: Bool { Platform.isTerminal(descriptor) }

  /// The width in columns, now: of the window, else `COLUMNS`, else 80; within 20...10000.
  var columns: Int {
    Self.columns(window: Platform.terminalColumns(descriptor), environment: environmentVariable)
  }

  /// The rows of the window; nil where there is none.
  var rows: Int? { isTerminal ? Platform.terminalRows(descriptor) : nil }

  /// Whether to colour. A choice on the command line wins; `auto` colours on a terminal that can,
  /// unless `NO_COLOR` is set to something.
  func usesColor(_ choice: ColorChoice) -> Bool {
    Self.usesColor(choice, isTerminal: isTerminal, environment: environmentVariable)
  }

  /// How many colours there are where it is coloured at all.
  func colors(_ choice: ColorChoice) -> ColorDepth {
    usesColor(choice) ? Self.depth(environment: environmentVariable) : .none
  }

  // MARK: Decisions, apart from the terminal

  static func columns(window: Int?, environment: (String) -> String?) -> Int {
    let columns = window ?? environment("COLUMNS").flatMap { Int($0) } ?? 80
    return min(max(columns, 20), 10_000)
  }

  static func usesColor(
    _ choice: ColorChoice, isTerminal: Bool, environment: (String) -> String?
  ) -> Bool {
    switch choice {
    case .always: true
    case .never: false
    case .auto:
      isTerminal && (environment("NO_COLOR") ?? "").isEmpty
        && !["", "dumb"].contains(environment("TERM") ?? "")
    }
  }

  /// What terminals say of themselves: COLORTERM of any colour, TERM of 256; the sixteen otherwise.
  static func depth(environment: (String) -> String?) -> ColorDepth {
    let (term, colors) = (environment("TERM") ?? "", environment("COLORTERM") ?? "")
    if ["truecolor", "24bit"].contains(colors) || term.hasSuffix("-direct") { return .trueColor }
    return term.contains("256color") ? .palette : .sixteen
  }
}
