import CLibedit
import Platform
import Shell

/// What a person did at the prompt.
enum LineEvent: Equatable {
  /// A line, without its newline.
  case line(String)

  /// Ctrl-C; `discarded` tells whether there was text, which is gone, or an empty line.
  case interrupted(discarded: Bool)

  /// Ctrl-D on an empty line, or the terminal is gone.
  case endOfFile
}

/// Reads lines from the terminal: editing, history, completion, paste.
///
/// For the main thread only, and one at a time: libedit keeps the terminal's state, and the
/// signal handlers belong to the process. While no line is read the terminal is in its usual
/// state. What the program prints has to be flushed before it asks for a line.
@safe final class LineEditor {
  let history: HistoryFile?

  /// What Tab offers.
  var completions: (_ line: String, _ cursor: Int) -> Completions

  /// The C part; freed in `deinit`.
  var reader: OpaquePointer

  /// What the next `line_reader_key_continue` does: the second half of a step that had to wait
  /// for a refresh.
  var continuation = Continuation.nothing

  /// The rest of a paste of several lines: the first of it is the next line, and the last one is
  /// unfinished, it lacked a newline.
  var pastedLines: [String] = []

  /// What stood behind the cursor when they were pasted: it belongs behind the last one.
  var pastedTail = ""

  enum Continuation {
    case nothing
    case list([Completions.Candidate], cursor: Int)
    case insert(String, tail: String)
  }

  /// - Parameters:
  ///   - programName: for lines of ~/.editrc that are for one program only, `name:bind ...`.
  ///   - completions: what Tab offers for a line with the cursor at a UTF-8 offset.
  /// - Throws: when libedit cannot start, which means that there is no memory.
  init(
    programName: String, history: HistoryFile?,
    completions: @escaping (_ line: String, _ cursor: Int) -> Completions
  ) throws(SystemError) {
    self.history = history
    self.completions = completions
    _ = use_utf8_locale()
    // `self` is complete only with a reader, which wants `self`: the context comes second.
    guard let reader = unsafe line_reader_create(programName) else { throw SystemError.outOfMemory }
    unsafe self.reader = reader
    unsafe line_reader_set_handler(
      reader,
      { context, key in
        guard let context = unsafe context else { return CC_ERROR }
        // The reader calls only while it lives, and it goes with the editor.
        return unsafe Unmanaged<LineEditor>.fromOpaque(context).takeUnretainedValue().handle(key)
      },
      // Not retained: the editor owns the reader, which would own the editor.
      unsafe Unmanaged.passUnretained(self).toOpaque())
    unsafe KeyBindings(reader: reader).install()
    unsafe line_reader_set_history_size(reader, CInt(HistoryFile.limit))
    for line in history?.entries ?? [] { remember(line) }
  }

  deinit { unsafe line_reader_destroy(reader) }

  /// Reads a line.
  ///
  /// - Parameter prompt: may hold colours (`ESC [ ... m`), and should end with a space.
  /// - Throws: when the terminal cannot be read.
  func readLine(prompt: ScreenText) throws(SystemError) -> LineEvent {
    continuation = .nothing
    if pastedLines.count > 1 {
      let line = pastedLines.removeFirst()
      unsafe line_reader_print(reader, (prompt + ScreenText(line + "\n")).text)
      return accepted(line)
    }
    if let unfinished = pastedLines.popLast(), !(unfinished + pastedTail).isEmpty {
      continuation = .insert(unfinished, tail: pastedTail)
      unsafe line_reader_queue_key(reader, CInt(line_reader_key_continue))
    }
    unsafe line_reader_set_prompt(reader, Self.marked(prompt.text))
    var count: CInt = 0
    guard let bytes = unsafe line_reader_read(reader, &count) else {
      if unsafe line_reader_was_interrupted(reader) { return .interrupted(discarded: false) }
      guard count == 0 else { throw SystemError.latest }
      unsafe line_reader_print(reader, "\n")
      return .endOfFile
    }
    let buffer = unsafe UnsafeRawBufferPointer(start: bytes, count: Int(count))
    var line = unsafe String(decoding: buffer, as: UTF8.self)
    if line.last == "\n" { line.removeLast() }
    if unsafe line_reader_was_interrupted(reader) {
      dropPaste()
      return .interrupted(discarded: line != "^C")
    }
    return accepted(line)
  }

  /// Forgets the lines of a paste that were not handed out yet: after an error in one of them.
  ///
  /// - Returns: how many there were.
  @discardableResult
  func dropPaste() -> Int {
    defer { (pastedLines, pastedTail) = ([], "") }
    return pastedLines.filter { !$0.isEmpty }.count
  }

  private func accepted(_ line: String) -> LineEvent {
    if history?.append(line) ?? !line.isEmpty { remember(line) }
    return .line(line)
  }

  /// Lets a line be recalled. libedit spells control characters out, and shows what reverses the order
  /// of reading as it is: a line that has such a character is not drawn again.
  private func remember(_ line: String) {
    if line.isDrawn { unsafe line_reader_remember(reader, line) }
  }

  private func handle(_ key: CInt) -> CInt {
    switch Int(key) {
    case line_reader_key_paste: insertPaste()
    case line_reader_key_continue: proceed()
    default: complete()
    }
  }

  private func proceed() -> CInt {
    defer { continuation = .nothing }
    switch continuation {
    case .nothing: return CC_NORM
    case .insert(let text, let tail):
      unsafe el_insertstr(line_reader_editor(reader), text + tail)
      unsafe el_cursor(line_reader_editor(reader), -CInt(tail.unicodeScalars.count))
      dropPaste()
      return CC_REFRESH
    case .list(let candidates, let cursor):
      list(candidates, cursor: cursor)
      return CC_NORM
    }
  }
}

extension String {
  /// Whether libedit shows each character of it: what is beyond ASCII it does not spell out.
  var isDrawn: Bool { !unicodeScalars.contains { $0.value >= 0x80 && $0.isTrouble } }
}
