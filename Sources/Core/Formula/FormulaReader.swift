/// Reads a formula of one variable from its syntax: what its names mean, and what it has no use for.
package struct FormulaReader {
  /// What names mean.
  package struct Names: Sendable {
    var variable: String

    /// Whether T, the value of the activation, may be used.
    var allowsValue: Bool

    /// Symbols that stand for numbers.
    var parameters: Set<String>

    /// What letters mean that are told behind a formula.
    var meanings: [String: Meaning] = [:]

    struct Meaning {
      let formula: Formula

      /// Whether it was told as Φ(x): brackets behind it are no factor.
      let isFunction: Bool
    }

    /// The formula of a function by its name: an activation, or one that the user has defined.
    var function: @Sendable (String) -> NamedFormula?

    /// The names that `function` knows, for a hint.
    var functionNames: [String]

    /// Whether that is the name of an activation of a whole layer, which no formula can call.
    var isOfWholeLayer: @Sendable (String) -> Bool

    /// Whether a name stands for a number by itself, so that brackets behind it are a factor.
    func isPlain(_ name: String) -> Bool {
      if let base = meanings[name] ?? meanings[name.filter { $0 != "'" }] {
        return !base.isFunction
      }
      return name == variable || name == "T" && allowsValue || parameters.contains(name)
        || name == "pi" || name == "π" || name == "e"
    }

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

  var names: Names

  /// The derivatives that the formula has named so far, so that each is formed once.
  var derivatives: [String: NamedFormula] = [:]

  static func read(_ text: String, names: Names) throws(FormulaError) -> Formula {
    var reader = FormulaReader(names: names)
    let formula = try reader.formula(try WrittenFormula(text))
    guard formula.extent.isDifferentiable else {
      throw FormulaError(problem: .tooLargeToDifferentiate, range: 0..<max(text.count, 1))
    }
    return formula
  }

  mutating func formula(_ syntax: Syntax) throws(FormulaError) -> Formula {
    switch syntax.kind {
    case .number(let text):
      // A formula is written in decimals, which are kept as they are.
      guard !text.contains("x"), let number = SyntaxToken.number(text) else {
        throw syntax.error(.badNumber(text))
      }
      return .number(number)
    case .name(let name): return try named(name, syntax)
    case .application(let name, let arguments): return try application(name, arguments)
    case .negation(let value): return try formula(value).negated
    case .sum(let terms):
      var members: [Formula] = []
      for term in terms {
        let member = try formula(term.value)
        members.append(term.isNegative ? member.negated : member)
      }
      return .adding(members)
    case .product(let factors): return try product(factors)
    case .power(let base, let exponent, _):
      return .power(try formula(base), try formula(exponent))
    case .root(let value): return .apply(.sqrt, try formula(value))
    case .magnitude(let value): return .apply(.abs, try formula(value))
    case .transpose, .entry, .matrix, .result, .derivative: throw syntax.error(.notOfOneVariable)
    }
  }

  private mutating func product(
    _ factors: [Syntax.Factor]
  ) throws(FormulaError) -> Formula {
    var members: [Formula] = []
    for factor in factors {
      let member = try formula(factor.value)
      switch factor.joint {
      case .over, .entryOver: members.append(.power(member, .number(-1)))
      case .times, .beside, .entryTimes, .dot: members.append(member)
      case .kron: throw factor.value.error(.notOfOneVariable)
      }
    }
    return .multiplying(members)
  }
}

extension Formula {
  /// Reads a formula with names of that meaning.
  ///
  /// - Throws: `FormulaError`, with the place.
  package init(_ text: String, names: FormulaReader.Names) throws(FormulaError) {
    self = try FormulaReader.read(text, names: names)
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
