/// The parts of `NAME(x) = FORMULA`, as typed; parameters may stand behind the name, as in
/// `softplus(5)'(x)`.
struct Equation {
  var name: Word

  /// The brackets with the parameters, and the primes that stand behind them.
  var parameters: Word?
  var primes = ""
  var variable: Word
  var formula: Word

  /// - Parameter typed: the text, and the character of the line that it begins at.
  /// - Throws: `CommandError` that points at what is missing.
  init(_ typed: (text: String, start: Int)) throws(CommandError) {
    var scanner = Scanner(characters: Array(typed.text), start: typed.start)
    name = scanner.name()
    guard !name.text.isEmpty else {
      throw CommandError("a name belongs here, as in f(x) = x^2", at: scanner.next)
    }
    parameters = scanner.brackets()
    if parameters != nil { primes = scanner.name().text }
    if let word = parameters, let inner = word.variableInBrackets, scanner.take("=") {
      // tansig(x)' is tansig'(x).
      (parameters, variable, formula) = (nil, inner, scanner.rest())
      return
    }
    guard scanner.take("(") else {
      throw CommandError("the variable is missing: \(name.clipped)(x) = ...", at: scanner.next)
    }
    variable = scanner.name()
    guard !variable.text.isEmpty else {
      throw CommandError("a variable belongs here: \(name.clipped)(x) = ...", at: scanner.next)
    }
    guard scanner.take(")") else {
      throw CommandError("a function has one variable, as in f(x) = x^2", at: scanner.next)
    }
    guard scanner.take("=") else {
      throw CommandError(
        "'=' and a formula belong here: \(name.clipped)(\(variable.clipped)) = ...",
        at: scanner.next)
    }
    formula = scanner.rest()
  }

  private struct Scanner {
    let characters: [Character]
    let start: Int
    var position = 0

    /// The character that stands next, or the place behind the last one.
    var next: Range<Int> { (start + position)..<(start + position + 1) }

    mutating func skipSpaces() {
      while position < characters.count, characters[position].isWhitespace { position += 1 }
    }

    mutating func take(_ sign: Character) -> Bool {
      skipSpaces()
      guard position < characters.count, characters[position] == sign else { return false }
      position += 1
      return true
    }

    /// Whatever is no space and none of the signs around a name; what is wrong in it is said by
    /// whoever knows what the name is for.
    mutating func name() -> Word {
      skipSpaces()
      let first = position
      while position < characters.count, !characters[position].isWhitespace,
        !"(),=;".contains(characters[position])
      {
        position += 1
      }
      return part(from: first)
    }

    /// Brackets, if others or a prime follow them: those are about the variable.
    mutating func brackets() -> Word? {
      let first = position
      guard take("("),
        let end = characters[position...].firstIndex(of: ")")
      else {
        position = first
        return nil
      }
      let behind = characters[(end + 1)...].first { !$0.isWhitespace }
      guard let behind, "('′″".contains(behind) else {
        position = first
        return nil
      }
      position = end + 1
      return part(from: first)
    }

    mutating func rest() -> Word {
      let first = position
      position = characters.count
      return part(from: first)
    }

    private func part(from first: Int) -> Word {
      Word(
        text: String(characters[first..<position]), range: (start + first)..<(start + position))
    }
  }
}

extension Word {
  fileprivate var clipped: String { text.clipped(to: 40) }

  /// What stands in brackets, if it begins as a name does.
  fileprivate var variableInBrackets: Word? {
    let inner = text.dropFirst().dropLast()
    guard inner.first?.isLetter == true, inner.allSatisfy({ !$0.isWhitespace && $0 != "," }) else {
      return nil
    }
    return Word(text: String(inner), range: (range.lowerBound + 1)..<(range.upperBound - 1))
  }
}
