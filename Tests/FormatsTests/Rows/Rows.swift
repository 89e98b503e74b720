import Formats

/// Reading rows from bytes in a test.
enum Rows {
  /// All rows, read some at a time; a bad row is an error.
  static func read(
    _ bytes: [UInt8], columns: Int, piece: Int = 1000, skip: Int = 0, member: String? = nil
  ) throws -> [[Double]] {
    let reader = try RowFile.open(
      MemoryBytes(bytes), member: member, columns: InputColumns(columns))
    if skip > 0, try reader.skip(skip) != skip { throw RowError("not so many rows") }
    let (rows, bad) = try all(reader, columns: columns, piece: piece)
    if let bad = bad.first { throw RowError(bad.message) }
    return rows
  }

  static func all(
    _ reader: any RowReader, columns: Int, piece: Int = 1000
  ) throws -> (rows: [[Double]], bad: [BadRow]) {
    var (rows, bad): ([[Double]], [BadRow]) = ([], [])
    let buffer = UnsafeMutableBufferPointer<Double>.allocate(capacity: piece * columns)
    defer { buffer.deallocate() }
    while true {
      let (count, more) = try reader.read(into: buffer)
      bad += more
      if count == 0 { return (rows, bad) }
      for x in 0..<count { rows.append(Array(buffer[(x * columns)..<((x + 1) * columns)])) }
    }
  }

  /// What is wrong with a file.
  static func error(_ bytes: [UInt8], columns: Int, member: String? = nil) -> String? {
    do {
      _ = try read(bytes, columns: columns, member: member)
      return nil
    } catch {
      return "\(error)"
    }
  }
}

/// An npy file put together by hand.
struct NPYExample {
  var descr: String
  var order: String
  var shape: String
  var version: UInt8
  var data: [UInt8]

  init(
    _ rows: [[Double]], type: String = "<f8", isFortran: Bool = false, version: UInt8 = 1
  ) {
    descr = "'descr': '\(type)'"
    order = isFortran ? "True" : "False"
    shape = "(\(rows.count), \(rows.first?.count ?? 0))"
    self.version = version
    let columns = rows.first?.count ?? 0
    let values =
      isFortran ? (0..<columns).flatMap { j in rows.map { $0[j] } } : rows.flatMap { $0 }
    data = values.flatMap { Self.bytes($0, type) }
  }

  var bytes: [UInt8] {
    let text = "{\(descr), 'fortran_order': \(order), 'shape': \(shape), }  \n"
    let count = text.utf8.count
    let length = [UInt8(count & 0xFF), UInt8(count >> 8)] + (version == 1 ? [] : [0, 0])
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + Array(text.utf8) + data
  }

  private static func bytes(_ value: Double, _ type: String) -> [UInt8] {
    let little: [UInt8] =
      switch type.dropFirst() {
      case "f8": bytes(value.bitPattern)
      case "f4": bytes(Float(value).bitPattern)
      case "i1": bytes(Int8(clamping: Int(clamping: value)))
      case "i2": bytes(Int16(clamping: Int(clamping: value)))
      case "i4": bytes(Int32(clamping: Int(clamping: value)))
      case "i8": bytes(Int64(clamping: Int(clamping: value)))
      case "u1": bytes(UInt8(clamping: Int(clamping: value)))
      case "u2": bytes(UInt16(clamping: Int(clamping: value)))
      case "u4": bytes(UInt32(clamping: Int(clamping: value)))
      default: bytes(UInt64(clamping: Int(clamping: value)))
      }
    return type.first == ">" ? little.reversed() : little
  }

  private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian, Array.init)
  }
}
