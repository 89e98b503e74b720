import CLibedit
import Platform
import Shell

/// The terminal while one view has all of it.
enum FullScreen {
  /// Whether a terminal can be lent: keys come from one, pictures go to one, and it can move its cursor.
  static var isAvailable: Bool {
    TerminalScreen.input.isTerminal && TerminalScreen.output.isTerminal
      && !["", "dumb"].contains(environmentVariable("TERM") ?? "")
  }

  /// Shows a view until it is left, by a key of its own, Ctrl-C or the end of the input; the screen is then as
  /// it was before.
  ///
  /// - Returns: whether there was a terminal.
  static func show(_ view: inout any ScreenView, style: ScreenStyle) -> Bool {
    guard full_screen_begin() else { return false }
    defer { full_screen_end() }
    let output = BufferedOutput.standardOutput()
    var frame = ScreenFrame(style: style)
    var bytes: [UInt8] = []
    while !Interrupt.isRequested {
      let size = Size.now
      guard let lines = try? view.lines(rows: size.rows, columns: size.columns) else { return true }
      output.write(frame.changes(to: lines, rows: size.rows, columns: size.columns))
      guard (try? output.flush()) != nil else { return true }
      guard let keys = nextKeys(&bytes, while: size) else { return true }
      for key in keys where !view.take(key) { return true }
    }
    return true
  }

  private struct Size: Equatable {
    var rows: Int
    var columns: Int

    static var now: Size {
      Size(rows: max(TerminalScreen.output.rows ?? 24, 4), columns: TerminalScreen.output.columns)
    }
  }

  /// The keys that are pressed next, all that are there; none where the window has another size, nil at the end
  /// of the input.
  private static func nextKeys(_ bytes: inout [UInt8], while size: Size) -> [PressedKey]? {
    while !Interrupt.isRequested {
      // What begins a key has the rest of it right behind it; an escape alone has nothing.
      let isPart = !bytes.isEmpty
      if waitForInput(milliseconds: isPart ? 50 : 200), !Interrupt.isRequested {
        guard let more = readInput(atMost: 1 << 12) else { return nil }
        bytes += more
        let keys = PressedKey.keys(in: &bytes, isAll: false)
        if !keys.isEmpty { return keys }
      } else if isPart {
        return PressedKey.keys(in: &bytes, isAll: true)
      }
      if Size.now != size { return [] }
    }
    return nil
  }
}
