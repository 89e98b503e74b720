/// Reads a formula: + − * / ^ with the precedence of mathematics, brackets, functions.
///
/// −x^2 is −(x^2), and 2^3^2 is 2^(3^2). Nothing is implicit: 2x is an error that says so.
struct FormulaParser {
  /// What names mean.
  struct Names: Sendable {
    var variable = "x"

    /// Whether T, the value of the activation, may be used.
    var allowsValue = false

    /// The formula of a function by its name: an activation, or one that the user has defined.
    var function: @Sendable (String) -> NamedFormula? = NamedFormula.builtIn

    /// The names that `function` knows, for a hint.
    var functionNames: [String] = NamedFormula.builtInNames
  }

  /// How deeply a formula may be nested.
  static let deepest = 256

  private let tokens: [FormulaToken]
  private let names: Names
  private var position = 0
  private var depth = 0

  static func parse(_ text: String, names: Names) throws(FormulaError) -> Formula {
    var parser = FormulaParser(tokens: try FormulaToken.tokens(of: text), names: names)
    if parser.next.kind == .end {
      throw FormulaError(problem: .empty, range: parser.next.range)
    }
    let formula = try parser.sum()
    guard parser.next.kind == .end else { throw parser.surplus() }
    guard formula.extent.isDifferentiable else {
      throw FormulaError(
        problem: .tooLargeToDifferentiate, range: 0..<parser.next.range.lowerBound)
    }
    return formula
  }

  private init(tokens: [FormulaToken], names: Names) {
    self.tokens = tokens
    self.names = names
  }

  private var next: FormulaToken { tokens[position] }

  private mutating func take(_ sign: Character) -> Bool {
    guard next.kind == .sign(sign) else { return false }
    position += 1
    return true
  }

  /// Something stands where an operator or the end should.
  private func surplus() -> FormulaError {
    let before = tokens[max(0, position - 1)]
    switch next.kind {
    case .sign(")"), .sign(","):
      return FormulaError(problem: .unexpected(next.text), range: next.range)
    default:
      let isValue = before.kind != .sign(")")
      return FormulaError(
        problem: .missingOperator(
          before: next.kind == .sign("(") ? "(…)" : next.text,
          after: isValue ? before.text : "(…)"), range: next.range)
    }
  }

  // MARK: The grammar, loosest operators first

  private mutating func sum() throws(FormulaError) -> Formula {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.deepest {
      throw FormulaError(problem: .tooDeep(limit: Self.deepest), range: next.range)
    }
    var members = [try product()]
    while true {
      if take("+") {
        members.append(try product())
      } else if take("-") {
        members.append((try product()).negated)
      } else {
        return members.count == 1 ? members[0] : .sum(members)
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
        let product = members.count == 1 ? members[0] : Formula.product(members)
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
    depth += 1
    defer { depth -= 1 }
    if depth > Self.deepest {
      throw FormulaError(problem: .tooDeep(limit: Self.deepest), range: next.range)
    }
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
        throw FormulaError(problem: .missingOperand(after: before), range: token.range)
      }
      throw FormulaError(problem: .unexpected(token.text), range: token.range)
    }
  }

  private mutating func close(_ bracket: FormulaToken) throws(FormulaError) {
    if take(")") { return }
    throw next.kind == .end
      ? FormulaError(problem: .notClosed, range: bracket.range) : surplus()
  }

  // MARK: Names

  private mutating func named(
    _ name: String, _ token: FormulaToken
  ) throws(FormulaError) -> Formula {
    if name == names.variable { return try plain(.x, token) }
    if name == "T", names.allowsValue { return try plain(.value, token) }
    if name == "pi" || name == "π" { return try plain(.constant(.pi), token) }
    if name == "e" { return try plain(.constant(.e), token) }
    if let which = Formula.Extremum(rawValue: name) {
      let arguments = try arguments(of: token, count: 2)
      return .extremum(which, arguments[0], arguments[1])
    }
    // The language's own function comes before an activation of that name: exp is both.
    if let function = Formula.Function(rawValue: name) {
      return .apply(function, try arguments(of: token, count: 1)[0])
    }
    return .call(try function(name, token), try arguments(of: token, count: 1)[0])
  }

  private func plain(
    _ formula: Formula, _ token: FormulaToken
  ) throws(FormulaError) -> Formula {
    guard next.kind == .sign("(") else { return formula }
    throw FormulaError(problem: .notAFunction(token.text), range: token.range)
  }

  /// A function, or with d or ' its derivative.
  private func function(
    _ name: String, _ token: FormulaToken
  ) throws(FormulaError) -> NamedFormula {
    if let known = names.function(name) { return known }
    if ActivationRule.named(name)?.coupling != nil {
      throw FormulaError(problem: .wholeLayer(token.text), range: token.range)
    }
    if let derived = DerivativeName(name) {
      if let known = names.function(derived.base) {
        guard derived.order <= 2 else {
          throw FormulaError(problem: .tooManyPrimes(derived.base), range: token.range)
        }
        var body = known.body
        for _ in 0..<derived.order { body = body.derivative }
        return NamedFormula(
          name: derived.base + String(repeating: "'", count: derived.order), body: body)
      }
    }
    let known =
      Formula.Function.allCases.map(\.rawValue) + Formula.Extremum.allCases.map(\.rawValue)
      + Formula.Constant.allCases.map(\.rawValue) + names.functionNames
    throw FormulaError(
      problem: .unknownName(
        token.text, nearest: NearestName.of(name, in: known), variable: names.variable),
      range: token.range)
  }

  private mutating func arguments(
    of token: FormulaToken, count: Int
  ) throws(FormulaError) -> [Formula] {
    let bracket = next
    guard take("(") else {
      throw FormulaError(problem: .functionWithoutArgument(token.text), range: token.range)
    }
    if take(")") {
      throw FormulaError(
        problem: .argumentCount(token.text, needed: count, found: 0), range: token.range)
    }
    var arguments = [try sum()]
    while take(",") { arguments.append(try sum()) }
    try close(bracket)
    guard arguments.count == count else {
      throw FormulaError(
        problem: .argumentCount(token.text, needed: count, found: arguments.count),
        range: token.range)
    }
    return arguments
  }
}

/// A name that means a derivative: tansig', tansig'', dtansig.
public struct DerivativeName: Sendable, Hashable {
  public let base: String

  /// How often the function is differentiated, at least once.
  public let order: Int

  public init?(_ name: String) {
    let primes = name.reversed().prefix { "'′".contains($0) }.count
    let letters = name.dropLast(primes)
    let ds = primes > 0 ? 0 : letters.prefix { $0 == "d" }.count
    guard primes + ds > 0, letters.count > ds else { return nil }
    base = String(letters.dropFirst(ds))
    order = primes + ds
  }
}

extension Formula {
  /// Reads a formula in x; the activations may be called by their names.
  ///
  /// - Throws: `FormulaError`, with the place.
  public init(_ text: String) throws(FormulaError) {
    self = try FormulaParser.parse(text, names: .init())
  }

  /// Reads a formula in a variable of any name, with functions of one's own.
  ///
  /// - Parameter allowsValue: whether T may stand for the value of the function it is about.
  public init(
    _ text: String, variable: String, allowsValue: Bool = false,
    functionNames: [String] = NamedFormula.builtInNames,
    function: @escaping @Sendable (String) -> NamedFormula?
  ) throws(FormulaError) {
    self = try FormulaParser.parse(
      text,
      names: FormulaParser.Names(
        variable: variable, allowsValue: allowsValue, function: function,
        functionNames: functionNames))
  }

  /// The same with the opposite sign, as a reader would write it.
  var negated: Formula {
    if let number = rational { return .number(-number) }
    if case .product(let members) = self, let first = members.first?.rational {
      let rest = Array(members.dropFirst())
      if first == Rational(-1), !rest.isEmpty { return rest.count == 1 ? rest[0] : .product(rest) }
      return .product([.number(-first)] + rest)
    }
    if case .product(let members) = self { return .product([.number(-1)] + members) }
    return .product([.number(-1), self])
  }
}
