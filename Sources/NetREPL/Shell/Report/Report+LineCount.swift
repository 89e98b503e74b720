import Core

extension Report {
  /// The lines that it takes on a screen of that many columns, about, before they are laid out.
  package func lineCount(width: Int) -> Int {
    blocks.reduce(0) { $0 + $1.lineCount(width: max(width, 1)) }
  }
}

extension Report.Block {
  /// Columns of a number with its gap.
  private static let numberWidth = 11

  fileprivate func lineCount(width: Int) -> Int {
    switch self {
    case .heading, .line, .blank, .paragraph: 1
    case .table(let columns): columns.first?.rowCount ?? 0
    case .matrix(let table) where table.isFull:
      (table.values.rows + 1) * (table.values.columns * Self.numberWidth / width + 1)
    case .matrix, .picture: 1
    case .figure(let lines): lines.count
    }
  }
}
