internal import CSystem
import Glibc

/// What comes through a pipe as a file, which can be read from anywhere and more than once.
///
/// Its name is gone before the first byte is in it: however the program ends, nothing is left. What is a
/// file already is taken as it is.
package final class SpooledInput {
  /// Where this process, and no other, finds it.
  package var path: String { "/proc/self/fd/\(descriptor)" }

  /// The first bytes, at most sixteen.
  package private(set) var beginning: [UInt8] = []

  private let descriptor: CInt
  private let isOwn: Bool

  /// Reads to the end.
  ///
  /// - Throws: `File.Problem` where it cannot be read, there is no room under TMPDIR, or the user wants
  ///   no more of it.
  package init(_ input: CInt) throws(File.Problem) {
    if isRegularFile(input), lseek(input, 0, SEEK_CUR) == 0 {
      (descriptor, isOwn) = (input, false)
      var bytes = [UInt8](repeating: 0, count: 16)
      let count = unsafe pread(input, &bytes, bytes.count, 0)
      beginning = Array(bytes.prefix(max(count, 0)))
      return
    }
    let folder = environmentVariable("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    var template = Array("\(folder)/netrepl-XXXXXX".utf8CString)
    descriptor = unsafe mkstemp(&template)
    isOwn = true
    guard descriptor >= 0 else {
      throw File.Problem(
        "standard input is kept under TMPDIR, \(folder), meanwhile, and no file can be made there")
    }
    unsafe unlink(template)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    try take(input)
  }

  deinit { if isOwn, descriptor >= 0 { close(descriptor) } }

  private func take(_ input: CInt) throws(File.Problem) {
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      if StopRequest.isMade { throw .stopped }
      // Whoever waits for a pipe hears Ctrl-C all the same: a signal ends the wait, and reading would
      // begin another one.
      var ready = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
      guard unsafe poll(&ready, 1, 100) > 0 else { continue }
      let count = unsafe Glibc.read(input, &buffer, buffer.count)
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      guard count >= 0 else { throw File.problem("standard input", errno) }
      if count == 0 { return }
      beginning += buffer.prefix(min(count, 16 - beginning.count))
      if let code = writeAll(buffer[..<count], to: descriptor) {
        throw File.problem("the file under TMPDIR in which standard input is kept", code)
      }
    }
  }
}
