/// Finds the tags of an XML file, one behind the other.
///
/// Source: Extensible Markup Language 1.0, fifth edition.
struct XMLScanner {
  private let bytes: [UInt8]
  private var position: Int
  private let end: Int

  struct Tag {
    enum Kind { case start, end, empty }
    var kind: Kind
    var name: Range<UInt32>

    /// What stands between the name and the end of the tag, checked.
    var attributes: Range<UInt32>
  }

  init(_ bytes: [UInt8], _ range: Range<Int>? = nil) {
    self.bytes = bytes
    (position, end) = (range?.lowerBound ?? 0, range?.upperBound ?? bytes.count)
    // A byte order mark.
    if range == nil, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  func problem(_ message: String) -> XMLTree.Problem {
    XMLTree.Problem(message: message, position: TextPosition(offset: position, in: bytes))
  }

  /// The next tag; nil at the end of the file.
  mutating func tag() throws(XMLTree.Problem) -> Tag? {
    while let start = bytes[position..<end].firstIndex(of: UInt8(ascii: "<")) {
      position = start
      if looking(at: "<!--") {
        try pass("-->", "a comment")
      } else if looking(at: "<?") {
        try pass("?>", "an instruction")
      } else if looking(at: "<![CDATA[") {
        try pass("]]>", "a text")
      } else if looking(at: "<!") {
        throw problem("a document type, which may define entities, is not read")
      } else {
        return try element()
      }
    }
    return nil
  }

  private mutating func element() throws(XMLTree.Problem) -> Tag {
    position += 1
    let isEnd = position < end && bytes[position] == UInt8(ascii: "/")
    if isEnd { position += 1 }
    let name = self.name()
    guard !name.isEmpty else { throw problem("a tag has no name") }
    let start = position
    while try attribute() != nil {}
    let attributes = start..<position
    passSpace()
    let isEmpty = position < end && bytes[position] == UInt8(ascii: "/")
    if isEmpty { position += 1 }
    guard position < end, bytes[position] == UInt8(ascii: ">"), !(isEmpty && isEnd) else {
      throw problem("the tag <\(Quote.shortened(text(name)))> is not ended")
    }
    position += 1
    func narrow(_ range: Range<Int>) -> Range<UInt32> {
      UInt32(range.lowerBound)..<UInt32(range.upperBound)
    }
    return Tag(
      kind: isEnd ? .end : isEmpty ? .empty : .start, name: narrow(name),
      attributes: narrow(attributes))
  }

  /// The next attribute of a tag; nil where none stands.
  mutating func attribute() throws(XMLTree.Problem) -> (name: Range<Int>, value: Range<Int>)? {
    passSpace()
    let name = self.name()
    guard !name.isEmpty else { return nil }
    passSpace()
    guard position < end, bytes[position] == UInt8(ascii: "=") else {
      throw problem("the attribute \(Quote.single(text(name))) has no value")
    }
    position += 1
    passSpace()
    guard position < end, bytes[position] == UInt8(ascii: "\"") || bytes[position] == 0x27,
      let close = bytes[(position + 1)..<end].firstIndex(of: bytes[position])
    else { throw problem("the value of \(Quote.single(text(name))) is not in quotes") }
    let value = (position + 1)..<close
    guard !bytes[value].contains(UInt8(ascii: "<")) else {
      throw problem("the value of \(Quote.single(text(name))) is not ended")
    }
    position = close + 1
    return (name, value)
  }

  // MARK: Characters

  private mutating func name() -> Range<Int> {
    let start = position
    while position < end, Self.isOfName(bytes[position]) { position += 1 }
    return start..<position
  }

  private static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x3A, 0x41...0x5A, 0x5F, 0x61...0x7A, 0x2D, 0x2E, 0x80...: true
    default: false
    }
  }

  private mutating func passSpace() {
    while position < end, bytes[position] == 0x20 || (0x09...0x0D).contains(bytes[position]) {
      position += 1
    }
  }

  private func looking(at text: String) -> Bool { bytes[position..<end].starts(with: text.utf8) }

  private mutating func pass(_ mark: String, _ what: String) throws(XMLTree.Problem) {
    let mark = Array(mark.utf8)
    var start = position
    while let found = bytes[start..<end].firstIndex(of: mark[0]) {
      if bytes[found..<end].starts(with: mark) {
        position = found + mark.count
        return
      }
      start = found + 1
    }
    throw problem("\(what) is not ended")
  }

  private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// A value with its references to characters read: `&lt;`, `&#60;`. Any other stays as it is.
  static func characters(_ value: ArraySlice<UInt8>) -> String {
    let text = String(decoding: value, as: UTF8.self)
    guard value.contains(UInt8(ascii: "&")) else { return text }
    let parts = text.split(separator: "&", omittingEmptySubsequences: false)
    return parts.dropFirst().reduce(String(parts[0])) { result, part in
      guard let semicolon = part.firstIndex(of: ";"),
        let character = reference(part[..<semicolon])
      else { return result + "&" + part }
      return result + String(character) + part[part.index(after: semicolon)...]
    }
  }

  private static func reference(_ name: Substring) -> Character? {
    switch name {
    case "lt": return "<"
    case "gt": return ">"
    case "amp": return "&"
    case "quot": return "\""
    case "apos": return "'"
    default:
      guard name.first == "#" else { return nil }
      let digits = name.dropFirst()
      let code =
        digits.first == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
      return code.flatMap(Unicode.Scalar.init).map(Character.init)
    }
  }
}
