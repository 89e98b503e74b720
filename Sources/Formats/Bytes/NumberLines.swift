internal import Platform

/// Lines of numbers between commas or spaces, of a text format.
struct NumberLines {
  private let bytes: [UInt8]
  private let kind: String
  private let isComment: (ArraySlice<UInt8>) -> Bool

  /// Where the next line begins, and how many have been read.
  private var position = 0
  private var count = 0

  /// - Parameter isComment: whether a line is passed over; empty ones are in any case.
  init(_ bytes: [UInt8], kind: String, isComment: @escaping (ArraySlice<UInt8>) -> Bool) {
    (self.bytes, self.kind, self.isComment) = (bytes, kind, isComment)
  }

  /// - Complexity: a pass over the rest of the file.
  var linesLeft: Int {
    var rest = self
    var count = 0
    while rest.line() != nil {
      count += 1
      if count & 1023 == 0, StopRequest.isMade { break }
    }
    return count
  }

  /// An error at the line that was read last; comments are not counted.
  func refused(_ why: String) -> ModelFileError {
    ModelFileError(.refused(kind, "line \(count) of those with numbers: \(why)"))
  }

  /// The numbers of the next line.
  ///
  /// - Throws: at the end, and where something else stands.
  mutating func numbers() throws(ModelFileError) -> [Double] {
    guard let line = line() else { throw ModelFileError(.refused(kind, "it ends too early")) }
    count += 1
    var numbers: [Double] = []
    var place = line.startIndex
    while let start = line[place...].firstIndex(where: { !Self.isBetween($0) }) {
      place = line[start...].firstIndex(where: Self.isBetween) ?? line.endIndex
      let text = String(decoding: line[start..<place].prefix(100), as: UTF8.self)
      guard let number = Double(text) else { throw refused("\(Quote.single(text)) is no number") }
      numbers.append(number)
      if numbers.count & 255 == 0, StopRequest.isMade { throw refused("stopped") }
    }
    return numbers
  }

  private static func isBetween(_ byte: UInt8) -> Bool {
    byte == 0x2C || byte == 0x20 || byte == 0x09
  }

  /// The next line that counts; nil at the end.
  private mutating func line() -> ArraySlice<UInt8>? {
    while position < bytes.count {
      let end = bytes[position...].firstIndex(of: 0x0A) ?? bytes.count
      var line = bytes[position..<end]
      position = end + 1
      if line.last == 0x0D { line.removeLast() }
      if !isComment(line), line.contains(where: { $0 != 0x20 && $0 != 0x09 }) { return line }
    }
    return nil
  }

  /// The whole numbers of the next line.
  mutating func integers() throws(ModelFileError) -> [Int] {
    let numbers = try self.numbers()
    let integers = numbers.compactMap { Int(exactly: $0) }
    guard integers.count == numbers.count else { throw refused("there must be whole numbers") }
    return integers
  }
}
