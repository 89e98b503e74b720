import Formats
import Platform

/// How numbers are spelled: correctly rounded, aligned on the decimal point, never silently zero.
///
/// Text from here has ASCII signs; the renderer that wants − for - replaces them.
struct NumberFormat {
  /// Significant digits of a number; nil for the shortest text that reads
  /// back to the same number.
  var digits: Int?

  // MARK: One number

  /// The shortest text that reads back to the same double: 0.1, 1e-300, 12, nan, inf.
  static func shortest(_ value: Double) -> String { JSONText.shortest(value) }

  /// One number alone, as in prose: at most the digits of this format, fewer when they say it all.
  func alone(_ value: Double) -> String {
    let exact = Self.shortest(value)
    guard let digits, value.isFinite else { return exact }
    return Self.significantDigits(exact) <= digits ? exact : spelled(value)
  }

  /// Digits of a number's text from the first that is not 0, the exponent's not counted.
  static func significantDigits(_ text: String) -> Int {
    var count = 0
    for byte in text.utf8 {
      if byte == UInt8(ascii: "e") { break }
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { continue }
      if count > 0 || byte != UInt8(ascii: "0") { count += 1 }
    }
    return count
  }

  /// The size of an error: `digits` significant digits and a power of ten, 1.0e-14; 0 for none.
  static func magnitude(_ value: Double, digits: Int = 2) -> String {
    if value == 0 || !value.isFinite { return shortest(value) }
    return scientific(value, decimals: digits - 1)
  }

  /// Two decimals: 2.98.
  static func hundredths(_ value: Double) -> String {
    value.isFinite ? fixed(value, decimals: 2) : shortest(value)
  }

  /// How many characters two spelled numbers have in common from the first on, spaces before them
  /// included: none where their powers of ten, or the places of their points, differ.
  static func agreement(_ text: String, _ other: String) -> Int {
    let (a, b) = (text.trimmingSpaces, other.trimmingSpaces)
    func shape(_ number: Substring) -> (point: Int, power: Substring) {
      let digits = number.prefix { $0 != "e" }
      return (
        digits.firstIndex(of: ".").map { digits.distance(from: digits.startIndex, to: $0) }
          ?? digits.count, number.dropFirst(digits.count)
      )
    }
    guard shape(a) == shape(b), !a.contains("n") else { return a == b ? text.count : 0 }
    if a == b { return text.count }
    let common = zip(a, b).prefix { $0 == $1 }.count
    return common == 0 ? 0 : text.prefix { $0 == " " }.count + common
  }

  // MARK: A column

  /// The numbers of one column, all of one width, aligned on the decimal point.
  ///
  /// Each has the digits asked for, whatever stands above it: rows may have units of their own. What
  /// a number is spelled like depends on it alone, so that both sides of a symmetric matrix are alike.
  func column(_ values: [Double]) -> [String] {
    let texts = values.untilStopped.map(spelled)
    // nan, inf and powers of ten stand at the right; the others have their points below each other.
    let split = texts.untilStopped.map {
      $0.contains("e") || $0.contains("n") ? nil : Self.splitAtPoint($0)
    }
    let pointed = split.compactMap(\.self)
    // All of it is ASCII.
    let right = pointed.map(\.1.utf8.count).max() ?? 0
    let width = max(
      (pointed.map(\.0.utf8.count).max() ?? 0) + right, texts.map(\.utf8.count).max() ?? 0)
    let left = width - right
    func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
    return zip(texts, split).untilStopped.map { text, parts in
      guard let (whole, rest) = parts else { return spaces(width - text.utf8.count) + text }
      return spaces(left - whole.utf8.count) + whole + rest + spaces(right - rest.utf8.count)
    }
  }

  /// The same for numbers that are read back: with all the digits that it takes.
  static func exactColumn(_ values: [Double]) -> [String] {
    let isShort = values.untilStopped.allSatisfy { significantDigits(shortest($0)) <= 7 }
    return NumberFormat(digits: isShort ? 9 : nil).column(values)
  }

  /// As many digits as asked for, fewer when they say it all; with a power of ten what is smaller than
  /// 0.001 or has more digits before the point. An exact 0 is `0`, so that 0.000 is never a rounded
  /// number; the sign of a 0 is shown with all digits only.
  private func spelled(_ value: Double) -> String {
    let exact = Self.shortest(value)
    guard let digits, value.isFinite else { return exact }
    if value == 0 { return "0" }
    let count = Self.significantDigits(exact)
    if count <= digits, abs(value) >= 0.001 { return exact }
    // 5.199999999999999 is not 5.2: the zeros of 5.20000 say so.
    func rounded() -> String { Self.scientific(value, decimals: min(count, digits) - 1) }
    let power = Self.power(of: exact, roundedTo: digits) ?? Self.power(of: rounded())
    if power < -3 { return rounded() }
    if count <= digits { return exact }
    // A whole number that is short anyway is no shorter with a power of ten.
    if exact.utf8.count - (value < 0 ? 1 : 0) <= digits + 2,
      exact.utf8.allSatisfy({ $0 != UInt8(ascii: "e") && $0 != UInt8(ascii: ".") })
    {
      return exact
    }
    return power < digits ? Self.fixed(value, decimals: digits - 1 - power) : rounded()
  }

  /// The power of ten of a shortest text without one, rounded to so many digits; nil where it has one, or
  /// where rounding could carry to the next: all digits kept are 9.
  private static func power(of text: String, roundedTo digits: Int) -> Int? {
    var (power, places, kept) = (0, 0, 0)
    var (isBehindPoint, hasBegun, canCarry) = (false, false, true)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "-"): continue
      case UInt8(ascii: "."): isBehindPoint = true
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if isBehindPoint { places += 1 }
        if !hasBegun, byte != UInt8(ascii: "0") {
          hasBegun = true
          power = -places
        } else if hasBegun, !isBehindPoint {
          power += 1
        }
        if hasBegun, kept < digits {
          kept += 1
          if byte != UInt8(ascii: "9") { canCarry = false }
        }
      default: return nil
      }
    }
    return canCarry ? nil : power
  }

  /// The power of ten that a number's text ends with.
  private static func power(of text: String) -> Int {
    text.lastIndex(of: "e").flatMap { Int(text[text.index(after: $0)...]) } ?? 0
  }

  private static func splitAtPoint(_ text: String) -> (String, String) {
    guard let point = text.firstIndex(where: { $0 == "." || $0 == "e" }) else { return (text, "") }
    return (String(text[..<point]), String(text[point...]))
  }

  // MARK: C's correctly rounded decimals

  private static func fixed(_ value: Double, decimals: Int) -> String {
    CNumber.fixed(value, decimals: decimals)
  }

  /// d.ddde-14, the exponent without leading zeros.
  private static func scientific(_ value: Double, decimals: Int) -> String {
    let text = CNumber.scientific(value, decimals: decimals)
    guard let mark = text.lastIndex(of: "e"), let power = Int(text[text.index(after: mark)...])
    else { return text }
    return "\(text[..<mark])e\(power)"
  }
}

extension Double {
  /// Rounded to that many significant digits.
  func rounded(to digits: Int) -> Double {
    Double(NumberFormat.magnitude(self, digits: digits)) ?? self
  }
}
