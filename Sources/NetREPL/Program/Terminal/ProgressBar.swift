import Platform
import Shell

/// How far long work is, on one line of the terminal that is drawn again and again.
///
/// It shows nothing where standard error is not a terminal, or one that cannot go back in a line.
final class ProgressBar {
  private let screen: TerminalScreen
  private let isShown: Bool
  private let clock = ContinuousClock()
  private var start: ContinuousClock.Instant?
  private var last: ContinuousClock.Instant?
  private var latest: Progress?

  /// Between two drawings.
  private static let interval = Duration.milliseconds(100)

  init(_ screen: TerminalScreen) {
    self.screen = screen
    isShown = screen.isTerminal && environmentVariable("TERM") != "dumb"
  }

  /// Draws the bar, now and then; nil ends it, and the last line stays with what it came to.
  func show(_ progress: Progress?) {
    guard isShown else { return }
    let now = clock.now
    guard let progress else {
      if let start, let latest {
        draw(Self.end(latest, seconds: Self.seconds(now - start)) + "\n")
      }
      (start, last, latest) = (nil, nil, nil)
      return
    }
    let start = start ?? now
    self.start = start
    latest = progress
    if let last, now - last < Self.interval { return }
    // The first piece tells no rate yet.
    if progress.share > 0 {
      draw(Self.line(progress, seconds: Self.seconds(now - start), columns: screen.columns))
    }
    last = now
  }

  private func draw(_ line: String) { sayOnStandardError(ScreenText.redrawn(line)) }

  private static func seconds(_ duration: Duration) -> Double { duration / .seconds(1) }

  // MARK: Wording, apart from the terminal

  /// ` 45% [#########...........] 1200000 rows, 3.4 M rows/s, 0:12 left`.
  static func line(_ progress: Progress, seconds: Double, columns: Int) -> String {
    let share = min(max(progress.share, 0), 1)
    let percent = String(Int(clamping: share * 100))
    var text = String(repeating: " ", count: 3 - percent.count) + percent + "%"
    var tail = " \(progress.rows) rows"
    if seconds > 0 {
      tail += ", \(rate(Double(progress.rows) / seconds))"
      if share > 0 { tail += ", \(time(seconds / share * (1 - share))) left" }
    }
    let width = min(40, columns - 1 - text.count - tail.count - 3)
    if width >= 10 {
      let full = Int(clamping: share * Double(width))
      text += " [" + String(repeating: "#", count: full)
      text += String(repeating: ".", count: width - full) + "]"
    }
    return String((text + tail).prefix(columns - 1))
  }

  /// `100000 rows in 0:03, 3.4 M rows/s`.
  static func end(_ progress: Progress, seconds: Double) -> String {
    let text = "\(progress.rows) rows in \(time(seconds))"
    return seconds > 0 ? text + ", \(rate(Double(progress.rows) / seconds))" : text
  }

  private static func rate(_ perSecond: Double) -> String {
    guard perSecond.isFinite, perSecond < 1e15 else { return "many rows/s" }
    for (size, letter) in [(1e9, " G"), (1e6, " M"), (1e3, " k")] where perSecond >= size {
      let tenths = Int(clamping: perSecond / size * 10)
      return tenths < 100
        ? "\(tenths / 10).\(tenths % 10)\(letter) rows/s" : "\(tenths / 10)\(letter) rows/s"
    }
    return "\(Int(clamping: perSecond)) rows/s"
  }

  /// `0:12`, `1:02:03`; of less than ten seconds the tenths.
  private static func time(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "?" }
    if seconds < 10 { return "\(Int(clamping: seconds)).\(Int(clamping: seconds * 10) % 10) s" }
    let whole = Int(clamping: seconds)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return whole < 3600
      ? "\(whole / 60):\(two(whole % 60))"
      : "\(whole / 3600):\(two(whole / 60 % 60)):\(two(whole % 60))"
  }
}
