/// Plain values and the errors about them.
extension NetworkJSONReader {
  func member(
    _ key: String, of value: JSONValue, place: String
  ) throws(ModelFileError) -> JSONValue {
    guard let member = value[key] else {
      throw error(.missing(key: key, place: place), at: value)
    }
    return member
  }

  func string(_ value: JSONValue, place: String) throws(ModelFileError) -> String {
    guard let string = value.string else {
      throw wrongKind(value, place: place, needed: "a string")
    }
    return string
  }

  /// A list of numbers, the words nan, inf and -inf among them; `entry` names one, from 1.
  func numbers(
    _ value: JSONValue, place: String, needed: String, entry: (Int) -> String
  ) throws(ModelFileError) -> [Double] {
    var numbers: [Double] = []
    numbers.reserveCapacity(value.listCount)
    try append(value, to: &numbers, place: place, needed: needed, entry: entry)
    return numbers
  }

  /// The same behind other numbers.
  func append(
    _ value: JSONValue, to numbers: inout [Double], place: String, needed: String,
    entry: (Int) -> String
  ) throws(ModelFileError) {
    if case .numbers(let list) = value.content { return list.append(to: &numbers) }
    guard let elements = value.elements else {
      throw wrongKind(value, place: place, needed: needed)
    }
    for (j, element) in elements.enumerated() {
      guard let number = NonFiniteWord.number(element) else {
        throw wrongKind(element, place: entry(j + 1), needed: "a number")
      }
      numbers.append(number)
    }
  }

  // MARK: Errors

  func error(_ problem: ModelFileError.Problem, at value: JSONValue) -> ModelFileError {
    ModelFileError(problem, at: TextPosition(offset: value.offset, in: bytes))
  }

  func wrongKind(_ value: JSONValue, place: String, needed: String) -> ModelFileError {
    let found = value.string.map(Quote.double) ?? value.kind
    return error(.wrongKind(place: place, needed: needed, found: found), at: value)
  }
}

/// The strings that stand for the numbers JSON has no way to write.
enum NonFiniteWord {
  static let all: [(text: String, value: Double)] = [
    ("nan", .nan), ("inf", .infinity), ("-inf", -.infinity),
  ]

  /// The number of a JSON number or of one of those strings.
  static func number(_ value: JSONValue) -> Double? {
    switch value.content {
    case .number(let number): number
    case .string(let text): all.first { $0.text == text }?.value
    default: nil
    }
  }
}
