extension FormulaReader {
  /// A name alone: a number.
  func named(_ name: String, _ place: Syntax) throws(FormulaError) -> Formula {
    if let meant = meant(by: name) { return meant }
    if name == names.variable { return .x }
    if name == "T", names.allowsValue { return .value }
    if names.parameters.contains(name) { return .parameter(name) }
    if name == "pi" || name == "π" { return .constant(.pi) }
    if name == "e" { return .constant(.e) }
    let isFunction =
      Formula.Extremum(rawValue: name) != nil || Formula.Function(rawValue: name) != nil
      || names.function(name) != nil
    if isFunction { throw place.error(.functionWithoutArgument(name)) }
    throw unknown(name, place.range)
  }

  private func unknown(_ name: String, _ range: Range<Int>) -> FormulaError {
    let known =
      Formula.Function.allCases.map(\.rawValue) + Formula.Extremum.allCases.map(\.rawValue)
      + Formula.Constant.allCases.map(\.rawValue) + names.functionNames
    return FormulaError(
      problem: .unknownName(
        name, nearest: NearestName.of(name, in: known), variable: names.variable), range: range)
  }

  /// A function of some values.
  mutating func application(
    _ name: Syntax.Name, _ values: [Syntax]
  ) throws(FormulaError) -> Formula {
    if let meant = meant(by: name.text) {
      return meant.substituting(x: try arguments(of: name, values, count: 1)[0])
    }
    if let which = Formula.Extremum(rawValue: name.text) {
      let arguments = try arguments(of: name, values, count: 2)
      return .extremum(which, arguments[0], arguments[1])
    }
    // The language's own function comes before an activation of that name: exp is both.
    if let function = Formula.Function(rawValue: name.text) {
      return .apply(function, try arguments(of: name, values, count: 1)[0])
    }
    return .call(try function(name), try arguments(of: name, values, count: 1)[0])
  }

  /// A function, or with d or ' its derivative.
  private mutating func function(_ place: Syntax.Name) throws(FormulaError) -> NamedFormula {
    let name = place.text
    if let known = derivatives[name] ?? names.function(name) { return known }
    if names.isOfWholeLayer(name) { throw place.error(.wholeLayer(name)) }
    if let derived = DerivativeName(name), let known = names.function(derived.base) {
      guard derived.order <= 2 else { throw place.error(.tooManyPrimes(derived.base)) }
      let function = NamedFormula(
        name: derived.base + String(repeating: "'", count: derived.order),
        body: (0..<derived.order).reduce(known.body) { body, _ in body.derivative })
      derivatives[name] = function
      return function
    }
    throw unknown(name, place.range)
  }

  private mutating func arguments(
    of name: Syntax.Name, _ values: [Syntax], count: Int
  ) throws(FormulaError) -> [Formula] {
    guard values.count == count else {
      throw name.error(.argumentCount(name.text, needed: count, found: values.count))
    }
    var arguments: [Formula] = []
    for value in values { arguments.append(try formula(value)) }
    return arguments
  }
}

extension Syntax.Name {
  fileprivate func error(_ problem: FormulaError.Problem) -> FormulaError {
    FormulaError(problem: problem, range: range)
  }
}
