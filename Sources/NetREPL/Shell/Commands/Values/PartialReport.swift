import Core

/// One derivative of s, first or second, as `show` answers it: the terms of its formula with their
/// factors, and a finite difference of s in these variables alone.
struct PartialReport {
  private var name: PartialName
  private var scalar: ObjectiveAtInput
  private var tensor: CheckedTensor

  /// The factors of each term, in symbols and in numbers.
  private var terms: [(symbols: [String], factors: [Double])]

  private var kinks: [NeuronPlace]

  /// - Throws: `CommandError` when the network does not have the variables, or the factors do not
  ///   fit memory.
  init(_ name: PartialName, _ invocation: Invocation) throws {
    self.name = name
    let network = try invocation.network()
    let variables = try name.variables(
      in: network, at: invocation.arguments.word("QUANTITY"))
    let checkpoint = invocation.checkpoint
    scalar = try ObjectiveAtInput(invocation, output: name.output.map { $0 - 1 })
    let indices = name.variables.map { $0.name.indices.map(String.init) }
    let derivatives = scalar.derivatives
    let value: Double
    if variables.count == 1 {
      let variable = variables[0]
      let factors = derivatives.slopeFactors(variable.group, variable.entry)
      terms = [(BlockFormula.slope(variable.group, indices[0]), factors)]
      value = factors.reduce(1, *)
    } else {
      let (row, column) = (variables[0], variables[1])
      // Γ, two products on the way, and the two Jacobians between the layers.
      let first = max(min(row.group.layer, column.group.layer), 1)
      let widest =
        network.layers[(first - 1)...].map { max($0.neuronCount, $0.inputCount) }.max() ?? 1
      try Memory.require(
        bytes: 8 * 5 * Double(widest) * Double(widest), for: "Γ of a layer of \(widest) neurons",
        at: invocation.range)
      let block = try derivatives.hessian(row.group, column.group, checkpoint: checkpoint)
      let symbols = BlockFormula(rows: row.group, columns: column.group, of: scalar.name)
        .terms(indices[0], indices[1])
      terms = zip(symbols, block.terms(row.entry, column.entry)).map { (symbols: $0, factors: $1) }
      value = block[row.entry, column.entry]
    }
    let differences = try scalar.difference(
      in: variables, invocation.finiteDifference, checkpoint: checkpoint)
    kinks = differences.kinks
    // The terms may cancel: an error is small against the larger one.
    let scale = terms.map { $0.factors.reduce(1, *) }.largestMagnitude
    tensor = CheckedTensor(
      "show", of: scalar.name, wrt: name.variables.map(\.name.text), title: name.text,
      at: invocation.point, value: value, estimate: differences.estimate,
      scale: max(scale, abs(value)))
    tensor.members = scalar.members + ["terms": terms.map(\.factors)]
  }

  // MARK: Report

  func report(_ display: Display) -> Report { tensor.report(display, blocks: blocks) }

  private func blocks(_ display: Display) -> [Report.Block] {
    var columns: [TableColumn] = [
      .text("term", terms.map { $0.symbols.joined(separator: " · ") }),
      .text(
        "factors",
        terms.map { term in
          term.factors.map { Prose.number($0, digits: display.precision) }.joined(separator: " · ")
        }),
    ]
    if terms.count > 1 {
      columns.append(.numbers("product", terms.map { $0.factors.reduce(1, *) }))
    }
    var blocks: [Report.Block] = [.heading(name.text, aside: scalar.place)]
    blocks += scalar.constantNote
    blocks += [
      .line("= \(Prose.number(tensor.entry(0).analytic, digits: nil))"), .table(columns),
    ]
    blocks += tensor.entryLine
    if !kinks.isEmpty {
      blocks.append(.paragraph("A step crosses: \(kinks.map(\.words).joined(separator: "; "))."))
    }
    return blocks
  }
}
