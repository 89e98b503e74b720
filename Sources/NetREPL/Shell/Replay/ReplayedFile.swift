package import Core
import Platform

extension ReplayedFile {
  /// Runs a session file from a fresh start and sets what it prints beside what is written.
  ///
  /// No start-up file, no history, no colour, 80 columns, and relative paths from the file's own
  /// folder: the same on every machine.
  ///
  /// - Parameters:
  ///   - allowsWrites: whether its commands may write elsewhere than below its folder, and over files
  ///     that they did not make.
  ///   - checkpoint: throws when the user wants the work stopped.
  /// - Throws: `CommandError` when it cannot be read.
  package init(
    replaying path: String, allowsWrites: Bool = false, checkpoint: @escaping Checkpoint = {}
  ) throws(CommandError) {
    var engine = Engine(checkpoint: checkpoint)
    engine.session = .reproducible
    let entry = try engine.stack.enter(path, in: "", at: nil)
    engine.session.folder = entry.folder
    if !allowsWrites {
      engine.session.writes = WriteGuard(folder: entry.folder, of: WriteGuard.session)
    }
    (self.path, transcript) = (path, entry.transcript)
    var isOver = false
    let clock = ContinuousClock()
    for block in transcript.blocks {
      var steps: [ReplayedStep] = []
      for step in block.steps {
        var printed = PrintedStep()
        let start = clock.now
        if !isOver {
          printed = engine.printed(by: step.command, transcript.isHTML ? .html : .plain)
          isOver = printed.hasQuit || printed.isInterrupted
          isInterrupted = printed.isInterrupted
          // A list of commands stops where one fails, as any script does.
          if !transcript.isDocument, printed.status != 0 { isOver = true }
        } else {
          printed.wasRun = false
          if transcript.isDocument {
            printed.add(line: "(not run: the session was left before)")
          }
        }
        steps.append(
          ReplayedStep(
            step, printed: printed, of: transcript, tolerance: block.tolerance,
            duration: clock.now - start))
      }
      blocks.append(ReplayedBlock(block: block, steps: steps))
    }
  }
}

/// A file that was replayed.
package struct ReplayedFile {
  package let path: String
  let transcript: Transcript
  private(set) var blocks: [ReplayedBlock] = []

  /// Whether the user stopped it.
  package private(set) var isInterrupted = false

  /// Whether its output was checked, not the success of its commands alone.
  package var isDocument: Bool { transcript.isDocument }

  /// Whether it is a report, which `report` writes anew.
  package var isReport: Bool { transcript.isHTML }

  package var isSame: Bool { blocks.allSatisfy(\.isSame) }
  package var commandCount: Int { blocks.reduce(0) { $0 + $1.steps.count } }
  package var differentCount: Int {
    blocks.reduce(0) { $0 + $1.steps.count { !$0.isSame } }
  }
}

struct ReplayedBlock {
  var block: Transcript.Block
  var steps: [ReplayedStep]

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
  let duration: Duration

  init(
    _ step: Transcript.Step, printed: PrintedStep, of transcript: Transcript, tolerance: Tolerance,
    duration: Duration = .zero
  ) {
    (self.step, self.printed, self.tolerance, self.duration) = (step, printed, tolerance, duration)
    // Of a plain list of commands only errors are news.
    let isChecked = (transcript.isDocument || printed.status != 0) && !step.isUnsteady
    let written = step.isUnsteady ? [] : transcript.lines[step.expected]
    expected = written.map { SessionLine($0, isExpected: !transcript.isHTML) }
    actual = (isChecked ? printed.lines : []).map { SessionLine($0, isExpected: false) }
    alignment = Alignment(expected: expected, actual: actual, tolerance)
  }

  var isSame: Bool { printed.status == step.status && alignment.isSame }
}
