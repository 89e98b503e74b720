import Formats
import Platform

/// How numbers are spelled: correctly rounded, aligned on the decimal point, never silently zero.
///
/// Text from here has ASCII signs; the renderer that wants − for - replaces them.
struct NumberFormat {
  /// Significant digits of the largest number of a column; nil for the shortest text that reads
  /// back to the same number.
  var digits: Int?

  // MARK: One number

  /// The shortest text that reads back to the same double: 0.1, 1e-300, 12, nan, inf.
  static func shortest(_ value: Double) -> String { JSONText.shortest(value) }

  /// One number alone, as in prose: at most the digits of this format, fewer when they say it all.
  func alone(_ value: Double) -> String {
    let exact = Self.shortest(value)
    guard let digits, value.isFinite else { return exact }
    // 5.199999999999999 is not 5.2: the zeros of 5.20000 say so.
    return Self.significantDigits(exact) <= digits ? exact : column([value])[0]
  }

  /// Digits of a number's text from the first that is not 0, the exponent's not counted.
  static func significantDigits(_ text: String) -> Int {
    text.prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }.count
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

  // MARK: A column

  /// The numbers of one column, all of one width, aligned on the decimal point.
  ///
  /// Fixed decimals where the smallest number keeps at least two digits by them, if so many are
  /// asked for, a power of ten everywhere otherwise; an exact 0 is `0`, so that 0.000 is never a
  /// rounded number; the sign of a 0 is shown with all digits only.
  ///
  /// - Parameter neighbor: the largest number of the columns beside it, whose decimals this one
  ///   takes over if it keeps all but three of the digits asked for.
  func column(_ values: [Double], beside neighbor: Double? = nil) -> [String] {
    let texts = spelled(values, beside: neighbor)
    let split = texts.map(Self.splitAtPoint)
    // nan and inf have no point to align: they stand at the right.
    let finite = zip(values, split).filter(\.0.isFinite).map(\.1)
    let right = finite.map(\.1.count).max() ?? 0
    let width = max(
      (finite.map(\.0.count).max() ?? 0) + right, texts.map(\.count).max() ?? 0)
    let left = width - right
    return zip(values, split).map { value, parts in
      let (whole, rest) = parts
      if !value.isFinite { return String(repeating: " ", count: width - whole.count) + whole }
      return String(repeating: " ", count: left - whole.count) + whole + rest
        + String(repeating: " ", count: right - rest.count)
    }
  }

  /// The same for numbers that are read back: of equally many decimals where eight digits say it all.
  static func exactColumn(_ values: [Double]) -> [String] {
    let isShort = values.allSatisfy { significantDigits(shortest($0)) <= 7 }
    return NumberFormat(digits: isShort ? 9 : nil).column(values)
  }

  private func spelled(_ values: [Double], beside neighbor: Double?) -> [String] {
    typealias Format = NumberFormat
    guard let digits else { return values.map(Format.shortest) }
    let sizes = values.lazy.filter { $0.isFinite && $0 != 0 }.map(abs)
    guard let largest = sizes.max(), let smallest = sizes.min() else {
      return values.map { $0 == 0 ? "0" : Format.shortest($0) }
    }
    // Numbers that are short anyway are printed whole: weights that were typed, small integers.
    let exact = values.map(Format.shortest)
    let isShort = exact.allSatisfy { !$0.contains("e") && $0.count <= digits + 2 }
    let own = digits - 1 - Format.exponent(largest, digits: digits)
    if isShort {
      let needed = exact.map(Format.decimalCount).max() ?? 0
      if needed <= max(own, 0) {
        return values.map {
          $0 == 0
            ? "0" : $0.isFinite ? Format.fixed($0, decimals: needed) : Format.shortest($0)
        }
      }
    }
    /// Whether that many decimals leave two digits to the smallest number.
    func fits(_ decimals: Int) -> Bool {
      decimals >= 0 && decimals <= digits + 3
        && Format.exponent(smallest, digits: digits) >= min(digits, 2) - 1 - decimals
    }
    var decimals = own
    if let neighbor, neighbor.isFinite, neighbor > 0 {
      let shared = digits - 1 - Format.exponent(neighbor, digits: digits)
      if own - 3 <= shared, shared < own, fits(shared) { decimals = shared }
    }
    let isFixed = fits(decimals)
    return values.map {
      if $0 == 0 { return "0" }
      if !$0.isFinite { return Format.shortest($0) }
      return isFixed
        ? Format.fixed($0, decimals: decimals) : Format.scientific($0, decimals: digits - 1)
    }
  }

  /// The power of ten of a positive number after rounding to that many digits.
  private static func exponent(_ value: Double, digits: Int) -> Int {
    let text = scientific(value, decimals: digits - 1)
    return text.lastIndex(of: "e").flatMap { Int(text[text.index(after: $0)...]) } ?? 0
  }

  private static func decimalCount(_ text: String) -> Int {
    text.lastIndex(of: ".").map { text.distance(from: $0, to: text.endIndex) - 1 } ?? 0
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
