import Glibc

/// What is known of the screen behind a file descriptor.
struct TerminalScreen: Sendable {
  let descriptor: CInt

  static let input = TerminalScreen(descriptor: STDIN_FILENO)
  static let output = TerminalScreen(descriptor: STDOUT_FILENO)
  static let error = TerminalScreen(descriptor: STDERR_FILENO)

  var isTerminal: Bool { isatty(descriptor) == 1 }

  /// The width in columns, now: of the window, else `COLUMNS`, else 80; within 20...10000.
  var columns: Int {
    Self.columns(window: windowColumns, environment: environmentVariable)
  }

  /// Whether to colour. A choice on the command line wins; `auto` colours on a terminal that can,
  /// unless `NO_COLOR` is set to something.
  func usesColor(_ choice: ColorChoice) -> Bool {
    Self.usesColor(choice, isTerminal: isTerminal, environment: environmentVariable)
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

  private var windowColumns: Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}

/// A variable of the environment; nil when unset.
func environmentVariable(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }
}
