import ArgumentParser
import Platform
import Shell

/// `netrepl replay`: checks session files against what their commands print.
struct ReplayProgram: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "netrepl replay",
    abstract: "Run session files and compare what is printed with what is written.",
    discussion: """
      A session file is Markdown. A block marked ```session holds commands behind `> ` and, below \
      each, what it prints: plain text, 80 columns. `[1]` on the last line is the exit status of a \
      command that fails; of its error the message is written, without the line and the carets. \
      The rest is prose. A plain text file holds commands alone, which must not fail.

      Words and whole numbers must match, other numbers to the precision as written. \
      ```session {rtol=1e-9 atol=0} sets another tolerance for a block, (+-x) behind a number one \
      for that number. <x asks for a number below x, and ... on a line of its own stands for any \
      lines. How many spaces there are does not matter.

      Its commands write only below the folder of the file, and over no file that they did not make, \
      unless it has those very bytes; --allow-writes lets them write anywhere. They read what you can read.

      Exit status: 0 the same; 1 different; 2 a file cannot be read or written; 130 interrupted.
      """)

  @Argument(help: "Session files.", completion: .file(extensions: ["md"]))
  var files: [String]

  @Flag(help: "Rewrite the blocks that differ.")
  var update = false

  @Flag(help: "With --update, also where a command has begun to fail.")
  var updateStatus = false

  @Flag(help: "Let commands write anywhere, and over any file.")
  var allowWrites = false

  @Option(
    help: ArgumentHelp(
      "Write the results as JUnit XML; over nothing but such results.", valueName: "file"),
    completion: .file())
  var junit: String?

  func validate() throws {
    if updateStatus, !update { throw ValidationError("--update-status goes with --update") }
  }

  func run() throws {
    Interrupt.install()
    let output = BufferedOutput.standardOutput()
    var status: Int32 = 0
    var replayed: [ReplayedFile] = []
    var unreadable: [(path: String, message: String)] = []
    // Said before the work, not after it.
    do throws(File.Problem) {
      if let junit { try JUnit.requireReplaceable(junit) }
    } catch {
      sayOnStandardError("error: \(error.description.escapingControls)\n")
      throw ExitCode(2)
    }
    for path in files {
      do {
        let file = try ReplayedFile(
          replaying: path, allowsWrites: allowWrites, checkpoint: Interrupt.checkpoint)
        if file.isInterrupted {
          try output.flush()
          throw ExitCode(130)
        }
        replayed.append(file)
        status = max(status, try finish(file, output))
      } catch let error as CommandError {
        status = 2
        unreadable.append((path, error.message))
        try output.flush()
        sayOnStandardError("error: \(error.message.escapingControls)\n")
      }
    }
    if let junit {
      do throws(File.Problem) {
        try JUnit.write(replayed, unreadable: unreadable, to: junit)
      } catch {
        status = 2
        sayOnStandardError("error: \(error.description.escapingControls)\n")
      }
    }
    try output.flush()
    if status != 0 { throw ExitCode(status) }
  }

  /// Prints what came of a file and updates it where asked to; gives its exit status.
  private func finish(
    _ file: ReplayedFile, _ output: BufferedOutput
  ) throws(CommandError) -> Int32 {
    let name = asShown(file.path.escapingControls)
    let count = Prose.count(file.commandCount, "command")
    if file.isSame {
      output.write("\(name): \(count), the same\n")
      return 0
    }
    output.write(asShown(file.difference))
    output.write("\(name): \(count), \(file.differentCount) different\n")
    guard update, file.isDocument else { return 1 }
    guard !file.isReport else {
      sayOnStandardError("note: \(name) is a report, which `report` writes anew\n")
      return 1
    }

    let updated = file.updated(statusToo: updateStatus)
    do throws(File.Problem) {
      if updated.changedBlocks > 0 {
        try File.write(Array(updated.text.utf8), to: file.path)
        for warning in File.leftoverWarnings(beside: file.path) {
          sayOnStandardError("warning: \(warning.escapingControls)\n")
        }
      }
    } catch {
      throw CommandError(error.description)
    }
    output.write("\(name): \(Prose.count(updated.changedBlocks, "block")) rewritten\n")
    if updated.isComplete { return 0 }
    output.write("\(name): a command has begun to fail; --update-status writes that too\n")
    return 1
  }
}
