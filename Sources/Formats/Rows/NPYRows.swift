internal import Platform

/// The rows of an npy array: its first index counts them, the others their numbers.
final class NPYRows: RowReader {
  private let source: any ByteSource

  /// Of a packed array whose columns stand one behind the other, a reader for each of them: to go back
  /// would be to unpack it all again, for every piece.
  private var columnSources: [InflatedBytes] = []
  private let header: NPYHeader
  private let rows: Int
  private let columns: Int

  /// Rows already read.
  private var position = 0

  /// The most bytes read at once.
  private static let pieceBytes = 1 << 20

  init(_ source: any ByteSource, columns: Int) throws(RowError) {
    let header = try NPYHeader.read(source)
    self.source = source
    self.header = header
    self.columns = columns
    var count = 1
    for size in header.shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: size)
      guard !overflows, product <= Int.max / 16 else {
        throw NPYHeader.damaged("its shape has more entries than can be counted")
      }
      count = product
    }
    let (found, needed) = (source.count - header.dataOffset, count * header.type.bytes)
    guard found >= needed else {
      throw RowError(
        "the npy file is cut short: \(needed) bytes of numbers are due, \(found) there")
    }
    guard found == needed else {
      throw NPYHeader.damaged("\(found - needed) bytes follow behind its numbers")
    }
    rows = try Self.rows(shape: header.shape, count: count, columns: columns)
    guard rows > 0 else { throw RowError("the array has no rows") }
    guard !header.isFortranOrder || header.shape.count <= 2 else {
      throw RowError("an array of more than two indices is read in C order alone, not Fortran's")
    }
    guard !isByColumns || columns <= Self.mostPackedColumns else {
      throw RowError(
        "a packed array in Fortran's order is read with up to \(Self.mostPackedColumns) columns; save it "
          + "in C order, or not packed")
    }
  }

  private var isByColumns: Bool { header.isFortranOrder && source is InflatedBytes }

  /// Each takes some fifty kilobytes.
  private static let mostPackedColumns = 1_000

  /// Puts a reader at the beginning of each column, in one pass.
  private func findColumns() throws(RowError) {
    guard columnSources.isEmpty, let packed = source as? InflatedBytes else { return }
    for j in 0..<columns {
      try packed.advance(to: header.dataOffset + j * rows * header.type.bytes)
      columnSources.append(try packed.copy())
    }
  }

  /// One index is a row of numbers, or a column of rows where the network takes one number.
  private static func rows(shape: [Int], count: Int, columns: Int) throws(RowError) -> Int {
    let sizes = shape.map(String.init).joined(separator: " × ")
    let isOneRow = shape.count == 1 && columns > 1
    guard let first = isOneRow ? 1 : shape.first else {
      throw RowError("the array is a single number; rows of numbers are needed")
    }
    if first == 0 { throw RowError("the array has no rows") }
    guard count / first == columns else {
      throw RowError(
        "the array is \(sizes), so a row has \(count / first) "
          + "\(count / first == 1 ? "number" : "numbers"), but the network takes "
          + "\(columns) \(columns == 1 ? "input" : "inputs")")
    }
    return first
  }

  var rowCount: Int? { rows }
  var progress: Double { Double(position) / Double(rows) }

  func skip(_ count: Int) throws(RowError) -> Int {
    let skipped = min(count, rows - position)
    position += skipped
    return skipped
  }

  func read(
    into buffer: UnsafeMutableBufferPointer<Double>
  ) throws(RowError) -> (count: Int, bad: [BadRow]) {
    let count = min(buffer.count / columns, rows - position)
    guard count > 0, let base = buffer.baseAddress else { return (0, []) }
    if header.isFortranOrder {
      if isByColumns { try findColumns() }
      for j in 0..<columns {
        unsafe try fill(
          base + j, stride: columns, count: count, from: j * rows + position,
          of: isByColumns ? columnSources[j] : source)
      }
    } else {
      unsafe try fill(
        base, stride: 1, count: count * columns, from: position * columns, of: source)
    }
    let bad = unsafe markBad(base, count)
    position += count
    return (count, bad)
  }

  /// Converts `count` numbers of the file from the `first` one on.
  private func fill(
    _ target: UnsafeMutablePointer<Double>, stride: Int, count: Int, from first: Int,
    of source: any ByteSource
  ) throws(RowError) {
    let size = header.type.bytes
    var done = 0
    while done < count {
      if StopRequest.isMade { throw RowError.stopped }
      let piece = min(count - done, Self.pieceBytes / size)
      let bytes = try source.bytes(
        at: header.dataOffset + (first + done) * size, count: piece * size)
      unsafe header.type.convert(bytes, into: target + done * stride, stride: stride)
      done += piece
    }
  }

  private func markBad(_ base: UnsafeMutablePointer<Double>, _ count: Int) -> [BadRow] {
    var bad: [BadRow] = []
    for x in 0..<count {
      let row = unsafe base + x * columns
      guard let j = (0..<columns).first(where: { unsafe !row[$0].isFinite }) else { continue }
      bad.append(
        BadRow(
          row: position + x + 1,
          message:
            unsafe "row \(position + x + 1), column \(j + 1): \(row[j]) is not a finite number"))
      unsafe row.update(repeating: .nan, count: columns)
    }
    return bad
  }
}

extension NPYHeader.NumberType {
  /// The numbers in the bytes, each `stride` places behind the one before.
  func convert(_ bytes: [UInt8], into target: UnsafeMutablePointer<Double>, stride: Int) {
    switch (kind, self.bytes) {
    case (.float, 8): unsafe each(bytes, UInt64.self, target, stride) { Double(bitPattern: $0) }
    case (.float, _):
      unsafe each(bytes, UInt32.self, target, stride) { Double(Float(bitPattern: $0)) }
    case (.signed, 1): unsafe each(bytes, Int8.self, target, stride) { Double($0) }
    case (.signed, 2): unsafe each(bytes, Int16.self, target, stride) { Double($0) }
    case (.signed, 4): unsafe each(bytes, Int32.self, target, stride) { Double($0) }
    case (.signed, _): unsafe each(bytes, Int64.self, target, stride) { Double($0) }
    case (.unsigned, 1): unsafe each(bytes, UInt8.self, target, stride) { Double($0) }
    case (.unsigned, 2): unsafe each(bytes, UInt16.self, target, stride) { Double($0) }
    case (.unsigned, 4): unsafe each(bytes, UInt32.self, target, stride) { Double($0) }
    case (.unsigned, _): unsafe each(bytes, UInt64.self, target, stride) { Double($0) }
    }
  }

  @inline(__always)
  private func each<Stored: FixedWidthInteger>(
    _ bytes: [UInt8], _: Stored.Type, _ target: UnsafeMutablePointer<Double>, _ stride: Int,
    _ convert: (Stored) -> Double
  ) {
    let size = MemoryLayout<Stored>.size
    unsafe bytes.withUnsafeBytes { bytes in
      for i in 0..<(bytes.count / size) {
        let stored = unsafe bytes.loadUnaligned(fromByteOffset: i * size, as: Stored.self)
        unsafe target[i * stride] = convert(
          isBigEndian ? Stored(bigEndian: stored) : Stored(littleEndian: stored))
      }
    }
  }
}
