extension ElementType {
  /// Stored numbers as doubles, in their order.
  ///
  /// - Precondition: the bytes are those of whole numbers.
  func doubles(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool = false) -> [Double] {
    unsafe doubles(bytes.span.bytes, isBigEndian: isBigEndian)
  }

  /// The same of bytes that stand anywhere.
  ///
  /// - Complexity: about as fast as memory, where the little end comes first.
  func doubles(_ bytes: RawSpan, isBigEndian: Bool = false) -> [Double] {
    switch self {
    case .float64:
      Self.map(bytes, isBigEndian) { (bits: UInt64) in Double(bitPattern: bits) }
    case .float32:
      Self.map(bytes, isBigEndian) { (bits: UInt32) in Double(Float(bitPattern: bits)) }
    case .float16:
      Self.map(bytes, isBigEndian, Self.half)
    case .bfloat16:
      Self.map(bytes, isBigEndian) { (bits: UInt16) in
        Double(Float(bitPattern: UInt32(bits) << 16))
      }
    case .boolean: Self.map(bytes, isBigEndian) { (value: UInt8) in value == 0 ? 0 : 1 }
    case .signed(1): Self.map(bytes, isBigEndian) { (value: Int8) in Double(value) }
    case .signed(2): Self.map(bytes, isBigEndian) { (value: Int16) in Double(value) }
    case .signed(4): Self.map(bytes, isBigEndian) { (value: Int32) in Double(value) }
    case .signed: Self.map(bytes, isBigEndian) { (value: Int64) in Double(value) }
    case .unsigned(1): Self.map(bytes, isBigEndian) { (value: UInt8) in Double(value) }
    case .unsigned(2): Self.map(bytes, isBigEndian) { (value: UInt16) in Double(value) }
    case .unsigned(4): Self.map(bytes, isBigEndian) { (value: UInt32) in Double(value) }
    case .unsigned: Self.map(bytes, isBigEndian) { (value: UInt64) in Double(value) }
    }
  }

  private static func map<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: RawSpan, _ isBigEndian: Bool, _ value: (Bits) -> Double
  ) -> [Double] {
    let size = MemoryLayout<Bits>.size
    precondition(bytes.byteCount % size == 0)
    return unsafe [Double](unsafeUninitializedCapacity: bytes.byteCount / size) { doubles, count in
      count = bytes.byteCount / size
      for i in 0..<count {
        let bits = unsafe bytes.unsafeLoadUnaligned(
          fromUncheckedByteOffset: i * size, as: Bits.self)
        unsafe doubles.initializeElement(
          at: i, to: value(isBigEndian ? Bits(bigEndian: bits) : Bits(littleEndian: bits)))
      }
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
