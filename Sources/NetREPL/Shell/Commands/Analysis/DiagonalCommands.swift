import Core

extension CommandSpec {
  static let diagonal = CommandSpec(
    name: "diagonal", group: .analysis,
    summary: "show the second derivative along each input, without the Hessian",
    pattern: ofAndWrt, arguments: meanings,
    details:
      "H_k[i,i] is the sum of B_l[k,p] σ″(z_l[p]) G_l[p,i]² over the neurons p of all layers l.",
    examples: ["diagonal", "diagonal of A1", "diagonal wrt z1"],
    run: { invocation, session in
      .report(try DiagonalReport(invocation, session).diagonal(invocation, session))
    })

  static let laplacian = CommandSpec(
    name: "laplacian", group: .analysis,
    summary: "show the sum of the second derivatives along the inputs, without the Hessian",
    pattern: ofAndWrt, arguments: meanings,
    details:
      "The trace of H_k, the sum of the diagonal that `diagonal` shows. Its sign tells whether the "
      + "mean of A_k close around the input is above the value there, or below.",
    examples: ["laplacian", "laplacian of A1"],
    run: { invocation, session in
      .report(try DiagonalReport(invocation, session).laplacian(session))
    })

  private static let ofAndWrt: [Pattern] = [
    .optional([.word("of"), .argument("Q", .signal)]),
    .optional([.word("wrt"), .argument("R", .signal)]), .optional([.word("full")]),
  ]

  private static let meanings = [
    ("Q", "A for every output, A2 for one, or another signal: z2, f1[3]; A otherwise"),
    ("R", "an earlier signal: I, z1, f1, ...; I otherwise"),
    ("full", "every row and column, whatever the size"),
  ]
}

/// The diagonals of Hessians beside second differences, and their sums.
private struct DiagonalReport {
  var map: NetworkMap
  var x: [Double]
  var outputs: [Int]

  /// A diagonal a row.
  var values: Matrix
  var differences: HessianDifferences
  var isFull: Bool

  init(_ invocation: Invocation, _ session: Session) throws {
    let (rule, component) = try invocation.map(
      in: try session.network(), mistake: session.mistake)
    let map = rule.map
    try DerivativeMemory.requireJacobian(of: map, at: invocation.range)
    self.map = map
    x = NetworkMap(map.network, to: map.from)(try session.input())
    outputs = component.map { [$0] } ?? Array(0..<map.outputCount)
    values = try rule.hessianDiagonals(
      at: x, outputs: outputs, checkpoint: invocation.checkpoint)
    differences = try session.finiteDifference.hessian(
      of: map, at: x, outputs: outputs, .diagonal, checkpoint: invocation.checkpoint)
    isFull = invocation.arguments.has("full") || !session.settings.hasLimits
  }

  private var of: String { map.to.name(in: map.network) }
  private var wrt: String { map.from.name(in: map.network) }
  private var rowNames: [String] {
    let labels = map.to.labels(in: map.network)
    return outputs.map { labels.long($0).escapingControls }
  }

  private func notes(
    _ summary: CheckSummary, checked: Int, total: Int, _ settings: Settings
  ) -> [Report.Block] {
    DifferenceNotes(
      method: settings.differenceMethod, checked: checked, total: total,
      step: differences.largestStep, kinks: differences.kinks, summary: summary, of: of
    ).blocks + AtKinkNote(map: map, x: x).blocks
  }

  // MARK: Diagonal

  func diagonal(_ invocation: Invocation, _ session: Session) -> Report {
    var summary = CheckSummary(rowCount: outputs.count)
    let scale = values.largestMagnitude
    func estimate(_ k: Int, _ i: Int) -> DifferenceEstimate? { differences[outputs[k], i, i] }
    for k in outputs.indices {
      for i in 0..<map.inputCount {
        guard let estimate = estimate(k, i) else { continue }
        summary.add(row: k, analytic: values[k, i], estimate: estimate, scale: scale)
      }
    }
    let title = "diagonals of ∂²\(of)/∂\(wrt)²"
    let rows = MatrixTable.Labels.list(rowNames)
    let columns = map.from.labels(in: map.network)
    let (m, d) = (outputs.count, map.inputCount)
    let blocks: [Report.Block] =
      [
        .heading(title, aside: "\(m)×\(d), at \(wrt) = \(Prose.vector(x))"),
        .matrix(
          MatrixTable(
            rowLabels: rows, columnLabels: columns, values: .dense(values), checks: summary.rows,
            isFull: isFull, fullCommand: "diagonal \(map.words)full")),
        .paragraph(
          "How each output bends along each component of \(wrt) alone: above 0 upwards, below 0 "
            + "downwards."),
      ] + notes(summary, checked: differences.checkedCount, total: m * d, session.settings)
    let values = values
    let record = JSONValue.object([
      ("command", .string("diagonal")), ("of", .strings(shortNames)), ("wrt", .string(wrt)),
      ("shape", .integers([m, d])), ("value", .matrix(values)),
      ("finiteDifference", .grid(rows: m, columns: d) { .optional(estimate($0, $1)?.value) }),
      ("bound", .grid(rows: m, columns: d) { .optional(estimate($0, $1)?.bound) }),
      ("verdict", summary.verdict.map { .string($0.words) } ?? .null),
    ])
    return Report(
      blocks: blocks, record: record,
      result: StoredValue(
        title: title, shape: [m, d], parts: [.dense(values)], rowLabels: rows,
        columnLabels: columns, partTitles: [title], blocks: blocks, record: record))
  }

  private var shortNames: [String] {
    let labels = map.to.labels(in: map.network)
    return outputs.map(labels.short)
  }

  // MARK: Laplacian

  /// The sum of the differences, with the sum of their bounds; nil where one was not taken.
  private func sum(_ k: Int) -> DifferenceEstimate? {
    var (value, bound, unit, largest) = (0.0, 0.0, 0.0, 0.0)
    var limitation = DifferenceEstimate.Limitation.rounding
    for i in 0..<map.inputCount {
      guard let part = differences[outputs[k], i, i] else { return nil }
      value += part.value
      bound += part.bound
      unit = max(unit, part.unit)
      // What limits the part of the largest bound limits the sum.
      if !(part.bound < largest) { (largest, limitation) = (part.bound, part.limitation) }
    }
    return DifferenceEstimate(value: value, bound: bound, limitation: limitation, unit: unit)
  }

  func laplacian(_ session: Session) -> Report {
    let sums = outputs.indices.map { k in values.row(k).reduce(0, +) }
    let estimates = outputs.indices.map(sum)
    var summary = CheckSummary(rowCount: outputs.count)
    // The terms of the sum may cancel: rounding is relative to the largest of them.
    let scale = max(values.largestMagnitude, sums.largestMagnitude)
    for (k, estimate) in estimates.enumerated() {
      guard let estimate else { continue }
      summary.add(row: k, analytic: sums[k], estimate: estimate, scale: scale)
    }
    let title = "Laplacian of \(of) in \(wrt)"
    let table = MatrixTable(
      rowLabels: .list(rowNames), columnLabels: .list(["trace H"]),
      values: .dense(Matrix(rows: sums.count, columns: 1, storage: sums)), checks: summary.rows,
      isFull: isFull, fullCommand: "laplacian \(map.words)full")
    let checked = estimates.filter { $0 != nil }.count
    let meaning =
      "The sum of the second derivatives along the \(wrt == "I" ? "inputs" : "components of \(wrt)"): "
      + "above 0, \(of) close around this point is on average above its value here; below 0, below it."
    let blocks: [Report.Block] =
      [
        .heading(title, aside: "at \(wrt) = \(Prose.vector(x))"), .matrix(table),
        .paragraph(meaning),
      ] + notes(summary, checked: checked, total: sums.count, session.settings)
    let record = JSONValue.object([
      ("command", .string("laplacian")), ("of", .strings(shortNames)), ("wrt", .string(wrt)),
      ("shape", .integers([sums.count])), ("value", .numbers(sums)),
      ("finiteDifference", .array(estimates.map { .optional($0?.value) })),
      ("bound", .array(estimates.map { .optional($0?.bound) })),
      ("verdict", summary.verdict.map { .string($0.words) } ?? .null),
    ])
    return Report(
      blocks: blocks, record: record,
      result: StoredValue(
        title: title, shape: [sums.count], parts: [table.values], rowLabels: table.rowLabels,
        columnLabels: table.columnLabels, partTitles: [title], blocks: blocks, record: record))
  }
}
