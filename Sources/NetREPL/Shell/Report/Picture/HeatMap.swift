import Core
import Platform

/// Matrices by colour, of one scale that is centred on 0.
struct HeatMap {
  var title: String
  var rows: MatrixTable.Labels
  var columns: MatrixTable.Labels
  var panels: [Panel]

  /// Whether the number stands in each cell that has room for it.
  var showsValues = false

  /// The colours of all panels.
  let scale: DivergingScale

  struct Panel {
    var title: String
    var values: MatrixTable.Values
  }

  /// More panels than this are not drawn at once.
  static let mostPanels = 6

  init(
    _ title: String, rows: MatrixTable.Labels, columns: MatrixTable.Labels, panels: [Panel],
    showsValues: Bool = false
  ) {
    (self.title, self.rows, self.columns, self.panels) = (title, rows, columns, panels)
    self.showsValues = showsValues
    scale = DivergingScale(
      most: panels.reduce(0) { max($0, $1.values.largestFiniteMagnitude) })
  }

  /// The matrices of an answer.
  init(_ tensor: CheckedTensor, showsValues: Bool = false) {
    self.init(
      tensor.resultTitle, rows: tensor.rows, columns: tensor.columns,
      panels: tensor.parts.prefix(Self.mostPanels).map {
        Panel(title: $0.title, values: $0.values)
      }, showsValues: showsValues)
  }
}

extension MatrixTable.Values {
  /// The largest magnitude of what is finite; 0 where nothing is.
  var largestFiniteMagnitude: Double {
    var most = 0.0
    for i in (0..<rows).untilStopped {
      for j in 0..<columns where self[i, j].isFinite { most = max(most, abs(self[i, j])) }
    }
    return most
  }

  /// The places that are not finite, row by row, and how many they are.
  func notFinite(showing most: Int) -> (places: [(row: Int, column: Int)], count: Int) {
    var (places, count) = ([(row: Int, column: Int)](), 0)
    for i in (0..<rows).untilStopped {
      for j in 0..<columns where !self[i, j].isFinite {
        count += 1
        if places.count < most { places.append((i, j)) }
      }
    }
    return (places, count)
  }
}

/// A matrix in fewer cells: of the entries behind each cell the one of the largest magnitude, a number
/// that is none before all others.
struct PooledMatrix {
  let rows: Int
  let columns: Int

  /// The entries, row by row.
  let cells: [Double]

  /// The most entries behind one cell.
  let share: (rows: Int, columns: Int)

  private let size: (rows: Int, columns: Int)

  /// - Precondition: a matrix that is not empty, room for a cell at least.
  init(_ values: MatrixTable.Values, mostRows: Int, mostColumns: Int) {
    size = (values.rows, values.columns)
    let (rows, columns) = (min(values.rows, mostRows), min(values.columns, mostColumns))
    (self.rows, self.columns) = (rows, columns)
    share = (
      (values.rows + rows - 1) / rows, (values.columns + columns - 1) / columns
    )
    var cells = [Double](repeating: 0, count: rows * columns)
    for p in 0..<rows {
      // A row of cells may have a great many entries behind it.
      if StopRequest.isMade { break }
      for q in 0..<columns {
        var found = values[
          Self.start(p, of: values.rows, in: rows), Self.start(q, of: values.columns, in: columns)]
        for i in Self.range(p, of: values.rows, in: rows) {
          for j in Self.range(q, of: values.columns, in: columns) where !found.isNaN {
            let entry = values[i, j]
            if entry.isNaN || abs(entry) > abs(found) { found = entry }
          }
        }
        cells[p * columns + q] = found
      }
    }
    self.cells = cells
  }

  /// One row alone.
  init(row: Int, of values: MatrixTable.Values, mostColumns: Int) {
    let entries = (0..<values.columns).map { values[row, $0] }
    self.init(
      .dense(Matrix(rows: 1, columns: entries.count, storage: entries)), mostRows: 1,
      mostColumns: mostColumns)
  }

  subscript(row: Int, column: Int) -> Double { cells[row * columns + column] }

  /// Whether a cell stands for several entries.
  var isPooled: Bool { share.rows * share.columns > 1 }

  /// The first entry of a cell, counted from 0.
  func firstRow(_ row: Int) -> Int { Self.start(row, of: size.rows, in: rows) }
  func firstColumn(_ column: Int) -> Int { Self.start(column, of: size.columns, in: columns) }

  private static func start(_ index: Int, of count: Int, in cells: Int) -> Int {
    index * count / cells
  }

  private static func range(_ index: Int, of count: Int, in cells: Int) -> Range<Int> {
    start(index, of: count, in: cells)..<start(index + 1, of: count, in: cells)
  }
}
