/// Reads a formula: + − * / ^ with the precedence of mathematics, brackets, functions.
///
/// −x^2 is −(x^2), and 2^3^2 is 2^(3^2). Nothing is implicit: 2x is an error that says so.
package struct FormulaParser {
  /// What names mean.
  package struct Names: Sendable {
    var variable: String

    /// Whether T, the value of the activation, may be used.
    var allowsValue: Bool

    /// Symbols that stand for numbers.
    var parameters: Set<String>

    /// The formula of a function by its name: an activation, or one that the user has defined.
    var function: @Sendable (String) -> NamedFormula?

    /// The names that `function` knows, for a hint.
    var functionNames: [String]

    /// Whether that is the name of an activation of a whole layer, which no formula can call.
    var isOfWholeLayer: @Sendable (String) -> Bool

    package init(
      variable: String = "x", allowsValue: Bool = false, parameters: Set<String> = [],
      functionNames: [String] = [],
      isOfWholeLayer: @escaping @Sendable (String) -> Bool = { _ in false },
      function: @escaping @Sendable (String) -> NamedFormula? = { _ in nil }
    ) {
      self.variable = variable
      self.allowsValue = allowsValue
      self.parameters = parameters
      self.functionNames = functionNames
      self.isOfWholeLayer = isOfWholeLayer
      self.function = function
    }
  }

  /// How deeply a formula may be nested.
  static let deepest = 256

  let tokens: [FormulaToken]
  let names: Names
  var position = 0
  private var depth = 0

  /// The derivatives that the formula has named so far, so that each is formed once.
  var derivatives: [String: NamedFormula] = [:]

  static func parse(_ text: String, names: Names) throws(FormulaError) -> Formula {
    var parser = FormulaParser(tokens: try FormulaToken.tokens(of: text), names: names)
    if parser.next.kind == .end { throw parser.next.error(.empty) }
    let formula = try parser.sum()
    guard parser.next.kind == .end else { throw parser.surplus() }
    guard formula.extent.isDifferentiable else {
      throw FormulaError(
        problem: .tooLargeToDifferentiate, range: 0..<parser.next.range.lowerBound)
    }
    return formula
  }

  var next: FormulaToken { tokens[position] }

  mutating func take(_ sign: Character) -> Bool {
    guard next.kind == .sign(sign) else { return false }
    position += 1
    return true
  }

  /// Something stands where an operator or the end should.
  func surplus() -> FormulaError {
    let before = tokens[max(0, position - 1)]
    if [.sign(")"), .sign(",")].contains(next.kind) { return next.error(.unexpected(next.text)) }
    return next.error(
      .missingOperator(
        before: next.kind == .sign("(") ? "(…)" : next.text,
        after: before.kind == .sign(")") ? "(…)" : before.text))
  }

  // MARK: The grammar, loosest operators first

  /// - Throws: when the formula is nested deeper than it may be.
  private mutating func deepen() throws(FormulaError) {
    depth += 1
    if depth > Self.deepest { throw next.error(.tooDeep(limit: Self.deepest)) }
  }

  mutating func sum() throws(FormulaError) -> Formula {
    try deepen()
    defer { depth -= 1 }
    var members = [try product()]
    while true {
      if take("+") {
        members.append(try product())
      } else if take("-") {
        members.append((try product()).negated)
      } else {
        return .adding(members)
      }
    }
  }

  private mutating func product() throws(FormulaError) -> Formula {
    // −ab is −(ab), so that it is read as it is written.
    let isNegative = sign()
    var members = [try power()]
    while true {
      if take("*") {
        members.append(try signed())
      } else if take("/") {
        members.append(.power(try signed(), .number(-1)))
      } else {
        let product = Formula.multiplying(members)
        return isNegative ? product.negated : product
      }
    }
  }

  /// Signs bind looser than powers: −x^2 is −(x^2).
  private mutating func signed() throws(FormulaError) -> Formula {
    let isNegative = sign()
    let value = try power()
    return isNegative ? value.negated : value
  }

  /// Whether the signs here, any number of them, make a minus.
  private mutating func sign() -> Bool {
    var isNegative = false
    while true {
      if take("-") { isNegative.toggle() } else if !take("+") { return isNegative }
    }
  }

  private mutating func power() throws(FormulaError) -> Formula {
    let base = try atom()
    guard take("^") else { return base }
    try deepen()
    defer { depth -= 1 }
    return .power(base, try signed())
  }

  private mutating func atom() throws(FormulaError) -> Formula {
    let token = next
    switch token.kind {
    case .number(let number):
      position += 1
      return .number(number)
    case .name(let name):
      position += 1
      return try named(name, token)
    case .sign("("):
      position += 1
      let inner = try sum()
      try close(token)
      return inner
    case .sign, .end:
      let before = position > 0 ? tokens[position - 1].text : nil
      if token.kind == .end || position > 0 && before != ")" {
        throw token.error(.missingOperand(after: before))
      }
      throw token.error(.unexpected(token.text))
    }
  }

  mutating func close(_ bracket: FormulaToken) throws(FormulaError) {
    if take(")") { return }
    throw next.kind == .end ? bracket.error(.notClosed) : surplus()
  }
}

extension Formula {
  /// Reads a formula with names of that meaning.
  ///
  /// - Throws: `FormulaError`, with the place.
  package init(_ text: String, names: FormulaParser.Names) throws(FormulaError) {
    self = try FormulaParser.parse(text, names: names)
  }

  /// The same with the opposite sign, as a reader would write it.
  package var negated: Formula {
    if let number = rational { return .number(-number) }
    guard case .product(let members) = self else { return .product([.number(-1), self]) }
    guard let first = members.first?.rational else { return .product([.number(-1)] + members) }
    let rest = Array(members.dropFirst())
    if first == Rational(-1), !rest.isEmpty { return .multiplying(rest) }
    return .product([.number(-first)] + rest)
  }
}
