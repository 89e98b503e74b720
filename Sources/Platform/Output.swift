import Glibc

package let standardInput = STDIN_FILENO
package let standardOutput = STDOUT_FILENO
package let standardError = STDERR_FILENO

/// Whether what is written is kept in a file, so that nobody waits for it.
package func isRegularFile(_ descriptor: CInt) -> Bool {
  var status = stat()
  return unsafe fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
}

/// What writing ends with when nobody reads any more.
package let brokenPipe = EPIPE

/// Writes an error or a note to standard error at once; that it cannot be written has no remedy.
package func writeToStandardError(_ text: String) {
  _ = writeAll(Array(text.utf8), to: STDERR_FILENO)
}

/// Writes the bytes until the user wants no more of them, or gives the error number.
///
/// Whoever reads a pipe may read no more for the time being, as `less` does, and a terminal may be stopped
/// by Ctrl-S: a call that writes more than there is room for would wait, and hear nothing.
package func writeUntilStopped(_ bytes: [UInt8], to descriptor: CInt) -> CInt? {
  // What poll promises room for, on a pipe.
  let most = isRegularFile(descriptor) ? 1 << 20 : Int(PIPE_BUF)
  var rest = bytes[...]
  while !rest.isEmpty, !StopRequest.isMade {
    var file = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    // A signal ends the wait, too.
    guard unsafe poll(&file, 1, 100) > 0 else { continue }
    if let code = writeAll(rest.prefix(most), to: descriptor) { return code }
    rest = rest.dropFirst(most)
  }
  return nil
}

package func writeAll(_ bytes: [UInt8], to descriptor: CInt) -> CInt? {
  writeAll(bytes[...], to: descriptor)
}

/// Writes all the bytes, or gives the error number.
package func writeAll(_ bytes: ArraySlice<UInt8>, to descriptor: CInt) -> CInt? {
  unsafe bytes.withUnsafeBytes { bytes in
    var rest = unsafe bytes[...]
    while unsafe !rest.isEmpty {
      let count = unsafe write(
        descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if count >= 0 {
        unsafe rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        // Someone made the shared terminal non-blocking: wait instead of losing text.
        var file = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = unsafe poll(&file, 1, -1)
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }
}
