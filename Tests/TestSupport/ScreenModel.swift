/// What a person sees: the characters on a terminal's screen, and those that scrolled off it.
///
/// A small model of a VT terminal, as much of it as line editors and coloured output use: wrapping
/// at the margin, cursor movement, erasing, inserting and deleting. Colours are ignored.
public struct ScreenModel: Sendable {
  public private(set) var columns: Int
  public private(set) var rowCount: Int

  /// The place where the next character goes.
  public internal(set) var cursor = (row: 0, column: 0)

  /// Rows that scrolled off the top.
  public private(set) var scrolledOff: [String] = []

  /// How often the bell rang.
  public internal(set) var bells = 0

  var cells: [[Cell]]

  /// A character; the second half of a wide one is empty.
  typealias Cell = String

  /// A character was written in the last column: the next one wraps first.
  var wrapsNext = false

  /// What stands on the first screen while the other one is shown.
  var firstScreen: (cells: [[Cell]], cursor: (row: Int, column: Int))?

  /// Whether the other screen is shown.
  public var isOnOtherScreen: Bool { firstScreen != nil }

  /// Whether the cursor is seen.
  public internal(set) var showsCursor = true

  var parser = EscapeParser()

  public init(columns: Int, rows: Int) {
    self.columns = columns
    rowCount = rows
    cells = Array(repeating: Array(repeating: " ", count: columns), count: rows)
  }

  /// The rows, without trailing spaces.
  public var rows: [String] { cells.map(Self.text) }

  /// All that was ever shown, rows joined by newlines, without empty rows at the end.
  public var text: String {
    let all = scrolledOff + rows
    return all.prefix((all.lastIndex { !$0.isEmpty } ?? -1) + 1).joined(separator: "\n")
  }

  /// The row of the cursor.
  public var currentRow: String { rows[cursor.row] }

  /// The last row that is not empty; "" on an empty screen.
  public var lastRow: String { rows.last { !$0.isEmpty } ?? "" }

  /// Takes a new size, without rewrapping.
  public mutating func resize(columns: Int, rows: Int) {
    for row in cells.indices {
      let missing = max(0, columns - cells[row].count)
      cells[row] = Array(cells[row].prefix(columns)) + Array(repeating: " ", count: missing)
    }
    self.columns = columns
    while cells.count > rows, cursor.row >= rows {
      scrolledOff.append(Self.text(cells.removeFirst()))
      cursor.row -= 1
    }
    cells = Array(cells.prefix(rows))
    while cells.count < rows { cells.append(Array(repeating: " ", count: columns)) }
    rowCount = rows
    cursor.column = min(cursor.column, columns - 1)
    wrapsNext = false
  }

  // MARK: Characters

  mutating func put(_ scalar: Unicode.Scalar) {
    let width = Self.width(of: scalar)
    if width == 0 {
      let column = wrapsNext ? cursor.column : max(0, cursor.column - 1)
      cells[cursor.row][column].unicodeScalars.append(scalar)
      return
    }
    if wrapsNext || cursor.column + width > columns {
      cursor.column = 0
      lineFeed()
    }
    cells[cursor.row][cursor.column] = String(scalar)
    if width == 2 { cells[cursor.row][cursor.column + 1] = "" }
    wrapsNext = cursor.column + width == columns
    cursor.column = min(cursor.column + width, columns - 1)
  }

  mutating func lineFeed() {
    wrapsNext = false
    if cursor.row + 1 < rowCount {
      cursor.row += 1
    } else {
      scrolledOff.append(Self.text(cells.removeFirst()))
      cells.append(Array(repeating: " ", count: columns))
    }
  }

  private static func text(_ row: [Cell]) -> String {
    let end = (row.lastIndex { $0 != " " && !$0.isEmpty } ?? -1) + 1
    return row.prefix(end).joined()
  }

  /// Enough of wcwidth for tests.
  private static func width(of scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0x300...0x36f, 0x200b...0x200f, 0xfe00...0xfe0f: 0
    case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xff01...0xff60,
      0x1f300...0x1faff, 0x20000...0x3fffd:
      2
    default: 1
    }
  }
}
