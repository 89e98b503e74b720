internal import Platform

/// Lines of numbers between commas or spaces, of a text format.
struct NumberLines {
  private let lines: [ArraySlice<UInt8>]
  private let kind: String
  private var next = 0

  /// - Parameter isComment: whether a line is passed over; empty ones are in any case.
  init(_ bytes: [UInt8], kind: String, isComment: (ArraySlice<UInt8>) -> Bool) {
    self.kind = kind
    lines = bytes.split(omittingEmptySubsequences: false) { $0 == 0x0A }
      .map { $0.last == 0x0D ? $0.dropLast() : $0 }
      .untilStopped
      .filter { line in !isComment(line) && line.contains { $0 != 0x20 && $0 != 0x09 } }
  }

  var linesLeft: Int { lines.count - next }

  /// An error at the line that was read last; comments are not counted.
  func refused(_ why: String) -> ModelFileError {
    ModelFileError(.refused(kind, "line \(next) of those with numbers: \(why)"))
  }

  /// The numbers of the next line.
  ///
  /// - Throws: at the end, and where something else stands.
  mutating func numbers() throws(ModelFileError) -> [Double] {
    guard let numbers = try peek() else {
      throw ModelFileError(.refused(kind, "it ends too early"))
    }
    next += 1
    return numbers
  }

  /// The same without going on; nil at the end.
  func peek() throws(ModelFileError) -> [Double]? {
    guard next < lines.count else { return nil }
    var numbers: [Double] = []
    let parts = lines[next].partsUntilStopped { $0 == 0x2C || $0 == 0x20 || $0 == 0x09 }
    for part in parts.untilStopped {
      guard let number = Double(String(decoding: part.prefix(100), as: UTF8.self)) else {
        throw ModelFileError(
          .refused(
            kind,
            "line \(next + 1) of those with numbers: "
              + "\(Quote.single(String(decoding: part.prefix(100), as: UTF8.self))) is no number"))
      }
      numbers.append(number)
    }
    return numbers
  }

  /// The whole numbers of the next line.
  mutating func integers() throws(ModelFileError) -> [Int] {
    let numbers = try self.numbers()
    let integers = numbers.compactMap { Int(exactly: $0) }
    guard integers.count == numbers.count else { throw refused("there must be whole numbers") }
    return integers
  }
}
