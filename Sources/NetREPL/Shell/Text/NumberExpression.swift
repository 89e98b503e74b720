import Platform

/// Numbers as people type them: `0.5`, `-1e-3`, `0x1p-3`, `pi/4`, `1e-3*2`, `(1+2)/3`.
package enum NumberExpression {
  /// The value of a text.
  ///
  /// - Parameter range: where it stands in the line.
  /// - Throws: `CommandError` when it is not a number, too large for a double, or nested too deeply.
  package static func value(
    of text: String, at range: Range<Int>? = nil
  ) throws(CommandError) -> Double {
    var reader = Reader(text: text, range: range)
    let value = try reader.sum(depth: 0)
    guard reader.isAtEnd else { throw reader.notANumber }
    return value
  }

  private struct Reader {
    let text: String
    let range: Range<Int>?
    let characters: [Character]
    var position = 0

    init(text: String, range: Range<Int>?) {
      (self.text, self.range) = (text, range)
      // What the program prints can be typed back.
      characters = text.map { $0 == "−" ? "-" : $0 }
    }

    var isAtEnd: Bool { position == characters.count }
    var notANumber: CommandError { problem("is not a number") }

    private func problem(_ what: String) -> CommandError {
      CommandError("\(text.quoted) \(what)", at: range)
    }

    mutating func sum(depth: Int) throws(CommandError) -> Double {
      guard depth < 64 else { throw CommandError("this number is nested too deeply", at: range) }
      var value = try product(depth: depth)
      while let sign = take(["+", "-"]) {
        let term = try product(depth: depth)
        value = try finite(sign == "+" ? value + term : value - term, from: value, term)
      }
      return value
    }

    private mutating func product(depth: Int) throws(CommandError) -> Double {
      var value = try signed(depth: depth)
      while let sign = take(["*", "/"]) {
        let factor = try signed(depth: depth)
        if sign == "/", factor == 0 { throw problem("divides by zero") }
        value = try finite(sign == "*" ? value * factor : value / factor, from: value, factor)
      }
      return value
    }

    /// A sign binds less than a power: -2^2 is -4.
    private mutating func signed(depth: Int) throws(CommandError) -> Double {
      guard depth < 64 else { throw CommandError("this number is nested too deeply", at: range) }
      if let sign = take(["+", "-"]) {
        let value = try signed(depth: depth + 1)
        return sign == "-" ? -value : value
      }
      let base = try primary(depth: depth)
      guard take(["^"]) != nil else { return base }
      let exponent = try signed(depth: depth + 1)
      if base == 0, exponent < 0 { throw problem("divides by zero") }
      return try finite(CNumber.power(base, exponent), from: base, exponent)
    }

    /// The result of an operation on finite numbers, which must be finite too; `nan` and `inf` come
    /// only from those words.
    private func finite(
      _ result: Double, from left: Double, _ right: Double
    ) throws(CommandError) -> Double {
      if result.isFinite || !left.isFinite || !right.isFinite { return result }
      throw problem(result.isNaN ? "has no real value" : "is too large for a double")
    }

    private mutating func primary(depth: Int) throws(CommandError) -> Double {
      if take(["("]) != nil {
        let value = try sum(depth: depth + 1)
        guard take([")"]) != nil else { throw notANumber }
        return value
      }
      let start = position
      let isHexadecimal =
        position + 1 < characters.count && characters[position] == "0"
        && "xX".contains(characters[position + 1])
      let exponents: [Character] = isHexadecimal ? ["p", "P"] : ["e", "E"]
      while position < characters.count {
        let character = characters[position]
        let followsExponent = position > start && exponents.contains(characters[position - 1])
        let isPart =
          character.isASCII
          && (character.isLetter || character.isNumber || character == "."
            || ("+-".contains(character) && followsExponent && characters[start].isNumberStart))
        if !isPart { break }
        position += 1
      }
      let literal = String(characters[start..<position])
      switch literal {
      case "": throw notANumber
      case "pi": return .pi
      case "nan", "NaN": return .nan
      case "inf", "Inf", "infinity": return .infinity
      default: break
      }
      guard characters[start].isNumberStart, let value = Double(literal) else { throw notANumber }
      guard value.isFinite else {
        throw CommandError("\(literal.clipped(to: 40)) is too large for a double", at: range)
      }
      return value
    }

    private mutating func take(_ choices: [Character]) -> Character? {
      guard position < characters.count, choices.contains(characters[position]) else { return nil }
      defer { position += 1 }
      return characters[position]
    }
  }
}

extension Character {
  fileprivate var isNumberStart: Bool { isASCII && isNumber || self == "." }
}
