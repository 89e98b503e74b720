import Foundation
import TestSupport
import Testing

@testable import Shell

/// Ctrl-C at random moments gives the prompt back.
///
/// `INTERRUPTIONS=100 NETREPL=.build/release/netrepl` interrupts so often, one line behind the other, and
/// wants the prompt within a quarter of a second; here only that it comes.
@Suite(.serialized) struct InterruptionTests {
  private static let count = ProcessInfo.processInfo.environment["INTERRUPTIONS"].flatMap {
    Int($0)
  }

  /// Each command's own examples; replay and record have none that work as they stand.
  private static let examples = CommandTable.all.filter { $0.request == nil }.flatMap(\.examples)

  /// What takes longest, in a release some seconds each.
  private static let long =
    [
      "spectrum J full": "new 3000-3000-1000", "spectrum H1 full": "new 1500-40-1",
      "hessian wrt b1": "new 20-2000-1", "new 10000-10000-10000": "new 2-3-1",
      "save large.json": "new 2000-2000-2000", "load large.json": "new 2-3-1",
      "set input row 1000000 of rows.csv": "new 20-3-1", "show W1 full": "new 2000-2000-2",
      "hessian of A1 full": "new 784-30-2", "jacobian full": "new 500-400-300",
    ].map { (line: $0, setUp: $1) }.sorted { $0.line < $1.line }

  @Test func everyExampleGivesThePromptBack() throws {
    let session = try session(rows: 100)
    try session.run("load example iris")
    var generator = SeededGenerator(seed: 1)
    for example in Self.examples {
      let delay = Double.random(in: 0...0.03, using: &generator)
      try interrupt(example, after: delay, in: session)
    }
    #expect(try session.leave() == .exited(0))
  }

  @Test(.enabled(if: count != nil)) func longWorkGivesThePromptBack() throws {
    let session = try session(rows: 1_000_000)
    try session.run("new 2000-2000-2000; save large.json")
    var generator = SeededGenerator(seed: 2)
    var slowest: (seconds: Double, line: String) = (0, "")
    let count = Self.count ?? 0
    for number in 0..<count {
      let (line, setUp) = Self.long[number % Self.long.count]
      try session.run(setUp)
      let seconds = try interrupt(
        line, after: Double.random(in: 0.01...1, using: &generator), in: session)
      if seconds > slowest.seconds { slowest = (seconds, line) }
      #expect(seconds < 0.25, "\(line)")
    }
    print("interruptions: \(count) in a row, the slowest \(slowest.seconds) s, in \(slowest.line)")
    #expect(try session.leave() == .exited(0))
  }

  private func session(rows: Int) throws -> TerminalSession {
    let home = try TemporaryFolder()
    let row = (0..<20).map { "0.\($0)" }.joined(separator: ",") + "\n"
    try home.write(String(repeating: row, count: rows), to: "rows.csv")
    try home.write("5.1,3.5,1.4,0.2\n", to: "points.csv")
    return try TerminalSession(home: home, columns: 200, inHome: true)
  }

  /// Runs a line and presses Ctrl-C after a time; gives the seconds from there to the prompt.
  @discardableResult
  private func interrupt(
    _ line: String, after delay: Double, in session: TerminalSession
  ) throws -> Double {
    session.terminal.send(line)
    try session.terminal.waitForPrompt(line)
    session.terminal.send(.enter)
    usleep(UInt32(Int(clamping: delay * 1e6)))
    let clock = ContinuousClock()
    let pressed = clock.now
    session.terminal.send(.controlC)
    try session.terminal.waitForPrompt(timeout: 60)
    let taken = clock.now - pressed
    return Double(taken.components.seconds) + Double(taken.components.attoseconds) / 1e18
  }
}

extension TerminalSession {
  /// Runs a line to its end.
  fileprivate func run(_ line: String) throws {
    terminal.send(line)
    try terminal.waitForPrompt(line)
    terminal.send(.enter)
    try terminal.waitForPrompt(timeout: 60)
  }
}
