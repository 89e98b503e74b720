internal import LinearAlgebra
internal import Platform

/// How numbers stand in a file, beside their type.
private struct StoredForm {
  var isBigEndian: Bool

  /// The columns of a matrix that is to be transposed.
  var columns: Int?
}

extension ElementType {
  /// Stored numbers as doubles, in their order.
  ///
  /// - Precondition: the bytes are those of whole numbers.
  func doubles(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool = false) -> [Double] {
    unsafe doubles(bytes.span.bytes, isBigEndian: isBigEndian)
  }

  /// The same of bytes that stand anywhere.
  ///
  /// - Parameter columns: where it is given, the numbers are those of a matrix, in rows of so many,
  ///   and come out column after column.
  /// - Precondition: the rows are whole.
  /// - Complexity: about as fast as memory, where the little end comes first.
  func doubles(
    _ bytes: RawSpan, isBigEndian: Bool = false, transposingRowsOf columns: Int? = nil
  ) -> [Double] {
    let form = StoredForm(isBigEndian: isBigEndian, columns: columns)
    return switch self {
    case .float64:
      Self.map(bytes, form) { (bits: UInt64) in Double(bitPattern: bits) }
    case .float32:
      Self.map(bytes, form) { (bits: UInt32) in Double(Float(bitPattern: bits)) }
    case .float16:
      Self.map(bytes, form, Self.half)
    case .bfloat16:
      Self.map(bytes, form) { (bits: UInt16) in
        Double(Float(bitPattern: UInt32(bits) << 16))
      }
    case .boolean: Self.map(bytes, form) { (value: UInt8) in value == 0 ? 0 : 1 }
    case .signed(1): Self.map(bytes, form) { (value: Int8) in Double(value) }
    case .signed(2): Self.map(bytes, form) { (value: Int16) in Double(value) }
    case .signed(4): Self.map(bytes, form) { (value: Int32) in Double(value) }
    case .signed: Self.map(bytes, form) { (value: Int64) in Double(value) }
    case .unsigned(1): Self.map(bytes, form) { (value: UInt8) in Double(value) }
    case .unsigned(2): Self.map(bytes, form) { (value: UInt16) in Double(value) }
    case .unsigned(4): Self.map(bytes, form) { (value: UInt32) in Double(value) }
    case .unsigned: Self.map(bytes, form) { (value: UInt64) in Double(value) }
    }
  }

  private static func map<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: RawSpan, _ form: StoredForm, _ value: (Bits) -> Double
  ) -> [Double] {
    let size = MemoryLayout<Bits>.size
    let count = bytes.byteCount / size
    precondition(bytes.byteCount % size == 0)
    func number(_ i: Int) -> Double {
      let bits = unsafe bytes.unsafeLoadUnaligned(
        fromUncheckedByteOffset: i * size, as: Bits.self)
      return value(form.isBigEndian ? Bits(bigEndian: bits) : Bits(littleEndian: bits))
    }
    return unsafe [Double](unsafeUninitializedCapacity: count) { doubles, initialized in
      unsafe UnsafeMutableRawBufferPointer(doubles).inLargePages()
      initialized = count
      guard let columns = form.columns, columns > 0 else {
        inPieces(of: count, count) { piece in
          for i in piece { unsafe doubles.initializeElement(at: i, to: number(i)) }
        }
        return
      }
      let rows = count / columns
      precondition(rows * columns == count)
      // In tiles whose lines of memory all stay in the first cache.
      let tile = 16
      inPieces(of: (columns + tile - 1) / tile, count) { piece in
        for top in stride(from: 0, to: rows, by: tile) {
          for left in piece.lazy.map({ $0 * tile }) {
            for j in left..<min(left + tile, columns) {
              for i in top..<min(top + tile, rows) {
                unsafe doubles.initializeElement(at: j * rows + i, to: number(i * columns + j))
              }
            }
          }
        }
      }
    }
  }

  /// Shares out work on so many numbers, where they are enough to wake a thread for.
  private static func inPieces(of count: Int, _ numbers: Int, _ body: (Range<Int>) -> Void) {
    let pieces = numbers < 1 << 18 ? 1 : min(ThreadPool.processors, count)
    ThreadPool.perform(pieces) { piece in
      body((count * piece / pieces)..<(count * (piece + 1) / pieces))
    }
  }

  /// An IEEE half: a sign, five bits of exponent, ten of fraction.
  ///
  /// Not by Float16, which the processors of some systems do not have.
  private static func half(_ bits: UInt16) -> Double {
    let sign: Double = bits & 0x8000 == 0 ? 1 : -1
    let (exponent, fraction) = (Int(bits >> 10 & 0x1F), Double(bits & 0x3FF))
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 0x1F: return fraction == 0 ? sign * .infinity : .nan
    default:
      return sign * (1024 + fraction) * Double(sign: .plus, exponent: exponent - 25, significand: 1)
    }
  }
}

extension ElementType {
  /// Doubles as they stand in a file, the little end first.
  static func append(_ values: [Double], to bytes: inout [UInt8]) {
    for value in values {
      let bits = value.bitPattern
      for k in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: bits >> (8 * UInt64(k)))) }
    }
  }
}
