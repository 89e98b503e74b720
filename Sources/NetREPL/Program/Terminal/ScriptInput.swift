import Platform
import Shell

/// The lines of a script on standard input.
///
/// Swift's own `readLine` tries again for ever when a signal interrupts it; here Ctrl-C ends the
/// script.
final class ScriptInput {
  private var buffer: [UInt8] = []

  /// Where the next line begins in the buffer.
  private var start = 0
  private var hasEnded = false

  enum Event: Equatable {
    case line(String)
    case interrupted
    case end
  }

  /// The next line, without its newline; bytes that are no text become replacement characters.
  func next() -> Event {
    var searched = start
    while true {
      if let end = buffer[searched...].firstIndex(of: 10) {
        defer { start = end + 1 }
        return .line(String(decoding: buffer[start..<end], as: UTF8.self))
      }
      searched = buffer.count
      if hasEnded {
        defer { start = buffer.count }
        return start < buffer.count
          ? .line(String(decoding: buffer[start...], as: UTF8.self)) : .end
      }
      guard waitForInput() else { return .interrupted }
      searched -= discardRead()
      fill()
    }
  }

  /// Whether there is something to read, or an end; false when Ctrl-C came first.
  ///
  /// It looks again ten times a second: a signal that comes just before a call waits is not seen by
  /// the call, nor is one that another thread handles.
  private func waitForInput() -> Bool {
    while !Interrupt.isRequested {
      if Platform.waitForInput(milliseconds: 100) { return !Interrupt.isRequested }
    }
    return false
  }

  /// Drops the lines handed out; gives how many bytes that were.
  private func discardRead() -> Int {
    defer { start = 0 }
    buffer.removeFirst(start)
    return start
  }

  private func fill() {
    let bytes = readInput(atMost: 1 << 16)
    hasEnded = bytes == nil
    buffer += bytes ?? []
  }
}
