import Core

/// A Jacobian beside its finite differences, as `jacobian`, `show J` and `show G2` answer it.
struct JacobianReport {
  var map: NetworkMap

  /// The value of `map.from` at which it is taken.
  var x: [Double]
  var value: Matrix
  var differences: JacobianDifferences
  var summary: CheckSummary

  init(
    of rule: ChainRule, session: Session, checkpoint: Checkpoint, at range: Range<Int>?
  ) throws {
    let map = rule.map
    let (rows, columns) = (map.outputCount, map.inputCount)
    try DerivativeMemory.requireJacobian(of: map, at: range)

    let input = try session.input()
    self.map = map
    x = NetworkMap(map.network, to: map.from)(input)
    value = try rule.jacobian(at: x, checkpoint: checkpoint)
    differences = try session.finiteDifference.jacobian(of: map, at: x, checkpoint: checkpoint)
    summary = CheckSummary(rowCount: rows)
    let scale = value.largestMagnitude
    for k in 0..<rows {
      for j in 0..<columns {
        guard let estimate = differences[k, j] else { continue }
        summary.add(row: k, analytic: value[k, j], estimate: estimate, scale: scale)
      }
    }
  }

  var title: String {
    "∂\(map.to.name(in: map.network))/∂\(map.from.name(in: map.network))"
  }

  private var place: String {
    map.from == .input
      ? "at I = \(Prose.vector(x))" : "at \(map.from.name(in: map.network)) = \(Prose.vector(x))"
  }

  func report(settings: Settings, isFull: Bool, asEntries: Bool) -> Report {
    let network = map.network
    let (rows, columns) = (value.rows, value.columns)
    let (rowLabels, columnLabels) = (map.to.labels(in: network), map.from.labels(in: network))
    var blocks: [Report.Block] = [.heading(title, aside: "\(rows)×\(columns), \(place)")]
    if asEntries {
      blocks +=
        EntryTable(
          count: rows * columns,
          entry: { index in
            let (k, j) = (index / columns, index % columns)
            return EntryTable.Entry(
              name: "∂\(rowLabels.short(k))/∂\(columnLabels.short(j))",
              analytic: value[k, j], estimate: differences[k, j])
          }, scale: value.largestMagnitude, isFull: isFull || !settings.hasLimits
        ).blocks
    } else {
      blocks.append(
        .matrix(
          MatrixTable(
            rowLabels: rowLabels, columnLabels: columnLabels, values: .dense(value),
            checks: summary.rows, isFull: isFull || !settings.hasLimits,
            fullCommand: "jacobian \(map.words)full")))
    }
    blocks +=
      DifferenceNotes(
        method: settings.differenceMethod, checked: differences.checkedCount,
        total: differences.entryCount, step: differences.largestStep,
        kinks: differences.kinks, summary: summary,
        of: map.to.name(in: network)
      ).blocks
    blocks += AtKinkNote(map: map, x: x).blocks

    let record = record
    return Report(
      blocks: blocks, record: record,
      result: StoredValue(
        title: title, shape: [rows, columns], parts: [.dense(value)], rowLabels: rowLabels,
        columnLabels: columnLabels,
        partTitles: [title], blocks: blocks, record: record))
  }

  private var record: JSONValue {
    let (value, differences) = (value, differences)
    func grid(_ entry: @escaping (Int, Int) -> Double?) -> JSONValue {
      .grid(rows: value.rows, columns: value.columns) { .optional(entry($0, $1)) }
    }
    return .object([
      ("command", .string("jacobian")), ("of", .string(map.to.name(in: map.network))),
      ("wrt", .string(map.from.name(in: map.network))),
      ("shape", .integers([value.rows, value.columns])), ("value", .matrix(value)),
      ("finiteDifference", grid { differences[$0, $1]?.value }),
      ("error", grid { k, j in differences[k, j].map { abs(value[k, j] - $0.value) } }),
      ("bound", grid { differences[$0, $1]?.bound }),
      ("verdict", summary.verdict.map { .string($0.words) } ?? .null),
    ])
  }
}

extension NetworkMap {
  /// "of f1 wrt z1 ", the words of a command that mean this map; nothing for the whole network.
  var words: String {
    let of = to == network.output ? "" : "of \(to.name(in: network)) "
    return of + wrtWords
  }

  /// "wrt z1 ", or nothing for the input.
  var wrtWords: String { from == .input ? "" : "wrt \(from.name(in: network)) " }
}
