/// Bytes that are not yet a whole character or escape sequence.
struct EscapeParser: Sendable {
  var pending: [UInt8] = []
}

extension ScreenModel {
  /// Shows what a program wrote.
  public mutating func feed(_ bytes: [UInt8]) {
    parser.pending += bytes
    var rest = parser.pending[...]
    while let first = rest.first {
      if first == 0x1b {
        guard let count = escape(rest) else { break }
        rest = rest.dropFirst(count)
      } else if first < 0x80 {
        control(first)
        rest = rest.dropFirst()
      } else {
        let count = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1
        if rest.count < count { break }
        let text = String(decoding: rest.prefix(count), as: UTF8.self)
        for scalar in text.unicodeScalars { put(scalar) }
        rest = rest.dropFirst(count)
      }
    }
    parser.pending = Array(rest)
  }

  private mutating func control(_ byte: UInt8) {
    switch byte {
    case 0x07: bells += 1
    case 0x08: move(row: cursor.row, column: cursor.column - 1)
    case 0x09: move(row: cursor.row, column: (cursor.column / 8 + 1) * 8)
    case 0x0a: lineFeed()
    case 0x0d: move(row: cursor.row, column: 0)
    case 0x20..<0x7f: put(Unicode.Scalar(byte))
    default: break
    }
  }

  /// Acts on the escape sequence at the start; its length, or nil when its end has not come yet.
  private mutating func escape(_ bytes: ArraySlice<UInt8>) -> Int? {
    let body = Array(bytes.dropFirst())
    guard let kind = body.first else { return nil }
    switch kind {
    case UInt8(ascii: "["):
      guard let end = body.dropFirst().firstIndex(where: { 0x40...0x7e ~= $0 }) else { return nil }
      let parameters = String(decoding: body[1..<end], as: UTF8.self)
      if parameters.hasPrefix("?") {
        mode(parameters.dropFirst(), isOn: body[end] == UInt8(ascii: "h"))
      } else {
        let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false)
          .map { Int($0) ?? 0 }
        sequence(Character(Unicode.Scalar(body[end])), numbers)
      }
      return end + 2
    case UInt8(ascii: "]"):  // a title, up to BEL or ESC \
      guard let end = body.firstIndex(where: { $0 == 0x07 || $0 == 0x1b }) else { return nil }
      return end + (body[end] == 0x07 ? 2 : 3)
    case UInt8(ascii: "("), UInt8(ascii: ")"):
      return body.count < 2 ? nil : 3
    default:
      return 2
    }
  }

  private mutating func mode(_ name: Substring, isOn: Bool) {
    if name == "25" { showsCursor = isOn }
    guard name == "1049", isOn == (firstScreen == nil) else { return }
    if isOn {
      firstScreen = (cells, cursor)
    } else if let first = firstScreen {
      (cells, cursor, firstScreen) = (first.cells, first.cursor, nil)
    }
  }

  private mutating func sequence(_ final: Character, _ numbers: [Int]) {
    let first = numbers.first ?? 0
    let count = max(1, first)
    let (row, column) = cursor
    switch final {
    case "A": move(row: row - count, column: column)
    case "B": move(row: row + count, column: column)
    case "C": move(row: row, column: column + count)
    case "D": move(row: row, column: column - count)
    case "G": move(row: row, column: count - 1)
    case "d": move(row: count - 1, column: column)
    case "H", "f": move(row: count - 1, column: max(1, numbers.dropFirst().first ?? 1) - 1)
    case "K": erase(row, first == 0 ? column..<columns : 0..<(first == 1 ? column + 1 : columns))
    case "J":
      if first == 0 { erase(row, column..<columns) }
      for row in first == 0 ? row + 1..<rowCount : 0..<rowCount { erase(row, 0..<columns) }
    case "P":
      let removed = min(count, columns - column)
      cells[row].removeSubrange(column..<column + removed)
      cells[row] += Array(repeating: " ", count: removed)
    case "@":
      let added = min(count, columns - column)
      cells[row].insert(contentsOf: Array(repeating: " ", count: added), at: column)
      cells[row].removeLast(added)
    case "X": erase(row, column..<min(columns, column + count))
    default: break
    }
  }

  private mutating func move(row: Int, column: Int) {
    cursor = (min(max(row, 0), rowCount - 1), min(max(column, 0), columns - 1))
    wrapsNext = false
  }

  private mutating func erase(_ row: Int, _ range: Range<Int>) {
    for column in range { cells[row][column] = " " }
  }
}
