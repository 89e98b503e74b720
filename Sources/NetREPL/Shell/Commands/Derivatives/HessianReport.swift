import Core

/// Hessians beside their finite differences, as `hessian` and `show H1` answer them.
struct HessianReport {
  var map: NetworkMap
  var x: [Double]

  /// The outputs asked for, counted from 0, and the Hessian of each.
  var outputs: [Int]
  var values: [PackedSymmetric]
  var differences: HessianDifferences

  /// One summary for each Hessian.
  var summaries: [CheckSummary]

  init(
    of rule: ChainRule, outputs: [Int], session: Session, checkpoint: Checkpoint,
    at range: Range<Int>?
  ) throws {
    let map = rule.map
    let d = map.inputCount
    let plan = try DerivativeMemory.requireHessian(of: map, outputs: outputs, at: range)

    let input = try session.input()
    self.map = map
    self.outputs = outputs
    x = NetworkMap(map.network, to: map.from)(input)
    values = try rule.hessian(
      at: x, outputs: outputs, as: plan.chosen, checkpoint: checkpoint)
    differences = try session.finiteDifference.hessian(
      of: map, at: x, outputs: outputs, checkpoint: checkpoint)
    summaries = []
    for (position, value) in values.enumerated() {
      var summary = CheckSummary(rowCount: d)
      let scale = value.largestMagnitude
      for i in 0..<d {
        try checkpoint()
        for j in 0..<d {
          guard let estimate = differences[outputs[position], i, j] else { continue }
          summary.add(
            row: i, analytic: value[i, j], estimate: estimate, scale: scale, isCounted: j <= i)
        }
      }
      summaries.append(summary)
    }
  }

  private var wrt: String { map.from.name(in: map.network) }
  private var of: String { map.to.name(in: map.network) }

  private func title(_ output: Int) -> String {
    "∂²\(map.to.labels(in: map.network).short(output))/∂\(wrt)²"
  }

  func report(settings: Settings, isFull: Bool, asEntries: Bool) -> Report {
    let isFull = isFull || !settings.hasLimits
    let labels = map.from.labels(in: map.network)
    let d = map.inputCount
    var blocks: [Report.Block] = []
    let shown = ManyMatrices.shown(of: values.count, isFull: isFull)
    for (position, value) in values.prefix(shown).enumerated() {
      if position > 0 { blocks.append(.blank) }
      let output = outputs[position]
      let aside =
        position == 0
        ? "\(d)×\(d) symmetric, at \(wrt) = \(Prose.vector(x))" : "\(d)×\(d) symmetric"
      blocks.append(.heading(heading(output), aside: aside))
      if asEntries {
        blocks += entryTable(position, labels, isFull: isFull).blocks
      } else {
        blocks.append(
          .matrix(
            MatrixTable(
              rowLabels: labels, columnLabels: labels, values: .symmetric(value),
              checks: summaries[position].rows, isFull: isFull,
              isBrief: values.count > ManyMatrices.mostWhole,
              fullCommand: "hessian of \(map.to.labels(in: map.network).short(output)) "
                + "\(map.wrtWords)full")))
      }
    }
    if shown < values.count {
      let next = map.to.labels(in: map.network).short(outputs[shown])
      blocks.append(
        .paragraph(
          "\(values.count - shown) more Hessians not shown; `hessian of \(next)` shows one, "
            + "`hessian full` all."))
    }
    var summary = CheckSummary(rowCount: 0)
    for part in summaries { summary.merge(part) }
    blocks +=
      DifferenceNotes(
        method: settings.differenceMethod, checked: differences.checkedCount,
        total: differences.entryCount, step: differences.largestStep,
        kinks: differences.kinks, summary: summary, of: of
      ).blocks
    blocks += AtKinkNote(map: map, x: x).blocks

    let record = record(verdict: summary.verdict)
    return Report(
      blocks: blocks, record: record,
      result: StoredValue(
        title: "∂²\(of)/∂\(wrt)²", shape: [values.count, d, d],
        parts: values.map { .symmetric($0) }, rowLabels: labels,
        columnLabels: labels, partTitles: outputs.map(title), blocks: blocks, record: record))
  }

  /// The title with the output's own name, where the network has one.
  private func heading(_ output: Int) -> String {
    let labels = map.to.labels(in: map.network)
    let (short, long) = (labels.short(output), labels.long(output))
    return short == long
      ? title(output)
      : "\(title(output))  \(long.dropFirst(short.count + 1))"
        .escapingControls
  }

  private func entryTable(
    _ position: Int, _ labels: MatrixTable.Labels, isFull: Bool
  ) -> EntryTable {
    let value = values[position]
    let output = map.to.labels(in: map.network).short(outputs[position])
    return EntryTable(
      count: PackedSymmetric.count(order: map.inputCount),
      entry: { index in
        let pair = InputPair(packedIndex: index)
        return EntryTable.Entry(
          name: "∂²\(output)/∂\(labels.short(pair.i))∂\(labels.short(pair.j))",
          analytic: value[pair.i, pair.j],
          estimate: differences[outputs[position], pair.i, pair.j])
      }, scale: value.largestMagnitude, isFull: isFull)
  }

  private func record(verdict: Verdict?) -> JSONValue {
    let (values, outputs, differences) = (values, outputs, differences)
    let d = map.inputCount
    func cube(_ entry: @escaping (Int, Int, Int) -> Double?) -> JSONValue {
      .array(count: values.count) { position in
        .grid(rows: d, columns: d) { .optional(entry(position, $0, $1)) }
      }
    }
    // One output asked for by name is still a list of one, so that the shape never depends on it.
    let name =
      outputs.count == map.outputCount
      ? of : outputs.map { map.to.labels(in: map.network).short($0) }.joined(separator: " ")
    return .object([
      ("command", .string("hessian")), ("of", .string(name)), ("wrt", .string(wrt)),
      ("shape", .integers([values.count, d, d])),
      ("value", .array(count: values.count) { .symmetric(values[$0]) }),
      ("finiteDifference", cube { differences[outputs[$0], $1, $2]?.value }),
      (
        "error",
        cube { position, i, j in
          differences[outputs[position], i, j].map { abs(values[position][i, j] - $0.value) }
        }
      ),
      ("bound", cube { differences[outputs[$0], $1, $2]?.bound }),
      ("verdict", verdict.map { .string($0.words) } ?? .null),
    ])
  }
}
