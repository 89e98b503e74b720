/// A text as C has it, which stays until it is freed.
final class CText: Sendable {
  // Unchecked: nobody writes to it.
  nonisolated(unsafe) let start: UnsafePointer<CChar>

  init(_ text: String) { start = UnsafePointer(CTexts.copy([text]).start) }

  deinit { start.deallocate() }
}

/// Texts one behind the other.
final class CTexts: Sendable {
  // Written once, by the initializer, and never changed.
  nonisolated(unsafe) private let start: UnsafeMutablePointer<CChar>
  private let places: [Int]

  init(_ texts: [String]) { (start, places) = Self.copy(texts) }

  deinit { start.deallocate() }

  subscript(k: UInt) -> UnsafePointer<CChar>? {
    k < UInt(places.count) ? UnsafePointer(start + places[Int(k)]) : nil
  }

  /// Each with a 0 at its end, and none within.
  static func copy(_ texts: [String]) -> (start: UnsafeMutablePointer<CChar>, places: [Int]) {
    var (bytes, places) = ([UInt8](), [Int]())
    for text in texts {
      places.append(bytes.count)
      for byte in text.utf8 { bytes += byte == 0 ? Array("\u{FFFD}".utf8) : [byte] }
      bytes.append(0)
    }
    let start = UnsafeMutablePointer<CChar>.allocate(capacity: max(bytes.count, 1))
    for (k, byte) in bytes.enumerated() { (start + k).initialize(to: CChar(bitPattern: byte)) }
    return (start, places)
  }
}

/// A buffer of the caller's for one line of text.
struct TextBuffer {
  let start: UnsafeMutablePointer<CChar>?
  let size: UInt

  /// As much as there is room for, ended by a 0; no character is cut.
  func write(_ text: String) {
    guard let start, size > 0 else { return }
    var count = 0
    for character in text.unicodeScalars {
      let bytes = character == "\0" ? Array("\u{FFFD}".utf8) : Array(String(character).utf8)
      guard UInt(count + bytes.count) < size else { break }
      for byte in bytes {
        start[count] = CChar(bitPattern: byte)
        count += 1
      }
    }
    start[count] = 0
  }
}
