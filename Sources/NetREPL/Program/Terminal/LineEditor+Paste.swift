import CLibedit
import Platform
import Shell

extension LineEditor {
  /// Puts a paste on the line. When it holds newlines the first line is accepted at once, and the
  /// others wait for the next calls of `readLine`.
  func insertPaste() -> CInt {
    var count = 0
    let bytes = unsafe line_reader_pasted(reader, &count)
    let text = unsafe String(
      decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
    let pasted = Self.lines(ofPaste: text)
    guard pasted.count > 1 else {
      if pasted[0].isEmpty { return CC_NORM }
      unsafe el_insertstr(line_reader_editor(reader), pasted[0])
      return CC_REFRESH
    }
    let (line, cursor) = currentLine
    let before = String(decoding: line.utf8.prefix(cursor), as: UTF8.self)
    let after = String(decoding: line.utf8.dropFirst(cursor), as: UTF8.self)
    replace(0..<line.utf8.count, with: before + pasted[0])
    pastedLines = Array(pasted.dropFirst())
    pastedTail = after
    unsafe line_reader_queue_key(reader, CInt(line_reader_key_accept))
    return CC_REFRESH
  }

  /// The lines of a paste; one that ends in a newline has an empty last one.
  ///
  /// Terminals send a newline as CR. A tab becomes a space, it must not complete; other control
  /// characters, and those that reverse the order of reading, are dropped: what is on the line
  /// is what is seen.
  static func lines(ofPaste text: String) -> [String] {
    var lines = [""]
    var afterReturn = false
    for scalar in text.unicodeScalars {
      let isSecondHalf = afterReturn && scalar == "\n"
      afterReturn = scalar == "\r"
      switch scalar {
      case _ where isSecondHalf: break
      case "\r", "\n", "\u{2028}", "\u{2029}": lines.append("")
      case "\t": lines[lines.count - 1] += " "
      case _ where scalar.isTrouble: break
      default: lines[lines.count - 1].unicodeScalars.append(scalar)
      }
    }
    return lines
  }
}
