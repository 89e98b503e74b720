import Core

/// Runs session files from a fresh start and sets what they print beside what is written.
///
/// No start-up file, no history, no colour, 80 columns, and relative paths from the file's own
/// folder: the same on every machine.
struct Replayer {
  private var evaluator = Evaluator()
  private var stack = ReplayStack()

  /// - Parameter checkpoint: throws when the user wants the work stopped.
  init(checkpoint: @escaping Checkpoint = {}) {
    evaluator.checkpoint = checkpoint
    evaluator.session = .reproducible
  }

  /// Replays a file.
  ///
  /// - Throws: `CommandError` when it cannot be read.
  static func replay(
    _ path: String, checkpoint: @escaping Checkpoint = {}
  ) throws(CommandError) -> ReplayedFile {
    var replayer = Replayer(checkpoint: checkpoint)
    let entry = try replayer.stack.enter(path, in: "", at: nil)
    replayer.evaluator.session.folder = entry.folder
    var file = ReplayedFile(path: path, transcript: entry.transcript)
    var isOver = false
    for block in entry.transcript.blocks {
      let clock = ContinuousClock()
      let start = clock.now
      var steps: [ReplayedStep] = []
      for step in block.steps {
        var printed = PrintedStep()
        printed.wasRun = !isOver
        if !isOver {
          replayer.run(step.command, into: &printed)
          isOver = printed.hasQuit || printed.isInterrupted
          file.isInterrupted = printed.isInterrupted
          // A list of commands stops where one fails, as any script does.
          if !entry.transcript.isDocument, printed.status != 0 { isOver = true }
        } else if entry.transcript.isDocument {
          printed.add(line: "(not run: the session was left before)")
        }
        steps.append(
          ReplayedStep(
            step, printed: printed, of: entry.transcript, tolerance: block.tolerance))
      }
      file.blocks.append(
        ReplayedBlock(block: block, steps: steps, duration: clock.now - start))
    }
    return file
  }

  /// Runs the commands of a line; of a line that fails the rest is left out.
  private mutating func run(_ line: String, into printed: inout PrintedStep) {
    do throws(CommandError) {
      for statement in try Lexer.statements(in: line) {
        switch evaluator.evaluate(statement) {
        case .report(let report): printed.add(report, settings: evaluator.session.settings)
        case .failure(let error): throw error
        case .interrupted: printed.isInterrupted = true
        case .quit: printed.hasQuit = true
        case .request(.replay(let path)):
          try replay(path, at: statement.words.last?.range, into: &printed)
        case .request(.record), .request(.stopRecording):
          throw CommandError("a session that is being replayed cannot be recorded")
        }
        if printed.hasQuit || printed.isInterrupted || printed.status != 0 { return }
      }
    } catch {
      printed.add(error)
    }
  }

  /// Runs the lines of a file that a session calls; their output is the command's own.
  private mutating func replay(
    _ path: String, at range: Range<Int>?, into printed: inout PrintedStep
  ) throws(CommandError) {
    let outer = evaluator.session.folder
    let entry = try stack.enter(path, in: outer, at: range)
    evaluator.session.folder = entry.folder
    defer {
      stack.leave()
      evaluator.session.folder = outer
    }
    for step in entry.transcript.steps {
      printed.echo("\(entry.prompt) \(step.command)")
      run(step.command, into: &printed)
      if printed.hasQuit || printed.isInterrupted { return }
      if printed.status != 0 {
        guard step.status != 0 else { return }
        printed.forgetFailure()
      }
    }
  }
}

/// A file that was replayed.
struct ReplayedFile {
  var path: String
  var transcript: Transcript
  var blocks: [ReplayedBlock] = []

  /// Whether the user stopped it.
  var isInterrupted = false

  var isSame: Bool { blocks.allSatisfy(\.isSame) }
  var commandCount: Int { blocks.reduce(0) { $0 + $1.steps.count } }
}

struct ReplayedBlock {
  var block: Transcript.Block
  var steps: [ReplayedStep]
  var duration: Duration

  var isSame: Bool { steps.allSatisfy(\.isSame) }
}

/// A command with what it printed and what it should have printed.
struct ReplayedStep {
  let step: Transcript.Step
  let printed: PrintedStep
  let expected: [SessionLine]
  let actual: [SessionLine]
  let alignment: Alignment
  let tolerance: Tolerance

  init(
    _ step: Transcript.Step, printed: PrintedStep, of transcript: Transcript, tolerance: Tolerance
  ) {
    self.step = step
    self.printed = printed
    self.tolerance = tolerance
    // Of a plain list of commands only errors are news.
    let isChecked = transcript.isDocument || printed.status != 0
    expected = transcript.lines[step.expected].map { SessionLine($0, isExpected: true) }
    actual = (isChecked ? printed.lines : []).map { SessionLine($0, isExpected: false) }
    alignment = Alignment(expected: expected, actual: actual, tolerance)
  }

  var isSame: Bool { printed.status == step.status && alignment.isSame }
}
