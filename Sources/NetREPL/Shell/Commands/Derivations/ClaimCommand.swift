import Core

extension CommandSpec {
  static let claim = CommandSpec(
    name: "claim", group: .derivations,
    summary: "check whether a formula is true: for σ, σ′ or σ″, or of quantities",
    pattern: [.rest("EQUATION", .equation)],
    arguments: [
      (
        "EQUATION",
        "NAME'(x) = FORMULA; d, ' and '' mean derivatives, T is always the value NAME(x); "
          + "parameters stand behind the name, softplus(5)'(x); a formula can be in pieces, relu'(x) = 1 for x > 0, "
          + "otherwise 0, and have letters, x s with s = 1/(1 + e^(-x)); `at 0.5` behind it adds a row; or two "
          + "expressions, as `help =` explains them: J = W2 D1 W1, or J = file mine.csv; or a formula of "
          + "entries, J[k,i] = sum_p B1[k,p] D1[p,p] W1[p,i]"
      )
    ],
    details:
      "`True for every x` is proved by algebra; without a proof both sides are compared to 60 digits "
      + "at points all over the line, and how many they were is told. A false claim is shown where "
      + "it is most false, and where it is right, and mended if a slip or two explain it. A formula "
      + "that has no value somewhere, as x/|x| has none at 0, is not true for every x. At a kink, "
      + "which `at` shows, the right value is the convention that networks are computed with. What is "
      + "claimed of quantities is judged at this network and input, and, unless it names a number of "
      + "theirs, at random networks of the same layers; a slip is looked for among all single changes.",
    examples: [
      "claim dtansig(x) = 4*exp(2-x)/(1+exp(-2*x))^2 - 1", "claim tansig'(x) = 1 - T^2",
      "claim logsig''(x) = T*(1-T)*(1-2*T) at 3", "claim softplus(5)'(x) = logsig(5*x)",
      "claim J = W2 D1 W1", "claim H1 = G1' diag(B1[1,:] .* sigma'(z1)) G1",
      "claim H1[1,2] = -0.15", "claim H[k,i,j] = sum_p B1[k,p] σ''(z1[p]) G1[p,i] G1[p,j]",
    ],
    run: { invocation, _ in
      let typed = invocation.typed("EQUATION") ?? (text: "", start: 0)
      if let line = SigmaLine(typed) { return try line.report(invocation) }
      if let report = try ExpressionClaimReport.list(invocation) { return report }
      if let report = try ExpressionClaimReport.chain(typed, invocation) { return report }
      if let report = try ExpressionClaimReport(invocation) { return report.report }
      return try report(ofActivation: typed, invocation)
    })

  /// What is found of one claim about an activation.
  static func report(
    ofActivation typed: EquationList.Part, _ invocation: Invocation
  ) throws -> Report {
    let claim = try readClaim(typed, invocation)
    let finding = try claim.claim.examined(checkpoint: invocation.checkpoint)
    var points = Set(ClaimReport.points + claim.points)
    // Of a difference that is far out, the nearest point that has one.
    if let point = finding.largest.flatMap(claim.claim.shown) ?? finding.differsAt {
      points.insert(point)
    }
    // Of the kinks only those that are asked for.
    let shown = points.filter { !claim.claim.isKink(at: $0) || claim.points.contains($0) }
    let rows = try shown.sorted().map { x in
      var values = claim.claim.values(at: x)
      // What has a value nowhere is no number either, but 1/0 is the clearer word.
      if finding.gaps.contains(where: { $0.isMissing(at: x) && $0.stretches != [.line] }) {
        values.claimed = .nan
      }
      return ClaimReport.Row(
        x: x, values: values,
        estimate: try claim.claim.estimate(
          at: x, differences: invocation.finiteDifference, checkpoint: invocation.checkpoint))
    }
    return ClaimReport(claim, finding, rows).report
  }

  private static func readClaim(
    _ typed: EquationList.Part, _ invocation: Invocation
  ) throws(CommandError) -> ReadClaim {
    let (text, points, roundedPoints) = try pointsBehind(typed.text, from: typed.start)
    let equation = try Equation((text: text, start: typed.start))
    let definitions = invocation.model.definitions
    // T is the value wherever it stands; as a variable it would be read in two ways.
    let isOfValue = equation.variable.text == "T"
    if !isOfValue {
      try DefinedName.check(
        variable: equation.variable, of: equation.name.text, knowing: definitions)
    }
    let variable = isOfValue ? "x" : equation.variable.text
    let (activation, order) = try subject(of: equation, knowing: definitions)
    let formula: Formula
    do throws(FormulaError) {
      formula = try Formula(
        equation.formula.text, variable: variable, allowsValue: true,
        functionNames: definitions.functionNames, function: definitions.function)
    } catch {
      throw CommandError(error.description.escapingControls, at: equation.formula.place(of: error))
    }
    guard let claim = Claim(about: activation, order: order, is: formula) else {
      throw equation.name.error(
        "'\(activation.name)' acts on a whole layer; a claim is about one neuron")
    }
    let rounded = (try? Formula.roundedNumbers(in: equation.formula.text)) ?? []
    return ReadClaim(
      claim: claim, variable: variable, isOfValue: isOfValue, rounded: rounded + roundedPoints,
      points: points,
      written: equation.formula.text.isInPieces
        ? equation.formula.text.split(separator: " ").joined(separator: " ").escapingControls : nil)
  }

  /// What a claim is about: an activation by its name, or with d or ' one of its derivatives.
  private static func subject(
    of equation: Equation, knowing definitions: Definitions
  ) throws(CommandError) -> (Activation, order: Int) {
    let name = (equation.name.text + equation.primes)
      .replacing("′", with: "'").replacing("″", with: "''")
    if definitions.activation(name) != nil {
      return (try activation(name, equation, definitions), 0)
    }
    let derived = DerivativeName(name)
    let base = derived?.base ?? name
    guard definitions.activation(base) != nil else {
      let hint = NearestName.suggestion(for: base, among: definitions.activationNames)
      throw equation.name.error(
        "no activation \(base.quoted)" + (hint.isEmpty ? "; `define` makes one of a formula" : hint)
      )
    }
    guard let order = derived?.order, order <= 2 else {
      throw equation.name.error("claims are about \(base), \(base)' and \(base)''")
    }
    return (try activation(base, equation, definitions), order)
  }

  /// The activation with the parameters that were typed.
  private static func activation(
    _ name: String, _ equation: Equation, _ definitions: Definitions
  ) throws(CommandError) -> Activation {
    let place = equation.parameters ?? equation.name
    return try ActivationName.activation(
      Word(text: name + (equation.parameters?.text ?? ""), range: place.range),
      knowing: definitions)
  }

  /// The numbers behind a last `at`, taken off, and those of them that have too many digits.
  private static func pointsBehind(
    _ text: String, from start: Int
  ) throws(CommandError) -> (
    text: String, points: [Double], rounded: [(typed: String, value: Double)]
  ) {
    guard let at = text.ranges(of: " at ").last else { return (text, [], []) }
    let offset = start + text.distance(from: text.startIndex, to: at.upperBound)
    let words = try Lexer.statements(in: String(text[at.upperBound...])).flatMap(\.words)
    var points: [Double] = []
    var rounded: [(typed: String, value: Double)] = []
    for word in words {
      let range = (word.range.lowerBound + offset)..<(word.range.upperBound + offset)
      let point = try NumberExpression.value(of: word.text, at: range)
      guard point.isFinite else { throw CommandError("a point must be finite", at: range) }
      points.append(point)
      rounded += (try? Formula.roundedNumbers(in: word.text)) ?? []
    }
    return (String(text[..<at.lowerBound]), points, rounded)
  }
}

/// A claim as it was typed.
struct ReadClaim {
  var claim: Claim
  var variable: String

  /// Whether T was typed where the variable stands.
  var isOfValue = false

  /// The numbers that have more digits than a double.
  var rounded: [(typed: String, value: Double)] = []

  /// Where the user wants to see it.
  var points: [Double]

  /// The formula as it was typed, where it is in pieces or has letters that are told behind it.
  var written: String?
}
