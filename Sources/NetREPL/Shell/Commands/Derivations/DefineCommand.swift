import Core

extension CommandSpec {
  static let define = CommandSpec(
    name: "define", group: .derivations,
    summary: "make an activation of a formula; show its σ′ and σ″",
    pattern: [.optional([.rest("NAME(x) = FORMULA", .definition)])],
    arguments: [
      (
        "NAME(x) = FORMULA",
        "what to call it, its variable, and +\u{a0}-\u{a0}*\u{a0}/\u{a0}^\u{a0}(\u{a0}) with functions; all defined ones otherwise"
      )
    ],
    details:
      "Functions: exp log log1p expm1 sqrt abs sign step sin cos tan sinh cosh tanh asinh atan erf, "
      + "max(a, b), min(a, b), every activation by its name and what was defined before; a prime "
      + "differentiates, tansig'(x). Constants: pi, e. step(u) is 1 where u > 0 and 0 elsewhere, at 0 too; "
      + "what it multiplies is 0 where it is 0, even without a value: step(x)*log(x) is 0 for x <= 0. In pieces: x for x > 0, otherwise "
      + "0.1x. With letters: x s with s = 1/(1 + e^(-x)). The name stands wherever an activation is "
      + "named. What was made with an earlier definition keeps it.",
    examples: [
      "define mine(x) = 1/(1 + exp(-2*x)) - 1", "define bent(z) = max(z, 0)^2; derive bent",
      "define leaky(x) = x for x > 0, otherwise 0.1x",
      "define", "define soft(x) = log(1 + exp(x)); set activation 1 soft; hessian",
    ],
    run: { invocation, session in
      guard let typed = invocation.typed("NAME(x) = FORMULA") else {
        return session.model.definitions.report
      }
      let definition = try definition(typed, knowing: session.model.definitions)
      let isNew = session.model.definitions[definition.name] == nil
      session.model.definitions.add(definition)
      return definition.report(isNew: isNew)
    })

  private static func definition(
    _ typed: (text: String, start: Int), knowing definitions: Definitions
  ) throws(CommandError) -> Definition {
    let equation = try Equation(typed)
    if let place = equation.parameters ?? (equation.primes.isEmpty ? nil : equation.variable) {
      throw place.error("a function has one variable, as in f(x) = x^2")
    }
    let (name, variable) = (equation.name.text, equation.variable.text)
    try DefinedName.check(equation.name, knowing: definitions)
    try DefinedName.check(variable: equation.variable, of: name, knowing: definitions)
    do throws(FormulaError) {
      let body = try Formula(
        equation.formula.text, variable: variable, functionNames: definitions.functionNames,
        function: definitions.function)
      return Definition(name: name, variable: variable, body: body)
    } catch {
      if case .unknownName(name, _, _) = error.problem {
        throw CommandError(
          "a function cannot call itself, and there is no '\(name)' yet",
          at: equation.formula.place(of: error))
      }
      throw CommandError(error.description, at: equation.formula.place(of: error))
    }
  }
}

extension Word {
  /// The characters of the line that an error of the formula is about.
  func place(of error: FormulaError) -> Range<Int> {
    let start = range.lowerBound
    return (start + error.range.lowerBound)..<(start + error.range.upperBound)
  }
}
