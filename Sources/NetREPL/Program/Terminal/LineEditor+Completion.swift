import CLibedit
import Shell

extension LineEditor {
  /// Tab: completes what is certain; when nothing is, shows what is possible.
  func complete() -> CInt {
    let (line, cursor) = currentLine
    let completions = completions(line, cursor)
    let replaced = completions.replaced.clamped(to: 0..<line.utf8.count)
    let present = String(decoding: Array(line.utf8)[replaced], as: UTF8.self)
    if completions.candidates.isEmpty { return CC_ERROR }  // the bell
    // What cannot be shown on the line is shown below it alone, spelled out.
    let isDrawn = completions.candidates.allSatisfy(\.text.isDrawn)
    if isDrawn, completions.candidates.count == 1 {
      let candidate = completions.candidates[0]
      let whole = Self.widened(replaced, in: line, by: candidate.text, over: present)
      let follows = line.utf8.dropFirst(whole.upperBound).first
      let space = candidate.endsWord && follows != UInt8(ascii: " ") ? " " : ""
      replace(whole, with: candidate.text + space)
      return CC_REFRESH
    }
    let common = completions.commonPrefix
    if isDrawn, common.hasPrefix(present), common != present {
      replace(Self.widened(replaced, in: line, by: common, over: present), with: common)
      return CC_REFRESH
    }
    // The list goes below the whole line: to its end first, and on when that is drawn.
    continuation = .list(completions.candidates, cursor: scalars(before: cursor, in: line))
    unsafe el_cursor(line_reader_editor(reader), lineEnd)
    unsafe line_reader_queue_key(reader, CInt(line_reader_key_continue))
    return CC_REFRESH
  }

  /// The same range with the letters behind the cursor that the new text brings itself: sh|ow becomes show.
  private static func widened(
    _ range: Range<Int>, in line: String, by text: String, over present: String
  ) -> Range<Int> {
    let behind = Array(line.utf8.dropFirst(range.upperBound))
      .prefix { !" ,;".utf8.contains($0) }
    let added = Array(text.utf8.dropFirst(present.utf8.count))
    guard text.hasPrefix(present), !behind.isEmpty, added.starts(with: behind) else { return range }
    return range.lowerBound..<(range.upperBound + behind.count)
  }

  /// Prints the list below the line and draws the line anew below the list.
  func list(_ candidates: [Completions.Candidate], cursor: Int) {
    let lines = listing(of: candidates, columns: TerminalScreen.input.columns)
    let text = ScreenText("\n" + lines.joined(separator: "\n") + "\n")
    unsafe line_reader_print(reader, text.text)
    let editor = unsafe line_reader_editor(reader)
    let end = unsafe el_cursor(editor, 0)
    unsafe el_cursor(editor, CInt(cursor) - end)
    unsafe line_reader_redraw(reader)
  }

  // MARK: The line

  /// Further right than any line reaches.
  var lineEnd: CInt { 1 << 24 }

  /// The text of the line, and the cursor as a UTF-8 offset.
  var currentLine: (text: String, cursor: Int) {
    let info = unsafe el_line(line_reader_editor(reader)).pointee
    let bytes = unsafe UnsafeRawBufferPointer(
      start: info.buffer, count: info.lastchar - info.buffer)
    return unsafe (String(decoding: bytes, as: UTF8.self), info.cursor - info.buffer)
  }

  /// Replaces a range of UTF-8 offsets; the cursor comes after the new text.
  func replace(_ range: Range<Int>, with text: String) {
    let (line, cursor) = currentLine
    let editor = unsafe line_reader_editor(reader)
    let lower = scalars(before: range.lowerBound, in: line)
    let upper = scalars(before: range.upperBound, in: line)
    unsafe el_cursor(editor, CInt(upper - scalars(before: cursor, in: line)))
    unsafe el_deletestr(editor, CInt(upper - lower))
    if !text.isEmpty { unsafe el_insertstr(editor, text) }
  }

  /// libedit reads offsets in bytes but moves and deletes in scalars.
  private func scalars(before offset: Int, in line: String) -> Int {
    // A scalar begins at each byte that continues none.
    line.utf8.prefix(offset).count { $0 & 0xc0 != 0x80 }
  }
}
