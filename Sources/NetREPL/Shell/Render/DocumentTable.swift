import Core
import Formats

/// A table of a report as rows and columns of text, for the formats that have tables of their own.
struct DocumentTable {
  struct Column {
    var header: String

    /// Numbers stand at the right.
    var isNumber: Bool
    var cells: [String]
  }

  private(set) var columns: [Column]

  var rows: [[String]] {
    (0..<(columns.map(\.cells.count).max() ?? 0)).map { row in
      columns.map { row < $0.cells.count ? $0.cells[row] : "" }
    }
  }

  /// All of a matrix, whatever a screen shows of it, with the error of each row.
  ///
  /// - Parameter title: what a single column without a name is called.
  init(_ table: MatrixTable, titled title: String, _ numbers: NumberFormat) {
    let (rows, values) = (0..<table.values.rows, table.values)
    columns = [
      Column(header: "", isNumber: false, cells: rows.map(table.rowLabels.long))
    ]
    for column in 0..<values.columns {
      let label = table.columnLabels.long(column)
      columns.append(
        Column(
          header: label.isEmpty && values.columns == 1 ? title : label, isNumber: true,
          cells: numbers.cells(rows.map { values[$0, column] })))
    }
    if let checks = table.checks {
      columns += TableColumn.checks(checks).compactMap { Column($0, numbers) }
    }
  }

  init(_ table: [TableColumn], _ numbers: NumberFormat) {
    columns = table.compactMap { Column($0, numbers) }
  }
}

extension DocumentTable {
  /// Of a longer table of points so many rows are taken, evenly.
  private static let mostPoints = 25

  /// The numbers of a picture as tables of a document: matrices whole, of many points some.
  static func tables(of picture: Picture, _ numbers: NumberFormat) -> [DocumentTable] {
    if case .heat(let map) = picture {
      return map.panels.map { panel in
        DocumentTable(
          MatrixTable(rowLabels: map.rows, columnLabels: map.columns, values: panel.values),
          titled: panel.title, numbers)
      }
    }
    if case .bars(let chart) = picture { return [DocumentTable(chart.columns, numbers)] }
    if picture.data.isEmpty { return [] }
    var table = DocumentTable(picture.data, numbers)
    let count = table.rows.count
    if count > mostPoints {
      let shown = (0..<mostPoints).map { $0 * (count - 1) / (mostPoints - 1) }
      for index in table.columns.indices {
        let cells = table.columns[index].cells
        table.columns[index].cells = shown.map { cells[$0] }
      }
    }
    return [table]
  }
}

extension DocumentTable.Column {
  /// Nil of a rule between columns.
  fileprivate init?(_ column: TableColumn, _ numbers: NumberFormat) {
    func make(_ cells: [String], isNumber: Bool = true) -> Self {
      Self(header: column.header, isNumber: isNumber, cells: cells)
    }
    switch column.cells {
    case .text(let cells):
      if column.header == "│" { return nil }
      let texts = cells.map { $0.text.trimmingSpaces.description }
      self = make(texts, isNumber: false)
      // On a screen the words say what they are.
      if header.isEmpty, !texts.isEmpty, texts.allSatisfy(Verdict.isTold(by:)) {
        header = "verdict"
      }
    case .counts(let cells): self = make(cells.map(String.init))
    case .numbers(let cells), .agreeing(let cells, _):
      self = make(cells.map { $0.map { numbers.cells([$0])[0] } ?? "" })
    case .exact(let cells): self = make(cells.map(NumberFormat.shortest))
    case .magnitudes(let cells):
      self = make(
        cells.map { value in
          value.map {
            numbers.digits == nil ? NumberFormat.shortest($0) : NumberFormat.magnitude($0)
          } ?? ""
        })
    }
  }
}

extension NumberFormat {
  /// Numbers without the spaces that align them.
  fileprivate func cells(_ values: [Double]) -> [String] {
    values.map { digits == nil ? Self.shortest($0) : column([$0])[0].trimmingSpaces.description }
  }
}

extension Report {
  /// Its blocks without the limits of a screen.
  func wholeBlocks(_ numbers: NumberFormat) -> [Block] {
    if isInFile { return blocks }
    return result?.blocks(Display(hasLimits: false, precision: numbers.digits)) ?? blocks
  }

  /// The tables among them, with the heading of each.
  func documentTables(_ numbers: NumberFormat) -> [DocumentTable] {
    var title = ""
    return wholeBlocks(numbers).compactMap { block in
      switch block {
      case .heading(let text, _):
        title = text
        return nil
      case .matrix(let table): return DocumentTable(table, titled: title, numbers)
      case .table(let table): return DocumentTable(table, numbers)
      case .picture(let picture):
        return picture.data.isEmpty ? nil : DocumentTable(picture.data, numbers)
      default: return nil
      }
    }
  }
}
