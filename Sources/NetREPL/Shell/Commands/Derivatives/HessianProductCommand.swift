import Core

extension CommandSpec {
  static let hvp = CommandSpec(
    name: "hvp", group: .derivatives,
    summary: "show the Hessian of s times a direction, without forming it",
    pattern: [
      .optional([.word("wrt"), .argument("P", .blockSide)]),
      .choice([
        [.word("ones")], [.word("random"), .optional([.word("seed"), .argument("N", .seed)])],
        [.list("V", .numbers)],
      ]), .optional([.word("full")]),
    ],
    arguments: [
      ("P", "the input or the weights or biases of a layer: I, W2, b1; I otherwise"),
      ("V", "the direction v, a number for each entry of P, row by row"),
      ("ones", "a direction of ones"), ("random", "a direction of random numbers from −1 to 1"),
      ("N", "a number that makes the same direction again"),
      ("full", "every row and column, whatever the size"),
    ],
    details:
      "∂²s/∂P² · v is how the gradient of s changes along v: z_l and f_l carry their derivatives "
      + "forward, δ_l carries its own back, at the cost of two gradients. s is dout · A or a loss; "
      + "see `help gradient`. The differences are of s itself, mixed in each entry and a step "
      + "along v.",
    examples: [
      "hvp ones", "hvp random seed 1", "hvp wrt b2 ones",
      "set loss mse target 1 0 0; hvp wrt W2 random seed 1",
    ],
    run: { invocation, session in
      let group = try invocation.variableBlock("P") ?? .input
      let (direction, origin) = try invocation.direction(
        of: group, count: try session.network().count(of: group), &session)
      return try CheckedTensor.hessianProduct(wrt: group, along: direction, origin, invocation)
        .report(invocation)
    })
}

extension Invocation {
  /// The direction that was given or asked for, and how it came about if it was not given.
  ///
  /// - Throws: `CommandError` when its numbers do not fit.
  fileprivate func direction(
    of group: VariableBlock, count: Int, _ session: inout Session
  ) throws(CommandError) -> (direction: [Double], origin: String) {
    if arguments.has("ones") { return (Array(repeating: 1, count: count), "") }
    if arguments.has("random") {
      let seed = arguments.integer("N") ?? session.nextSeed()
      return (Network.randomDirection(count: count, seed: UInt64(seed)), " of seed \(seed)")
    }
    let values = arguments.numbers("V") ?? []
    let range = arguments.range("V")
    guard values.count == count else {
      throw CommandError(
        "a direction of \(group.name) takes \(Prose.count(count, "number")), but "
          + "\(Prose.given(values.count, "number")); `ones` and `random` make one", at: range)
    }
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      throw CommandError(
        "entry \(bad + 1) of the direction is \(NumberFormat.shortest(values[bad])); "
          + "it must be finite", at: arguments.range("V", at: bad))
    }
    guard values.contains(where: { $0 != 0 }) else {
      throw CommandError("the direction is zero", at: range)
    }
    return (values, "")
  }
}

extension CheckedTensor {
  /// ∂²s/∂P² · v beside mixed differences of s in a step along v and each entry.
  ///
  /// - Parameter origin: what the heading says of v behind its numbers.
  /// - Throws: `CommandError` without an input.
  /// - Precondition: one number for each variable, not all zero.
  static func hessianProduct(
    wrt group: VariableBlock, along direction: [Double], _ origin: String, _ invocation: Invocation
  ) throws -> CheckedTensor {
    let scalar = try ObjectiveAtInput(invocation)
    let values = scalar.derivatives.hessianProduct(group, along: direction)
    let variables = NetworkFunction.Variables(group)
    let function = scalar.function(of: [.step(variables, along: direction), variables])
    let differences = try invocation.secondDifferences(
      of: function, .block(rows: function.ranges[0], columns: function.ranges[1]))
    func along(_ values: [Double]) -> Double { zip(direction, values).map(*).reduce(0, +) }
    let (slope, curvature) = (along(scalar.gradient(variables)), along(values))
    var result = try CheckedTensor(
      "hvp", "∂²s/∂\(group.name)² · v", scalar, wrt: variables,
      along: "v = \(Prose.vector(direction))\(origin), ", values,
      DifferenceRun(differences, invocation.settings.differenceMethod, of: "s"), invocation
    ) { differences[0, 0, 1 + $0] }
    result.fullCommand = "hvp wrt \(group.name) … full"
    result.notes =
      [
        .paragraph(
          "Along v s has the slope v\u{a0}·\u{a0}∂s/∂\(group.name)\u{a0}=\u{a0}"
            + "\(Prose.number(slope)) and the curvature "
            + "v\u{a0}·\u{a0}∂²s/∂\(group.name)²\u{a0}v\u{a0}=\u{a0}\(Prose.number(curvature)).")
      ]
    result.preface = scalar.constantNote
    result.members += ["direction": direction, "slope": slope, "curvature": curvature]
    return result
  }
}
