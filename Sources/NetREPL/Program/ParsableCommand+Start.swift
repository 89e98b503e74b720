import ArgumentParser
import Platform
import Shell

extension ParsableCommand {
  /// What `main` does, but for its messages: they have the words of the command line in them, of which
  /// nothing may act on the screen.
  static func start(_ arguments: [String]) {
    do {
      var command = try parseAsRoot(arguments)
      try command.run()
    } catch {
      let code = exitCode(for: error)
      let message = fullMessage(for: error)
      if !message.isEmpty {
        if code == .success {
          say(message)
        } else {
          sayOnStandardError(message + "\n")
        }
      }
      exit(withError: code)
    }
  }

  private static func say(_ message: String) {
    let output = BufferedOutput.standardOutput()
    output.write(asShown(message) + "\n")
    do {
      try output.flush()
    } catch {
      sayOnStandardError("error: \(error)\n")
      exit(withError: ExitCode.failure)
    }
  }
}
