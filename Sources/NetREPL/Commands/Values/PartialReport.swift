import Core

/// One derivative of s, first or second, as `show` answers it: the terms of its formula with their
/// factors, and a finite difference of s in these variables alone.
struct PartialReport {
  private var name: PartialName
  private var scalar: ScalarAtInput
  private var value: Double

  /// The factors of each term, in symbols and in numbers.
  private var terms: [(symbols: [String], factors: [Double])]

  private var check: EntryCheck?
  private var kinks: [KinkCrossing]

  /// - Throws: `CommandError` when the network does not have the variables, or the factors do not
  ///   fit memory.
  init(
    _ name: PartialName, session: Session, checkpoint: Checkpoint, at word: Word?,
    range: Range<Int>?
  ) throws {
    self.name = name
    let network = try session.network()
    let places = try Self.places(name, network, at: word)
    scalar = try ScalarAtInput(session, output: name.output.map { $0 - 1 })
    let indices = name.variables.map { $0.name.indices.map(String.init) }
    let derivatives = scalar.derivatives
    if places.count == 1 {
      let place = places[0]
      let factors = derivatives.slopeFactors(place.group, place.entry)
      terms = [(BlockFormula.slope(place.group, indices[0]), factors)]
      value = factors.reduce(1, *)
    } else {
      let (row, column) = (places[0], places[1])
      try WeightHessianSize.requireFactors(network, of: [row.group, column.group], at: range)
      let block = try derivatives.hessian(row.group, column.group, checkpoint: checkpoint)
      let symbols = BlockFormula(row.group, column.group, of: scalar.name)
        .terms(indices[0], indices[1])
      terms = zip(symbols, block.terms(row.entry, column.entry)).map { (symbols: $0, factors: $1) }
      value = block[row.entry, column.entry]
    }
    let differences = try Self.difference(places, scalar, session, checkpoint)
    kinks = differences.kinks
    // The terms may cancel: an error is small against the larger one.
    let scale = terms.map { $0.factors.reduce(1, *) }.largestMagnitude
    check = differences.estimate.map {
      EntryCheck(analytic: value, estimate: $0, scale: max(scale, abs(value)))
    }
  }

  /// A variable: its group and which of its entries, row by row from 0.
  private struct Place: Equatable {
    var group: VariableGroup
    var entry: Int
  }

  private static func places(
    _ name: PartialName, _ network: Network, at word: Word?
  ) throws(CommandError) -> [Place] {
    if let output = name.output, output > network.outputCount {
      throw CommandError(
        "A\(output): the network has outputs 1 to \(network.outputCount)", at: word?.range)
    }
    var places: [Place] = []
    for variable in name.variables {
      let quantity = variable.name
      do throws(QuantityName.Problem) {
        _ = try QuantityShape(of: quantity, in: network)
      } catch {
        throw CommandError(error.message, at: word?.part(variable.range))
      }
      let layer = quantity.number ?? 1
      let first = quantity.indices[0] - 1
      switch quantity.symbol {
      case .weights:
        let columns = network.layers[layer - 1].inputCount
        places.append(
          Place(
            group: .parameters(.weights(layer)),
            entry: first * columns + quantity.indices[1] - 1))
      case .bias: places.append(Place(group: .parameters(.bias(layer)), entry: first))
      default: places.append(Place(group: .input, entry: first))
      }
    }
    return places
  }

  /// The finite difference of s as a function of these variables alone.
  private static func difference(
    _ places: [Place], _ scalar: ScalarAtInput, _ session: Session, _ checkpoint: Checkpoint
  ) throws -> (estimate: DifferenceEstimate?, kinks: [KinkCrossing]) {
    let check = session.finiteDifference
    let (first, second) = (places[0], places[places.count - 1])
    if places.count == 2, first != second {
      let isSame = first.group == second.group
      let groups = isSame ? [first.group] : [first.group, second.group]
      let function = scalar.function(of: groups.map { NetworkFunction.Variables($0) })
      let a = first.entry
      let b = isSame ? second.entry : function.ranges[1].lowerBound + second.entry
      let differences = try check.hessian(
        of: function, outputs: [0], .block(rows: a..<(a + 1), columns: b..<(b + 1)),
        checkpoint: checkpoint)
      return (differences[0, a, b], differences.kinks)
    }
    // One variable: a step along it.
    var direction = [Double](repeating: 0, count: scalar.network.count(of: first.group))
    direction[first.entry] = 1
    let function = scalar.function(
      of: [.step(NetworkFunction.Variables(first.group), along: direction)])
    if places.count == 1 {
      let differences = try check.jacobian(of: function, checkpoint: checkpoint)
      return (differences[0, 0], differences.kinks)
    }
    let differences = try check.hessian(of: function, outputs: [0], checkpoint: checkpoint)
    return (differences[0, 0, 0], differences.kinks)
  }

  // MARK: Report

  var report: Report {
    var columns = [
      Table.text("term", terms.map { $0.symbols.joined(separator: " · ") }),
      Table.text(
        "factors",
        terms.map { term in term.factors.map { Prose.number($0) }.joined(separator: " · ") }),
    ]
    if terms.count > 1 {
      let products = terms.map { $0.factors.reduce(1, *) }
      columns.append(Table.Column(header: "product", cells: .numbers(products)))
    }
    var blocks: [Report.Block] = [
      .heading(name.text, aside: scalar.place),
      .line(StyledText("= \(Prose.number(value, digits: nil))")),
      .table(Table(columns: columns)),
    ]
    if let check { blocks.append(.line(check.line)) }
    if !kinks.isEmpty {
      blocks.append(.paragraph("A step crosses: \(kinks.map(\.words).joined(separator: "; "))."))
    }
    blocks += scalar.constantNote
    let record = JSONValue.object(
      [
        ("command", .string("show")), ("of", .string(scalar.name)),
        ("wrt", .strings(name.variables.map(\.name.text))),
      ] + scalar.members + [
        ("shape", .integers([])), ("value", .number(value)),
        ("terms", .array(terms.map { .numbers($0.factors) })),
      ] + (check?.members ?? []))
    return Report(
      blocks: blocks, record: record,
      result: StoredValue(
        title: name.text, shape: [], parts: [.dense(Matrix([[value]]))], rowLabels: .none,
        columnLabels: .none, partTitles: [name.text], blocks: blocks, record: record))
  }
}
