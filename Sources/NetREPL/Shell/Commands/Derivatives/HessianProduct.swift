import Core

extension Invocation {
  /// The direction that was given or asked for, and how it came about if it was not given.
  ///
  /// - Throws: `CommandError` when its numbers do not fit.
  func direction(
    of group: VariableBlock, count: Int, _ session: inout Session
  ) throws(CommandError) -> (direction: [Double], origin: String) {
    if arguments.has("ones") { return (Array(repeating: 1, count: count), "") }
    if arguments.has("random") {
      let seed = arguments.integer("SEED") ?? session.nextSeed()
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
  /// ∂²s/∂P² · v, or the same of outputs, beside mixed differences in a step along v and each entry.
  ///
  /// - Throws: `CommandError` without an input, or when the words do not fit the network.
  static func hessianProduct(
    _ invocation: Invocation, _ session: inout Session
  ) throws -> CheckedTensor {
    let network = try invocation.network()
    let group = try invocation.variableBlock("P") ?? .input
    let outputs = try invocation.outputsOfProduct(in: network)
    let (direction, origin) = try invocation.direction(
      of: group, count: network.count(of: group), &session)
    if let outputs, !outputs.isOne {
      return try hessianProducts(
        of: outputs.indices, wrt: group, along: direction, origin, invocation)
    }
    return try hessianProduct(
      of: try ObjectiveAtInput(invocation, output: outputs?.indices.first), wrt: group,
      along: direction, origin, invocation)
  }

  /// - Parameter origin: what the heading says of v behind its numbers.
  private static func hessianProduct(
    of scalar: ObjectiveAtInput, wrt group: VariableBlock, along direction: [Double],
    _ origin: String, _ invocation: Invocation
  ) throws -> CheckedTensor {
    let values = scalar.derivatives.hessianProduct(group, along: direction)
    let variables = NetworkFunction.Variables(group)
    let function = scalar.function(of: [.step(variables, along: direction), variables])
    let differences = try invocation.secondDifferences(
      of: function, .block(rows: function.ranges[0], columns: function.ranges[1]))
    func along(_ values: [Double]) -> Double { zip(direction, values).map(*).reduce(0, +) }
    let (slope, curvature) = (along(scalar.gradient(variables)), along(values))
    let s = scalar.name
    var result = try CheckedTensor(
      "hvp", "∂²\(s)/∂\(group.name)² · v", scalar, wrt: variables,
      along: "v = \(Prose.vector(direction))\(origin), ", values,
      DifferenceRun(differences, invocation.settings.differenceMethod, of: s), invocation
    ) { differences[0, 0, 1 + $0] }
    result.fullCommand = "hessian times \(scalar.words)wrt \(group.name) … full"
    result.notes =
      [
        .paragraph(
          "Along v \(s) has the slope v\u{a0}·\u{a0}∂\(s)/∂\(group.name)\u{a0}=\u{a0}"
            + "\(Prose.number(slope)) and the curvature "
            + "v\u{a0}·\u{a0}∂²\(s)/∂\(group.name)²\u{a0}v\u{a0}=\u{a0}\(Prose.number(curvature)).")
      ]
    result.preface = scalar.constantNote
    result.members += ["direction": direction, "slope": slope, "curvature": curvature]
    return result
  }

  /// ∂²A_k/∂P² · v for several outputs k: a row each, or a matrix each where P is one.
  private static func hessianProducts(
    of outputs: [Int], wrt group: VariableBlock, along direction: [Double], _ origin: String,
    _ invocation: Invocation
  ) throws -> CheckedTensor {
    let (network, input) = (try invocation.network(), try invocation.input())
    let variables = NetworkFunction.Variables(group)
    let function = NetworkFunction(
      network, of: [.step(variables, along: direction), variables], at: input)
    let differences = try invocation.secondDifferences(
      of: function, outputs: outputs,
      .block(rows: function.ranges[0], columns: function.ranges[1]))
    var products: [[Double]] = []
    for output in outputs {
      try invocation.checkpoint()
      products.append(
        try ObjectiveAtInput(invocation, output: output).derivatives
          .hessianProduct(group, along: direction))
    }
    let labels = network.output.labels(in: network)
    let inner = network.indices(of: group)
    let of = network.output.name(
      of: outputs.count == network.outputCount ? nil : Choice(indices: outputs), in: network)
    let square = "∂\(group.name)² · v"
    let title = "∂²\(of.bracketed)/\(square)"
    let place =
      "v = \(Prose.vector(direction))\(origin), at I = \(Prose.vector(input))"
    let width = inner.count > 1 ? inner[1] : direction.count
    let parts =
      inner.count > 1
      ? zip(outputs, products).enumerated().map { position, product in
        Part(
          "∂²\(labels.short(product.0))/\(square)",
          .dense(Matrix(rows: inner[0], columns: width, storage: product.1)),
          at: position == 0 ? place : nil)
      }
      : [
        Part(
          title,
          .dense(
            Matrix(rows: outputs.count, columns: width, storage: products.flatMap(\.self))),
          at: place)
      ]
    let axes = network.axes(of: group)
    let rows = labels.choosing(Choice(indices: outputs))
    let isList = inner.count == 1
    var result = try CheckedTensor(
      "hvp", of: of, wrt: [group.name], title: title, at: invocation.point,
      shape: [outputs.count] + inner, axes: [rows] + axes, rows: isList ? rows : axes[0],
      columns: isList ? axes[0] : axes[1], parts: parts,
      check: Check(
        estimate: { part, row, column in
          isList
            ? differences[outputs[row], 0, 1 + column]
            : differences[outputs[part], 0, 1 + row * width + column]
        },
        scale: products.map(\.largestMagnitude).largestMagnitude,
        run: DifferenceRun(differences, invocation.settings.differenceMethod, of: of)),
      checkpoint: invocation.checkpoint)
    result.fullCommand = "hessian times of \(of) wrt \(group.name) … full"
    result.footnotes = NetworkMap(network).kinkNote(at: input)
    result.members += ["direction": direction]
    return result
  }
}

extension Invocation {
  /// The outputs that `times of Q` means; nil for s.
  ///
  /// - Throws: `CommandError` where Q is neither s nor of A.
  func outputsOfProduct(in network: Network) throws(CommandError) -> Choice? {
    guard arguments.has("Q"), !isOfScalar else { return nil }
    let of = try signal("Q", in: network, standard: network.output)
    guard of.signal == network.output else {
      throw arguments.error("the product is of s, of A, or of outputs such as A1", at: "Q")
    }
    return of.choice ?? Choice(indices: Array(0..<network.outputCount))
  }
}
