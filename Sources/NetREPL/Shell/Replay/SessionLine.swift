/// A word, a sign or a number of a line of a session.
struct SessionToken: Equatable {
  /// As it stands there; a rule of any length is `---`.
  var text: String

  /// The bytes of the line it covers, with `<` and the tolerance behind it.
  var range: Range<Int>
  var isNumber = false
  var value = 0.0

  /// Whether there is neither a point nor a power of ten.
  var isInteger = false

  /// What `(+-x)` behind an expected number allows.
  var tolerance: Double?

  /// Whether `<` before an expected number asks for anything below it.
  var isBound = false

  /// With its bound or tolerance.
  var written: String {
    if isBound { return "<\(text)" }
    return tolerance.map { "\(text)(+-\(NumberFormat.shortest($0)))" } ?? text
  }

  /// The digits without leading zeros, and a minus unless it is 0.
  var canonicalInteger: String {
    let digits = text.drop { "+-0".contains($0) }
    return text.hasPrefix("-") && !digits.isEmpty ? "-\(digits)" : String(digits)
  }
}

/// A line of a session as it is compared: tokens, with runs of spaces and rules made one.
struct SessionLine {
  /// The line as the plain format spells it, without a carriage return.
  let plain: String
  private(set) var tokens: [SessionToken] = []

  /// Whether it stands for any lines: `...` alone.
  var isAnything: Bool { tokens.count == 1 && tokens[0].text == "..." }

  var isBlank: Bool { tokens.isEmpty }

  private let bytes: [UInt8]
  private var index = 0

  /// - Parameter isExpected: whether `<x` and `(+-x)` are bounds and tolerances, not text.
  init(_ line: String, isExpected: Bool) {
    plain = PlainRenderer.spell(line.withoutCarriageReturn)
    bytes = Array(plain.utf8)
    while index < bytes.count {
      if [0x20, 0x09, 0x0D].contains(bytes[index]) { index += 1 } else { read(isExpected) }
    }
  }

  private mutating func read(_ isExpected: Bool) {
    let start = index
    if isExpected, takeTolerance() { return }
    if let end = number(at: index) {
      add(number: start..<end, whole: start..<end)
    } else if isExpected, bytes[index] == 0x3C, let end = unsignedNumber(at: index + 1) {
      add(number: (start + 1)..<end, whole: start..<end)
      tokens[tokens.count - 1].isBound = true
    } else if bytes[index].isPartOfWord {
      while index < bytes.count, bytes[index].isPartOfWord { index += 1 }
      add(text(start..<index), start..<index)
    } else {
      let mark = bytes[index]
      while index < bytes.count, bytes[index] == mark { index += 1 }
      let count = index - start
      if count >= 3, [0x2D, 0x3D, 0x7E, 0x2A].contains(mark) {
        add("---", start..<index)
      } else if count >= 2, mark == 0x2E {
        add("...", start..<index)
      } else {
        index = start + 1
        add(text(start..<index), start..<index)
      }
    }
  }

  /// `(+-x)` belongs to the number before it.
  private mutating func takeTolerance() -> Bool {
    guard let last = tokens.last, last.isNumber, last.tolerance == nil, !last.isBound,
      bytes[index...].starts(with: [0x28, 0x2B, 0x2D]), let end = unsignedNumber(at: index + 3),
      end < bytes.count, bytes[end] == 0x29, let value = Double(text((index + 3)..<end))
    else { return false }
    tokens[tokens.count - 1].tolerance = value
    tokens[tokens.count - 1].range = last.range.lowerBound..<(end + 1)
    index = end + 1
    return true
  }

  private mutating func add(_ text: String, _ range: Range<Int>) {
    tokens.append(SessionToken(text: text, range: range))
  }

  private mutating func add(number: Range<Int>, whole: Range<Int>) {
    let text = text(number)
    tokens.append(
      SessionToken(
        text: text, range: whole, isNumber: true, value: Double(text) ?? .nan,
        isInteger: text.allSatisfy { $0.isNumber || $0 == "-" || $0 == "+" }))
    index = whole.upperBound
  }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  // MARK: Numbers

  /// The end of a number that may have a sign. Behind a word or another number a sign is an
  /// operator or a hyphen: the layers 2-3-1.
  private func number(at start: Int) -> Int? {
    guard bytes[start] == 0x2B || bytes[start] == 0x2D else { return unsignedNumber(at: start) }
    if start > 0, bytes[start - 1].isPartOfWord || [0x29, 0x5D].contains(bytes[start - 1]) {
      return nil
    }
    return unsignedNumber(at: start + 1)
  }

  private func unsignedNumber(at start: Int) -> Int? {
    var end = digits(from: start)
    let whole = end - start
    if end < bytes.count, bytes[end] == 0x2E, digits(from: end + 1) > end + 1 {
      end = digits(from: end + 1)
    } else if whole == 0 {
      return nil
    }
    if end < bytes.count, bytes[end] | 0x20 == 0x65 {
      var power = end + 1
      if power < bytes.count, bytes[power] == 0x2B || bytes[power] == 0x2D { power += 1 }
      if digits(from: power) > power { end = digits(from: power) }
    }
    return end
  }

  private func digits(from start: Int) -> Int {
    var end = start
    while end < bytes.count, (0x30...0x39).contains(bytes[end]) { end += 1 }
    return end
  }
}

extension UInt8 {
  /// ASCII letters, digits, the underscore, and everything beyond ASCII.
  fileprivate var isPartOfWord: Bool {
    (0x30...0x39).contains(self) || (0x61...0x7A).contains(self | 0x20) || self == 0x5F
      || self >= 0x80
  }
}
