internal import Platform

/// Reads a JSON text (RFC 8259) into a `JSONValue`.
///
/// Stricter than most: no key twice in an object, no number beyond a double's range, nesting
/// limited so that no text can exhaust the stack. Wider in one place: `NaN`, `Infinity` and
/// `-Infinity` are numbers, as Python writes them.
package struct JSONParser {
  static let depthLimit = 128

  let bytes: [UInt8]
  var at = 0
  private var depth = 0

  /// The values so far, but for the numbers of lists of numbers: each takes ten times its text.
  private var count = 0
  private let limit = ReadLimits.current[.values]

  /// The value of a whole text, in one pass.
  package static func parse(_ bytes: [UInt8]) throws(JSONSyntaxError) -> JSONValue {
    var parser = JSONParser(bytes: bytes)
    parser.skipByteOrderMark()
    let value = try parser.value(expected: "a value")
    parser.skipSpace()
    guard parser.at == bytes.count else {
      throw parser.unexpected(expected: "the end of the text")
    }
    return value
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// In a text that has been read, at the opening bracket of a list of numbers.
  init(_ bytes: [UInt8], at start: Int) {
    (self.bytes, at) = (bytes, start)
  }

  // MARK: Values

  private mutating func value(expected: String) throws(JSONSyntaxError) -> JSONValue {
    skipSpace()
    let start = at
    count += 1
    if count > limit,
      let problem = ReadLimits.problem(
        .values, atLeast: count, enough: bytes.count / 2 + 1)
    {
      throw error(.tooMany(problem), at: start)
    }
    let content: JSONValue.Content
    switch next {
    case "{":
      content = .object(try members())
    case "[":
      if let numbers = try numbers() {
        content = .numbers(numbers)
      } else {
        content = .list(try elements())
      }
    case "\"": content = .string(try string())
    case let byte where Self.startsNumber(byte): content = .number(try number())
    case let byte where Self.isWordByte(byte): content = try keyword()
    default: throw unexpected(expected: expected)
    }
    return JSONValue(content: content, offset: start)
  }

  private mutating func keyword() throws(JSONSyntaxError) -> JSONValue.Content {
    let start = at
    switch word() {
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case "null": return .null
    case let other: throw error(.notAValue(word: other), at: start)
    }
  }

  /// A list of numbers alone; nil, with nothing read, when it is empty or holds anything else.
  private mutating func numbers() throws(JSONSyntaxError) -> JSONNumbers? {
    let start = at
    guard depth < Self.depthLimit else { throw error(.tooDeep(limit: Self.depthLimit), at: at) }
    var (count, words) = (0, 0)
    repeat {
      at += 1
      skipSpace()
      if Self.startsNumber(next) {
        try passNumber()
      } else if nonFiniteWord() != nil {
        words += 1
      } else {
        at = start
        return nil
      }
      count += 1
      if count & 255 == 0, StopRequest.isMade { throw stopped }
      skipSpace()
    } while next == ","
    // Strings alone may be names.
    guard take("]"), words < count else {
      at = start
      return nil
    }
    return JSONNumbers(in: bytes, at: start, count: count)
  }

  private mutating func elements() throws(JSONSyntaxError) -> [JSONValue] {
    try enter()
    defer { depth -= 1 }
    skipSpace()
    if take("]") { return [] }
    var elements: [JSONValue] = []
    repeat {
      elements.append(try value(expected: "a value"))
      if elements.count & 63 == 0, StopRequest.isMade { throw stopped }
      skipSpace()
    } while take(",")
    guard take("]") else { throw unexpected(expected: "',' or ']'") }
    return elements
  }

  private mutating func members() throws(JSONSyntaxError) -> [JSONValue.Member] {
    try enter()
    defer { depth -= 1 }
    skipSpace()
    if take("}") { return [] }
    var members: [JSONValue.Member] = []
    var keys: Set<String> = []
    repeat {
      skipSpace()
      let start = at
      guard next == "\"" else { throw unexpected(expected: "a key in double quotes") }
      let key = try string()
      guard keys.insert(key).inserted else { throw error(.duplicateKey(key), at: start) }
      skipSpace()
      guard take(":") else { throw unexpected(expected: "':'") }
      members.append(JSONValue.Member(key: key, value: try value(expected: "a value")))
      if members.count & 63 == 0, StopRequest.isMade { throw stopped }
      skipSpace()
    } while take(",")
    guard take("}") else { throw unexpected(expected: "',' or '}'") }
    return members
  }

  /// Steps over an opening bracket.
  private mutating func enter() throws(JSONSyntaxError) {
    guard depth < Self.depthLimit else { throw error(.tooDeep(limit: Self.depthLimit), at: at) }
    depth += 1
    at += 1
  }
}
