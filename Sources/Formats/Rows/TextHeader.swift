/// A first line that names the columns: nothing in it is a number.
struct TextHeader {
  private let cells: [String]
  private let line: String

  /// What stands for a number that is missing: a line of nothing else is a row, and a wrong one.
  private static let missing: Set<String> = [
    "", "na", "n/a", "#n/a", "null", "none", "nil", "missing", "?", "-", ".",
  ]

  /// The most names: each takes ten times its bytes.
  private static let mostNames = 1_000_000

  /// - Returns: nil where the line is a row.
  init?(_ text: UnsafeRawBufferPointer) throws(RowError) {
    let separator = unsafe TextSeparator.of(text)
    var count = 0
    var found = unsafe TextCells(text, separator: separator)
    while let cell = unsafe found.next() {
      if unsafe TextNumber.value(of: cell) != nil { return nil }
      count += 1
    }
    guard count <= Self.mostNames else {
      throw RowError("its header has \(count) columns; the most is \(Self.mostNames)")
    }
    cells = unsafe TextCells.texts(text, separator: separator)
    line = unsafe TextCells.texts(text, separator: 0x0A).first ?? ""
    if cells.allSatisfy({ Self.missing.contains($0.lowercased()) }) { return nil }
  }

  /// The words of a comment above the rows, as `np.savetxt` writes a header; nil where it can be none.
  static func names(inComment text: String) -> [String]? {
    let text = text.drop { $0 == " " || $0 == "#" }
    return unsafe Array(text.utf8).withUnsafeBytes {
      unsafe (try? TextHeader($0))?.cells
    }
  }

  /// The names, above rows of so many cells: above a single one the spaces are part of its name.
  func names(for count: Int) -> [String] { count == 1 && cells.count > 1 ? [line] : cells }
}

/// What stands between the cells of a text.
enum TextSeparator {
  static let comma: UInt8 = 0x2C
  private static let (semicolon, tab, space): (UInt8, UInt8, UInt8) = (0x3B, 0x09, 0x20)

  /// That of a line: the first of semicolon, comma and tab that it has outside quotation marks;
  /// otherwise the space.
  static func of(_ line: UnsafeRawBufferPointer) -> UInt8 {
    var (isQuoted, isStart, endsInTab) = (false, true, false)
    var (commas, tabs) = (false, false)
    for position in line.indices {
      let byte = unsafe line[position]
      if byte == 0x22 { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == semicolon { return semicolon }
      // A tab at either end is space.
      if byte == tab {
        endsInTab = !isStart
      } else if byte != space {
        (isStart, tabs, commas) = (false, tabs || endsInTab, commas || byte == comma)
      }
    }
    return commas ? comma : tabs ? tab : space
  }
}
