extension FormulaParser {
  mutating func named(
    _ name: String, _ token: FormulaToken
  ) throws(FormulaError) -> Formula {
    if name == names.variable { return try plain(.x, token) }
    if name == "T", names.allowsValue { return try plain(.value, token) }
    if names.parameters.contains(name) { return try plain(.parameter(name), token) }
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
    throw token.error(.notAFunction(token.text))
  }

  /// A function, or with d or ' its derivative.
  private mutating func function(
    _ name: String, _ token: FormulaToken
  ) throws(FormulaError) -> NamedFormula {
    if let known = derivatives[name] ?? names.function(name) { return known }
    if names.isOfWholeLayer(name) { throw token.error(.wholeLayer(token.text)) }
    if let derived = DerivativeName(name), let known = names.function(derived.base) {
      guard derived.order <= 2 else { throw token.error(.tooManyPrimes(derived.base)) }
      let function = NamedFormula(
        name: derived.base + String(repeating: "'", count: derived.order),
        body: (0..<derived.order).reduce(known.body) { body, _ in body.derivative })
      derivatives[name] = function
      return function
    }
    let known =
      Formula.Function.allCases.map(\.rawValue) + Formula.Extremum.allCases.map(\.rawValue)
      + Formula.Constant.allCases.map(\.rawValue) + names.functionNames
    throw token.error(
      .unknownName(
        token.text, nearest: NearestName.of(name, in: known), variable: names.variable))
  }

  private mutating func arguments(
    of token: FormulaToken, count: Int
  ) throws(FormulaError) -> [Formula] {
    let bracket = next
    guard take("(") else { throw token.error(.functionWithoutArgument(token.text)) }
    var arguments: [Formula] = []
    if !take(")") {
      repeat { arguments.append(try sum()) } while take(",")
      try close(bracket)
    }
    guard arguments.count == count else {
      throw token.error(
        .argumentCount(token.text, needed: count, found: arguments.count))
    }
    return arguments
  }
}
