import CSystem
import Glibc

/// C's mathematics and spelling of numbers, where Swift has none of its own.
package enum CNumber {
  /// `base` to the power of `exponent`; it knows that (−2)² is 4.
  package static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

  package static func log10(_ value: Double) -> Double { Glibc.log10(value) }

  /// Correctly rounded to so many decimals: 0.125.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    unsafe printed { unsafe print_fixed($0, $1, Int32(decimals), value) }
  }

  /// Correctly rounded, with a power of ten of two digits or more: 1.25e-01.
  package static func scientific(_ value: Double, decimals: Int) -> String {
    unsafe printed { unsafe print_scientific($0, $1, Int32(decimals), value) }
  }

  /// The number that a text begins with, and how many bytes it has; something that belongs to no
  /// number must stand behind the text.
  package static func read(_ text: UnsafeRawBufferPointer) -> (value: Double, count: Int)? {
    guard let start = text.baseAddress else { return nil }
    var end: UnsafeMutablePointer<CChar>?
    let value = unsafe strtod(start.assumingMemoryBound(to: CChar.self), &end)
    return unsafe end.map { unsafe (value, UnsafeRawPointer($0) - start) }
  }

  private static func printed(
    _ print: (UnsafeMutablePointer<CChar>?, Int) -> Int32
  ) -> String {
    // 1e308 with no decimals has 309 digits; no format here asks for more than 20 decimals.
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
      _ = unsafe print(buffer.baseAddress, 400)
      return unsafe buffer.baseAddress.map { unsafe String(cString: $0) } ?? ""
    }
  }
}

/// Where the first line feed is.
package func newline(in bytes: UnsafeRawBufferPointer) -> Int? {
  unsafe first(0x0A, in: bytes)
}

/// Where a byte is first.
package func first(_ byte: UInt8, in bytes: UnsafeRawBufferPointer) -> Int? {
  guard let start = bytes.baseAddress else { return nil }
  return unsafe memchr(start, Int32(byte), bytes.count).map {
    unsafe UnsafeRawPointer($0) - start
  }
}
