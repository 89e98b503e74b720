import Core

extension CommandSpec {
  static let claim = CommandSpec(
    name: "claim", group: .derivations,
    summary: "check whether a formula for σ, σ′ or σ″ is true",
    pattern: [.rest("EQUATION", .definition)],
    arguments: [
      (
        "EQUATION",
        "NAME'(x) = FORMULA; d, ' and '' mean derivatives, T in the formula is NAME(x); "
          + "`at 0.5` behind it adds a row"
      )
    ],
    details:
      "Both sides are computed to their last digits all over the line. A false claim is shown where "
      + "it is most false, and mended if a slip or two explain it.",
    examples: [
      "claim dtansig(x) = 4*exp(2-x)/(1+exp(-2*x))^2 - 1", "claim tansig'(x) = 1 - T^2",
      "claim logsig''(x) = T*(1-T)*(1-2*T) at 3",
    ],
    run: { invocation, session in
      let claim = try readClaim(invocation)
      let finding = try claim.claim.examined(checkpoint: invocation.checkpoint)
      var points = Set(ClaimReport.points + claim.points)
      if let point = finding.largest?.point, point.isFinite { points.insert(point) }
      let rows = try points.filter { !claim.claim.isKink(at: $0) }.sorted().map { x in
        ClaimReport.Row(
          x: x, values: claim.claim.values(at: x),
          estimate: try claim.claim.estimate(
            at: x, differences: session.finiteDifference, checkpoint: invocation.checkpoint))
      }
      return ClaimReport(claim, finding, rows).report
    })

  private static func readClaim(
    _ invocation: Invocation
  ) throws(CommandError) -> ReadClaim {
    let typed = invocation.typed("EQUATION") ?? (text: "", start: 0)
    let (text, points) = try pointsBehind(typed.text, from: typed.start)
    let equation = try Equation((text: text, start: typed.start))
    let definitions = invocation.model.definitions
    let (activation, order) = try subject(of: equation, knowing: definitions)
    let formula: Formula
    do throws(FormulaError) {
      formula = try Formula(
        equation.formula.text, variable: equation.variable.text, allowsValue: true,
        functionNames: definitions.functionNames, function: definitions.function)
    } catch {
      throw CommandError(error.description.escapingControls, at: equation.formula.place(of: error))
    }
    guard let claim = Claim(about: activation, order: order, is: formula) else {
      throw equation.name.error(
        "'\(activation.name)' acts on a whole layer; a claim is about one neuron")
    }
    return ReadClaim(claim: claim, variable: equation.variable.text, points: points)
  }

  /// What a claim is about: an activation by its name, or with d or ' one of its derivatives.
  private static func subject(
    of equation: Equation, knowing definitions: Definitions
  ) throws(CommandError) -> (Activation, order: Int) {
    let name = equation.name.text.replacing("′", with: "'").replacing("″", with: "''")
    if let activation = definitions.activation(name) { return (activation, 0) }
    let derived = DerivativeName(name)
    let base = derived?.base ?? name
    guard let activation = definitions.activation(base) else {
      let hint = NearestName.suggestion(for: base, among: definitions.activationNames)
      throw equation.name.error(
        "no activation \(base.quoted)" + (hint.isEmpty ? "; `define` makes one of a formula" : hint)
      )
    }
    guard let order = derived?.order, order <= 2 else {
      throw equation.name.error("claims are about \(base), \(base)' and \(base)''")
    }
    return (activation, order)
  }

  /// The numbers behind a last `at`, taken off.
  private static func pointsBehind(
    _ text: String, from start: Int
  ) throws(CommandError) -> (text: String, points: [Double]) {
    guard let at = text.ranges(of: " at ").last else { return (text, []) }
    let offset = start + text.distance(from: text.startIndex, to: at.upperBound)
    let words = try Lexer.statements(in: String(text[at.upperBound...])).flatMap(\.words)
    var points: [Double] = []
    for word in words {
      let range = (word.range.lowerBound + offset)..<(word.range.upperBound + offset)
      points.append(try NumberExpression.value(of: word.text, at: range))
    }
    return (String(text[..<at.lowerBound]), points)
  }
}

/// A claim as it was typed.
struct ReadClaim {
  var claim: Claim
  var variable: String

  /// Where the user wants to see it.
  var points: [Double]
}
