internal import Core

/// The rows of a text of numbers, as spreadsheets and other programs write them.
///
/// Cells are separated by semicolons, commas, tabs or spaces, whichever the first row has, in this
/// order: `1, 2` has commas. They may stand in quotation marks, and a separator may end each line.
/// Empty lines and lines beginning with `#` do not count, and neither does what stands behind a blank
/// and a `#` in a row. A first line in which nothing is a number
/// is a header: where it names the inputs of the network it tells their columns.
///
/// Several threads read the numbers of a piece, each those of some lines.
@safe final class TextRows: RowReader {
  private var lines: LineScanner
  private var piece: [LineScanner.Line] = []
  private let threads: Int
  private let columns: Int
  private let plan: ColumnPlan
  private let separator: UInt8

  /// Rows already read.
  private var position = 0

  let rowCount: Int? = nil
  var chosenColumns: [Int]? { plan.places }
  var columnNote: String? { plan.note }
  var progress: Double { lines.progress }

  init(_ source: any ByteSource, columns: InputColumns, threads: Int) throws(RowError) {
    self.columns = columns.count
    self.threads = threads
    var lines = LineScanner(source)
    // What the first two lines are decides how all are read; then reading starts anew.
    guard var first = try lines.next() else { throw RowError("the file has no rows") }
    if unsafe first.text.contains(0x0D) {
      throw RowError("its lines end in CR alone; save it with LF or CR LF")
    }
    var ahead = LineScanner(source)
    if first.hasOpenQuote, try ahead.next() != nil, try ahead.next()?.hasOddQuotes == true {
      throw RowError("line \(first.number) \(Self.openQuote)")
    }
    var header: TextHeader?
    if let found = unsafe try TextHeader(first.text) {
      header = found
      guard let second = try lines.next() else {
        throw RowError("the file has a header and no rows")
      }
      first = second
    }
    first = first.withoutComment
    separator = unsafe TextSeparator.of(first.text)
    var (count, isLastEmpty, countsColumns) = (0, false, true)
    var cells = unsafe TextCells(first.text, separator: separator)
    while let cell = unsafe cells.next() {
      countsColumns =
        unsafe countsColumns && String(decoding: cell, as: UTF8.self) == "\(count)"
      count += 1
      isLastEmpty = unsafe cell.isEmpty
    }
    let comment = header == nil ? lines.comment.flatMap(TextHeader.names) : nil
    plan = try ColumnPlan(
      columns, header: header?.names(for: count), comment: comment, cells: count,
      endsEmpty: isLastEmpty, countsColumns: countsColumns,
      line: first.number)
    lines.restart()
    if header != nil { _ = try lines.next() }
    self.lines = lines
  }

  fileprivate static let openQuote = "has a quoted cell that goes over two lines; a row is one line"

  func skip(_ count: Int) throws(RowError) -> Int {
    for skipped in 0..<count {
      guard try lines.next() != nil else { return skipped }
      position += 1
    }
    return count
  }

  func read(
    into buffer: UnsafeMutableBufferPointer<Double>
  ) throws(RowError) -> (count: Int, bad: [BadRow]) {
    guard let base = buffer.baseAddress else { return (0, []) }
    let room = buffer.count / columns
    var count = 0
    var bad: [BadRow] = []
    while count < room {
      try lines.next(room - count, into: &piece)
      if piece.isEmpty { break }
      let work = unsafe TextWork(
        lines: piece, columns: columns, plan: plan, separator: separator,
        first: position + 1, rows: base + count * columns)
      bad += work.run(threads: threads)
      count += piece.count
      position += piece.count
    }
    return (count, bad)
  }
}

extension LineScanner.Line {
  fileprivate var hasOddQuotes: Bool {
    let marks = unsafe text.reduce(0) { $1 == 0x22 ? $0 + 1 : $0 }
    return !marks.isMultiple(of: 2)
  }

  /// Whether a cell begins with a quotation mark that has no other in this line.
  fileprivate var hasOpenQuote: Bool {
    guard hasOddQuotes else { return false }
    let separator = unsafe TextSeparator.of(text)
    return unsafe TextCells(text, separator: separator).contains { unsafe $0.first == 0x22 }
  }
}

/// Lines to be read as numbers, shared out among threads: each has lines and rows of its own.
@safe private struct TextWork {
  let lines: [LineScanner.Line]
  let columns: Int
  let plan: ColumnPlan
  let separator: UInt8

  /// The number of the first row, from 1.
  let first: Int
  let rows: UnsafeMutablePointer<Double>

  /// With fewer numbers than this a thread is not worth its start.
  private static let leastNumbers = 4096

  /// Fills the rows; gives those that are no input, in order.
  func run(threads: Int) -> [BadRow] {
    let workers = min(threads, lines.count * columns / Self.leastNumbers)
    if workers <= 1 { return run(0..<lines.count) }
    let total = lines.count
    return unsafe [[BadRow]](unsafeUninitializedCapacity: workers) { parts, count in
      let found = unsafe parts
      ThreadPool.perform(workers) { worker in
        unsafe found.initializeElement(
          at: worker, to: run(total * worker / workers..<total * (worker + 1) / workers))
      }
      count = workers
    }
    .flatMap { $0 }
  }

  private func run(_ range: Range<Int>) -> [BadRow] {
    var bad: [BadRow] = []
    for i in range {
      let row = unsafe rows + i * columns
      if var problem = unsafe problem(lines[i].withoutComment.text, reading: row) {
        if lines[i].hasOpenQuote, i + 1 < lines.count, lines[i + 1].hasOddQuotes {
          problem = " " + TextRows.openQuote
        }
        unsafe row.update(repeating: .nan, count: columns)
        bad.append(
          BadRow(
            row: first + i, message: "row \(first + i) (line \(lines[i].number))\(problem)"))
      }
    }
    return bad
  }

  /// Reads one line; gives what is wrong with it.
  private func problem(
    _ line: UnsafeRawBufferPointer, reading row: UnsafeMutablePointer<Double>
  ) -> String? {
    guard let problem = unsafe read(line, separator: separator, into: row) else { return nil }
    // A line without the separator of the others may have one of its own. A comma is none then: it
    // could stand for a decimal point.
    let own = unsafe TextSeparator.of(line)
    guard plan.width > 1, own != separator, own != TextSeparator.comma,
      unsafe !line.contains(separator), unsafe read(line, separator: own, into: row) == nil
    else { return problem }
    return nil
  }

  private func read(
    _ line: UnsafeRawBufferPointer, separator: UInt8, into row: UnsafeMutablePointer<Double>
  ) -> String? {
    let (width, inputs) = (plan.width, plan.inputs)
    var count = 0
    var isLastEmpty = false
    var cells = unsafe TextCells(line, separator: separator)
    while let cell = unsafe cells.next() {
      if count < width, let input = inputs == nil ? count : inputs?[count] {
        guard let value = unsafe TextNumber.value(of: cell), value.isFinite else {
          return unsafe self.problem(cell, column: count)
        }
        unsafe row[input] = value
      }
      isLastEmpty = unsafe cell.isEmpty
      count += 1
    }
    if count == width || (count == width + 1 && isLastEmpty) { return nil }
    if plan.places == nil {
      return
        " has \(count) \(count == 1 ? "number" : "numbers"), but the network takes \(columns)"
    }
    return " has \(count) \(count == 1 ? "cell" : "cells"), but there are \(width) columns"
  }

  private func problem(_ cell: UnsafeRawBufferPointer, column: Int) -> String {
    let name = plan.names.map { " (\(Quote.shortened($0[column])))" } ?? ""
    let text = unsafe String(decoding: cell, as: UTF8.self)
    return ", column \(column + 1)\(name)"
      + (text.isEmpty ? " is empty" : ": \(Quote.single(text)) is not a finite number")
  }
}
