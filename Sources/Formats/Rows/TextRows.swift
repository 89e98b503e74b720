internal import Core

/// The rows of a text of numbers, as spreadsheets and other programs write them.
///
/// Cells are separated by commas, semicolons, tabs or spaces, whichever the first row has, in this
/// order: `1, 2` has commas. Empty lines and lines beginning with `#` do not count, nor does a first
/// line in which nothing is a number: it is a header.
///
/// Several threads read the numbers of a piece, each those of some lines.
@safe final class TextRows: RowReader {
  private var lines: LineScanner
  private var piece: [LineScanner.Line] = []
  private let threads: Int
  private let columns: Int
  private let separator: UInt8

  /// Rows already read.
  private var position = 0

  let rowCount: Int? = nil
  var progress: Double { lines.progress }

  init(_ source: any ByteSource, columns: Int, threads: Int) throws(RowError) {
    self.columns = columns
    self.threads = threads
    var lines = LineScanner(source)
    // What the first two lines are decides how all are read; then reading starts anew.
    guard var first = try lines.next() else { throw RowError("the file has no rows") }
    var isHeader = false
    var separator = unsafe Self.separator(of: first.text)
    var cells = unsafe TextCells(first.text, separator: separator)
    if unsafe !cells.contains(where: { unsafe TextNumber.value(of: $0) != nil }) {
      isHeader = true
      guard let second = try lines.next() else {
        throw RowError("the file has a header and no rows")
      }
      first = second
      separator = unsafe Self.separator(of: first.text)
      cells = unsafe TextCells(first.text, separator: separator)
    }
    let count = unsafe cells.reduce(0) { count, _ in count + 1 }
    guard count == columns else {
      throw RowError(
        "line \(first.number) has \(count) \(count == 1 ? "number" : "numbers"), but the network "
          + "takes \(columns) \(columns == 1 ? "input" : "inputs")")
    }
    self.separator = separator
    lines.restart()
    if isHeader { _ = try lines.next() }
    self.lines = lines
  }

  private static func separator(of line: UnsafeRawBufferPointer) -> UInt8 {
    for candidate: UInt8 in [0x3B, 0x2C, 0x09] where unsafe line.contains(candidate) {
      return candidate
    }
    return 0x20
  }

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
        lines: piece, columns: columns, separator: separator, first: position + 1,
        rows: base + count * columns)
      bad += work.run(threads: threads)
      count += piece.count
      position += piece.count
    }
    return (count, bad)
  }
}

/// Lines to be read as numbers, shared out among threads: each has lines and rows of its own.
@safe private struct TextWork {
  let lines: [LineScanner.Line]
  let columns: Int
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
      if let problem = unsafe read(lines[i].text, into: row) {
        unsafe row.update(repeating: .nan, count: columns)
        bad.append(
          BadRow(
            row: first + i, message: "row \(first + i) (line \(lines[i].number))\(problem)"))
      }
    }
    return bad
  }

  /// Reads one line; gives what is wrong with it.
  private func read(
    _ line: UnsafeRawBufferPointer, into row: UnsafeMutablePointer<Double>
  ) -> String? {
    var count = 0
    var cells = unsafe TextCells(line, separator: separator)
    while let cell = unsafe cells.next() {
      if count < columns {
        guard let value = unsafe TextNumber.value(of: cell), value.isFinite else {
          let text = unsafe String(decoding: cell, as: UTF8.self)
          return text.isEmpty
            ? ", column \(count + 1) is empty"
            : ", column \(count + 1): \(Quote.single(text)) is not a finite number"
        }
        unsafe row[count] = value
      }
      count += 1
    }
    if count == columns { return nil }
    return
      " has \(count) \(count == 1 ? "number" : "numbers"), but the network takes \(columns)"
  }
}
