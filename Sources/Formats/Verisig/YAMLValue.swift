internal import Platform

/// A value of a YAML text.
///
/// Read are mappings, sequences and plain words, by indentation or in brackets. Anchors, tags and
/// texts over several lines are not.
enum YAMLValue: Sendable {
  case word(String)
  case numbers([Double])
  case list([YAMLValue])
  case mapping([(key: String, value: YAMLValue)])

  subscript(key: String) -> YAMLValue? {
    guard case .mapping(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }
}

/// Reads a YAML text by its tokens.
struct YAMLParser {
  static let depthLimit = 16

  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var lineStart = 0
  private var token: Token?

  /// The values so far, but for the numbers of lists of numbers.
  private var count = 0
  private let limit = ReadLimits.current[.values]

  private struct Token {
    enum Kind: Equatable {
      /// A dash of a sequence, a colon behind a key, one of `[]{},`.
      case mark(UInt8)
      case word
    }
    var kind: Kind
    var range: Range<Int>
    var line: Int
    var column: Int
  }

  struct Problem: Error {
    let message: String
    let line: Int
  }

  static func parse(_ bytes: [UInt8]) throws(Problem) -> YAMLValue {
    var parser = YAMLParser(bytes: bytes)
    try parser.advance()
    let value = try parser.value(from: 0, depth: 0)
    if let token = parser.token { throw parser.problem("this stands behind the end", token) }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  // MARK: Values

  /// The value that begins here, in columns from the given one on; nothing where none stands there.
  private mutating func value(from column: Int, depth: Int) throws(Problem) -> YAMLValue {
    guard let first = token, first.column >= column else { return .word("") }
    guard depth < Self.depthLimit else { throw problem("values are nested too deep", first) }
    switch first.kind {
    case .mark(UInt8(ascii: "-")): return try sequence(at: first.column, depth)
    case .mark(UInt8(ascii: "[")): return try bracketed(depth)
    case .mark(UInt8(ascii: "{")): return try braced(depth)
    case .mark: throw problem("a value must stand here", first)
    case .word:
      try advance()
      guard isMark(":") else { return .word(text(first)) }
      return try mapping(first, depth)
    }
  }

  /// Lines with a dash in one column.
  private mutating func sequence(at column: Int, _ depth: Int) throws(Problem) -> YAMLValue {
    var items: [YAMLValue] = []
    var numbers: [Double] = []
    while let dash = token, isMark("-"), dash.column == column {
      try advance()
      try add(try value(from: column + 1, depth: depth + 1), to: &items, &numbers)
    }
    return list(items, numbers)
  }

  /// Lines with a key in one column; the first key has been read.
  private mutating func mapping(_ first: Token, _ depth: Int) throws(Problem) -> YAMLValue {
    var members: [(String, YAMLValue)] = []
    var key = first
    while true {
      try advance()
      // A sequence may stand in the column of its key.
      let isSequence = isMark("-") && token?.line != key.line
      let value = try value(from: key.column + (isSequence ? 0 : 1), depth: depth + 1)
      try keep(1)
      members.append((text(key), value))
      guard let next = token, next.kind == .word, next.column == first.column,
        next.line != key.line
      else { return .mapping(members) }
      key = next
      try advance()
      guard isMark(":") else { throw problem("a key has no value", key) }
    }
  }

  private mutating func bracketed(_ depth: Int) throws(Problem) -> YAMLValue {
    var items: [YAMLValue] = []
    var numbers: [Double] = []
    try advance()
    while !isMark("]") {
      try add(try inBrackets(depth), to: &items, &numbers)
      if isMark(",") { try advance() } else if !isMark("]") { throw unclosed }
    }
    try advance()
    return list(items, numbers)
  }

  private mutating func braced(_ depth: Int) throws(Problem) -> YAMLValue {
    var members: [(String, YAMLValue)] = []
    try advance()
    while !isMark("}") {
      guard let key = token, key.kind == .word else { throw unclosed }
      try advance()
      guard isMark(":") else { throw problem("a key has no value", key) }
      try advance()
      try keep(1)
      members.append((text(key), try inBrackets(depth)))
      if isMark(",") { try advance() } else if !isMark("}") { throw unclosed }
    }
    try advance()
    return .mapping(members)
  }

  private mutating func inBrackets(_ depth: Int) throws(Problem) -> YAMLValue {
    guard let first = token else { throw unclosed }
    if first.kind == .word {
      try advance()
      return .word(text(first))
    }
    guard isMark("[") || isMark("{") else { throw problem("a value must stand here", first) }
    return try value(from: 0, depth: depth + 1)
  }

  /// Numbers stand close together, since there are many.
  private mutating func add(
    _ value: YAMLValue, to items: inout [YAMLValue], _ numbers: inout [Double]
  ) throws(Problem) {
    if items.isEmpty, case .word(let word) = value, let number = Double(word) {
      numbers.append(number)
    } else {
      try keep(1 + numbers.count)
      items += numbers.map { .word("\($0)") }
      numbers = []
      items.append(value)
    }
  }

  private mutating func keep(_ more: Int) throws(Problem) {
    count += more
    if count > limit,
      let problem = ReadLimits.problem(
        .values, atLeast: count, enough: bytes.count)
    {
      throw Problem(message: problem, line: line)
    }
  }

  private func list(_ items: [YAMLValue], _ numbers: [Double]) -> YAMLValue {
    items.isEmpty ? .numbers(numbers) : .list(items)
  }

  // MARK: Tokens

  private func isMark(_ mark: Unicode.Scalar) -> Bool {
    token?.kind == .mark(UInt8(ascii: mark))
  }

  private func text(_ token: Token) -> String {
    var text = bytes[token.range]
    if text.count >= 2, let quote = text.first, quote == 0x22 || quote == 0x27, text.last == quote {
      text = text.dropFirst().dropLast()
    }
    return String(decoding: text, as: UTF8.self)
  }

  private var unclosed: Problem {
    Problem(message: "a bracket is not closed", line: token?.line ?? line)
  }

  private func problem(_ message: String, _ token: Token) -> Problem {
    Problem(message: message, line: token.line)
  }

  private mutating func advance() throws(Problem) {
    if StopRequest.isMade { throw Problem(message: "stopped", line: line) }
    passSpace()
    guard position < bytes.count else {
      token = nil
      return
    }
    let start = position
    let byte = bytes[position]
    var kind = Token.Kind.mark(byte)
    if "[]{},".utf8.contains(byte) || (":-".utf8.contains(byte) && isSpace(position + 1)) {
      position += 1
    } else {
      kind = .word
      try passWord()
    }
    var end = position
    while end > start + 1, isSpace(end - 1) { end -= 1 }
    token = Token(kind: kind, range: start..<end, line: line, column: start - lineStart)
  }

  private mutating func passWord() throws(Problem) {
    let first = bytes[position]
    if "&*!|>%@`".utf8.contains(first) {
      throw Problem(
        message: "\(Quote.single(String(Unicode.Scalar(first)))) is not read", line: line)
    }
    if first == 0x22 || first == 0x27 {
      guard let close = bytes[(position + 1)...].firstIndex(where: { $0 == first || $0 == 0x0A }),
        bytes[close] == first
      else { throw Problem(message: "a text is not closed", line: line) }
      position = close + 1
      return
    }
    while position < bytes.count, !"[]{},\n\r".utf8.contains(bytes[position]) {
      // `a: 1` is a key, `a:1` a word; a comment stands behind a space.
      if bytes[position] == UInt8(ascii: ":"), isSpace(position + 1) { return }
      if bytes[position] == UInt8(ascii: "#"), isSpace(position - 1) { return }
      position += 1
    }
  }

  private func isSpace(_ place: Int) -> Bool {
    place >= bytes.count || bytes[place] == 0x20 || (0x09...0x0D).contains(bytes[place])
  }

  private mutating func passSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x0A:
        position += 1
        line += 1
        lineStart = position
      case 0x20, 0x09, 0x0D: position += 1
      case UInt8(ascii: "#"):
        while position < bytes.count, bytes[position] != 0x0A { position += 1 }
      // The beginning of a document.
      case UInt8(ascii: "-")
      where position == lineStart && bytes[position...].starts(with: "---".utf8):
        position += 3
      default: return
      }
    }
  }
}
