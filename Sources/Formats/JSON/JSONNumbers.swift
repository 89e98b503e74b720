/// A list of numbers of a JSON text, at least one. It is kept as the place where it stands: a number
/// is read when it is asked for, so that a text of two bytes a number takes no more memory than itself.
///
/// The strings `"nan"`, `"inf"` and `"-inf"` among numbers are numbers, as this program writes them.
package struct JSONNumbers: Sendable {
  private let text: [UInt8]

  /// The place of the opening bracket: texts are shorter than 2^32.
  private let start: UInt32
  private let length: UInt32

  /// - Precondition: the text has been read as a list of so many numbers.
  init(in text: [UInt8], at start: Int, count: Int) {
    (self.text, self.start, length) = (text, UInt32(clamping: start), UInt32(clamping: count))
  }

  package var count: Int { Int(length) }

  /// The numbers, each the double nearest to its decimal.
  package var values: [Double] {
    var values: [Double] = []
    values.reserveCapacity(count)
    append(to: &values)
    return values
  }

  package func append(to values: inout [Double]) {
    var parser = JSONParser(text, at: Int(start))
    for _ in 0..<count { values.append(parser.nextOfList()) }
  }
}

extension JSONNumbers: Hashable {
  package static func == (left: JSONNumbers, right: JSONNumbers) -> Bool {
    left.length == right.length && left.values == right.values
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(length) }
}

/// The elements of a list of any kind; those of a list of numbers keep the place of the list.
package struct JSONElements: RandomAccessCollection, Sendable {
  private let content: Content
  private let offset: Int

  private enum Content {
    case values([JSONValue])
    case numbers([Double])
  }

  init(_ values: [JSONValue]) { (content, offset) = (.values(values), 0) }

  init(_ numbers: JSONNumbers, at offset: Int) {
    (content, self.offset) = (.numbers(numbers.values), offset)
  }

  package var startIndex: Int { 0 }

  package var endIndex: Int {
    switch content {
    case .values(let values): values.count
    case .numbers(let numbers): numbers.count
    }
  }

  package subscript(index: Int) -> JSONValue {
    switch content {
    case .values(let values): values[index]
    case .numbers(let numbers): JSONValue(content: .number(numbers[index]), offset: offset)
    }
  }
}
