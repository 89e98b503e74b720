internal import CSystem
import Glibc

/// Bytes as an open file that has no name: what another program is given as its standard input.
final class NamelessFile {
  struct Problem: Error, CustomStringConvertible {
    let description: String

    static var last: Problem {
      Problem(description: unsafe "memory for the file: \(String(cString: strerror(errno)))")
    }

    static let stopped = Problem(description: "stopped")
  }

  let descriptor: CInt

  /// - Throws: `Problem` where there is no room, or a stop was asked for.
  init(_ bytes: [UInt8]) throws(Problem) {
    descriptor = open_nameless_file()
    guard descriptor >= 0 else { throw .last }
    var done = 0
    while done < bytes.count {
      if StopRequest.isMade { throw .stopped }
      let count = min(bytes.count - done, 1 << 24)
      let written = unsafe bytes.withUnsafeBytes { bytes in
        unsafe write(descriptor, bytes.baseAddress.map { unsafe $0 + done }, count)
      }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw .last }
      done += written
    }
    lseek(descriptor, 0, SEEK_SET)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }
}
