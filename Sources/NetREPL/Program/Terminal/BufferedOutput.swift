import CLibedit
import Platform
import Shell

/// A stream that collects what is printed and tells when it could not be written.
///
/// `print` never does: to a full disk it loses the text and the program exits with 0. Flush before
/// each prompt, since libedit writes to the terminal by itself, and at the end.
///
///     let output = BufferedOutput.standardOutput()
///     print("∂A/∂I", to: &output)
///     try output.flush()
///
/// A reader that has gone (`netrepl ... | head`) ends the program quietly, as SIGPIPE ends a
/// filter, also where SIGPIPE is ignored.
final class BufferedOutput: TextOutputStream {
  private let descriptor: CInt
  private let name: String
  private var buffer: [UInt8] = []
  private var failure: OutputError?

  private static let capacity = 1 << 16

  init(descriptor: CInt, name: String) {
    self.descriptor = descriptor
    self.name = name
  }

  static func standardOutput() -> BufferedOutput {
    BufferedOutput(descriptor: Platform.standardOutput, name: "standard output")
  }

  /// Writes text, of which nothing acts on a screen.
  func write(_ text: String) { write(ScreenText(text)) }

  func write(_ text: ScreenText) { write(bytes: text.text) }

  /// Ends the line that was cut short.
  func endLine() {
    if isCutShort { write("\n") }
    isCutShort = false
  }

  private func write(bytes text: String) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= Self.capacity { drain() }
  }

  /// Writes what is waiting.
  ///
  /// - Throws: the first error since the last flush; what could not be written is gone.
  func flush() throws(OutputError) {
    drain()
    guard let failure else { return }
    self.failure = nil
    throw failure
  }

  /// Whether what the user wanted no more of has ended within a line.
  private(set) var isCutShort = false

  private func drain() {
    if failure == nil, let code = writeUntilStopped(buffer, to: descriptor) {
      if code == brokenPipe { die_of_broken_pipe() }
      failure = OutputError(name: name, code: code)
    }
    if StopRequest.isHeard { isCutShort = true }
    // A large answer is no reason to keep its room.
    buffer.removeAll(keepingCapacity: buffer.count <= 2 * Self.capacity)
  }
}

/// Output that could not be written.
struct OutputError: Error, Equatable, CustomStringConvertible {
  let name: String
  let code: CInt

  var description: String { "cannot write to \(name): \(SystemError(code))" }
}
