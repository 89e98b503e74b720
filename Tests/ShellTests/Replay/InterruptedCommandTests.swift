import Core
import Platform
import TestSupport
import Testing

@testable import Shell

/// A command that is stopped, wherever it looks whether it should, leaves everything as it was.
@Suite struct InterruptedCommandTests {
  /// Stops at one of the times that it is asked.
  private final class Stop {
    var asked = 0
    var at: Int?

    func checkpoint() throws {
      asked += 1
      // Whoever is told once goes on being told, as by a key.
      if let at, asked >= at { throw Engine.Interrupted() }
    }
  }

  /// What a session has that commands change.
  private struct State: Equatable {
    let model: Model
    let settings: Settings
    let results: [Int]
    let step: String?
    let files: [String]

    init(_ session: Session, _ folder: TemporaryFolder) {
      (model, settings) = (session.model, session.settings)
      results = session.results.map(\.number)
      step = session.derivation.map { "\($0.name) \($0.position)" }
      // What is done of a sweep stays, and the next one goes on with it.
      files = File.names(in: folder.path)
        .filter { name in ![".npy.", ".csv."].contains { name.contains($0) } }.sorted()
    }
  }

  /// Longer ones than the examples: there the loops of readers, writers and renderers look too.
  private static let long = [
    "new 90-80-70-60", "jacobian full", "jacobian entries full", "hessian of A1 full",
    "show W1 full",
    "hessian wrt b1 full", "spectrum full", "trace full", "save long.json", "load long.json",
    "set input row 2 of rows.csv", "sweep rows.csv to out.npy jacobian", "doctor", "gradient full",
    "claim tansig'(x) = 1 - tanh(x)^2", "budget", "check", "heat W1", "heat W1 > w.svg",
    "bars J all",
    "plot A1 along I1", "plot fd", "plot slope", "contour A1 I1 I2", "contour A1 I1 I2 > c.csv",
  ]

  @Test(arguments: CommandTable.all.map(\.name))
  func everyExampleLeavesNothing(name: String) throws {
    let command = try #require(CommandTable.all.first { $0.name == name })
    // A replay is as many commands as it has; leaving is no work.
    guard command.request == nil else { return }
    for example in command.examples { try stop(example, after: "load example iris") }
  }

  @Test(arguments: long)
  func longOnesLeaveNothing(line: String) throws {
    let times = try stop(line, after: "new 40-36-30 seed 2")
    #expect(times > 0, "\(line) is looked at \(times) times")
  }

  /// Runs a line to its end, then again, stopped at some of the times that it looks; gives how often it
  /// does.
  @discardableResult
  private func stop(_ example: String, after setUp: String) throws -> Int {
    var generator = SeededGenerator(seed: 7)
    let whole = try run(example, after: setUp, stoppedAt: nil)
    #expect(whole.outcome == .succeeded, "\(example)")
    // How often `time` looks depends on the time.
    let last = example.hasPrefix("time") ? min(whole.asked, 1) : whole.asked
    let times =
      last == 0 ? [] : Set((0..<2).map { _ in Int.random(in: 1...last, using: &generator) })
    for time in times {
      let stopped = try run(example, after: setUp, stoppedAt: time)
      #expect(stopped.outcome == .interrupted, "\(example), stopped at \(time) of \(whole.asked)")
      #expect(stopped.before == stopped.after, "\(example), stopped at \(time) of \(whole.asked)")
    }
    return whole.asked
  }

  private func run(
    _ example: String, after setUp: String, stoppedAt time: Int?
  ) throws -> (outcome: Engine.Outcome, asked: Int, before: State, after: State) {
    let folder = try TemporaryFolder()
    let stop = Stop()
    var engine = Engine(checkpoint: stop.checkpoint)
    engine.session.settings.precision = 17
    engine.hasScreen = true
    engine.show = { event, settings in
      guard case .report(let report) = event else { return }
      _ = OutputFormat.plain.renderer(width: 80, precision: settings.precision, colors: .none)
        .render(report)
    }
    #expect(engine.run(setUp) == .succeeded)
    try writeFiles(folder, &engine)
    engine.session.folder = folder.path
    // The last command of a line is the example; those before it make it ready.
    let commands = example.split(separator: ";").map(String.init)
    for command in commands.dropLast() { #expect(engine.run(command) == .succeeded) }
    let before = State(engine.session, folder)
    (stop.asked, stop.at) = (0, time)
    let outcome = engine.run(commands[commands.count - 1])
    return (outcome, stop.asked, before, State(engine.session, folder))
  }

  /// What the lines read: rows of inputs, and a network.
  private func writeFiles(_ folder: TemporaryFolder, _ engine: inout Engine) throws {
    let count = try engine.session.network().inputCount
    let row = (0..<count).map { "0.\($0 % 9)" }.joined(separator: ",") + "\n"
    for name in ["rows.csv", "points.csv"] {
      try folder.write(String(repeating: row, count: 300), to: name)
    }
    engine.session.folder = folder.path
    #expect(engine.run("save long.json") == .succeeded)
  }
}
