import Platform

/// A number as texts spell it, correctly rounded.
enum TextNumber {
  /// The powers of ten that are doubles.
  private static let powers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// The value of a whole cell; nil when it is no number.
  ///
  /// - Precondition: the byte behind the text can be read, and is no part of a number.
  static func value(of text: UnsafeRawBufferPointer) -> Double? {
    unsafe quickValue(of: text) ?? carefulValue(of: text)
  }

  /// Of digits that are a whole number below 2⁵³ times or over a power of ten that is a double: one
  /// rounding, hence the right one (W. D. Clinger, "How to read floating point numbers accurately",
  /// 1990).
  private static func quickValue(of text: UnsafeRawBufferPointer) -> Double? {
    var position = 0
    var isNegative = false
    if let sign = unsafe text.first, sign == 0x2D || sign == 0x2B {
      isNegative = sign == 0x2D
      position = 1
    }
    var (digits, count, exponent) = (UInt64(0), 0, 0)
    var isFraction = false
    while position < text.count {
      let byte = unsafe text[position]
      if byte >= 0x30, byte <= 0x39 {
        digits = digits &* 10 &+ UInt64(byte - 0x30)
        count += 1
        if isFraction { exponent -= 1 }
      } else if byte == 0x2E, !isFraction {
        isFraction = true
      } else {
        break
      }
      position += 1
    }
    guard count > 0, count <= 18, digits <= 1 << 53 else { return nil }
    if position < text.count {
      guard let power = unsafe Self.exponent(text, at: position) else { return nil }
      exponent += power
    }
    guard abs(exponent) < powers.count else { return nil }
    let value =
      exponent < 0 ? Double(digits) / powers[-exponent] : Double(digits) * powers[exponent]
    return isNegative ? -value : value
  }

  /// `e-12` and the like, to the end of the text.
  private static func exponent(_ text: UnsafeRawBufferPointer, at start: Int) -> Int? {
    guard unsafe text[start] == 0x65 || text[start] == 0x45 else { return nil }
    var position = start + 1
    var isNegative = false
    if position < text.count, unsafe text[position] == 0x2D || text[position] == 0x2B {
      isNegative = unsafe text[position] == 0x2D
      position += 1
    }
    guard position < text.count, text.count - position <= 4 else { return nil }
    var value = 0
    while position < text.count {
      guard unsafe text[position] >= 0x30, unsafe text[position] <= 0x39 else { return nil }
      value = unsafe value * 10 + Int(text[position] - 0x30)
      position += 1
    }
    return isNegative ? -value : value
  }

  private static func carefulValue(of text: UnsafeRawBufferPointer) -> Double? {
    guard let first = unsafe text.first, first > 0x20,
      let (value, count) = unsafe CNumber.read(text)
    else {
      return nil
    }
    return count == text.count ? value : nil
  }
}
