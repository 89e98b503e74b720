import CLibedit
import Glibc

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
    BufferedOutput(descriptor: STDOUT_FILENO, name: "standard output")
  }

  func write(_ text: String) {
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

  private func drain() {
    if failure == nil, let code = writeAll(buffer, to: descriptor) {
      if code == EPIPE { die_of_broken_pipe() }
      failure = OutputError(name: name, code: code)
    }
    buffer.removeAll(keepingCapacity: true)
  }
}

/// Output that could not be written.
struct OutputError: Error, Equatable, CustomStringConvertible {
  let name: String
  let code: CInt

  var description: String { "cannot write to \(name): \(String(cString: strerror(code)))" }
}

/// Writes an error or a note to standard error at once; that it cannot be written has no remedy.
func writeToStandardError(_ text: String) {
  _ = writeAll(Array(text.utf8), to: STDERR_FILENO)
}

/// Writes all the bytes, or gives the error number.
func writeAll(_ bytes: [UInt8], to descriptor: CInt) -> CInt? {
  bytes.withUnsafeBytes { bytes in
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        // Someone made the shared terminal non-blocking: wait instead of losing text.
        var file = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&file, 1, -1)
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }
}
