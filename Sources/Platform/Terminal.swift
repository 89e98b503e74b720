import Glibc

extension Unicode.Scalar {
  /// Whether a terminal, or an editor, would act on it instead of showing it.
  package var isTrouble: Bool {
    switch value {
    case 0..<0x20, 0x7f..<0xa0: true  // C0, DEL, C1
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true  // order of reading
    case 0x2028, 0x2029: true  // line and paragraph separators
    default: false
    }
  }
}

package func isTerminal(_ descriptor: CInt) -> Bool { isatty(descriptor) == 1 }

/// The columns of the window of a terminal; nil where there is none, or it does not say.
package func terminalColumns(_ descriptor: CInt) -> Int? { windowSize(descriptor)?.columns }

/// The rows of that window.
package func terminalRows(_ descriptor: CInt) -> Int? { windowSize(descriptor)?.rows }

private func windowSize(_ descriptor: CInt) -> (rows: Int, columns: Int)? {
  var size = winsize()
  guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
  else { return nil }
  return (Int(size.ws_row), Int(size.ws_col))
}

/// Waits for something to read from standard input, or its end.
///
/// - Parameter milliseconds: the longest wait.
/// - Returns: whether there is something.
package func waitForInput(milliseconds: CInt) -> Bool {
  var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
  return unsafe poll(&input, 1, milliseconds) != 0
}

/// What can be read from standard input at once, none when a signal came; nil at its end.
package func readInput(atMost capacity: Int) -> [UInt8]? {
  var hasEnded = false
  let bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { chunk, count in
    let got = unsafe read(STDIN_FILENO, chunk.baseAddress, capacity)
    hasEnded = got == 0 || (got < 0 && errno != EINTR)
    count = max(got, 0)
  }
  return hasEnded ? nil : bytes
}

/// Drops what was typed and not read yet.
package func discardTypedInput() { tcflush(STDIN_FILENO, TCIFLUSH) }
