import Core

/// Second derivatives of s with respect to parameters and the input beside finite differences of
/// s: a block, or all parameters with each other.
struct WeightHessianReport {
  private var scalar: ScalarAtInput
  private var extent: Extent
  private var value: MatrixTable.Values
  private var differences: HessianDifferences
  private var summary: CheckSummary

  /// - Throws: `CommandError` without an input, or when it is too large to be formed.
  init(
    of extent: Extent, _ scalar: ScalarAtInput, session: Session, checkpoint: Checkpoint,
    at range: Range<Int>?
  ) throws {
    self.scalar = scalar
    self.extent = extent
    try WeightHessianSize(extent, of: scalar).require(at: range)
    value = try Self.value(extent, scalar, checkpoint)
    let groups = Self.groups(extent, scalar.network)
    let function = scalar.function(of: groups.map { NetworkFunction.Variables($0) })
    let part: HessianPart =
      extent.isSymmetric ? .all : .block(rows: function.ranges[0], columns: function.ranges[1])
    differences = try session.finiteDifference.hessian(
      of: function, outputs: [0], part, checkpoint: checkpoint)
    summary = CheckSummary(rowCount: value.rows)
    let scale = value.largestMagnitude
    for (number, pair) in differences.checkedPairs.enumerated() {
      if number % 4096 == 0 { try checkpoint() }
      if extent.isSymmetric {
        check(pair.i, pair.j, scale, isCounted: true)
        if pair.i != pair.j { check(pair.j, pair.i, scale, isCounted: false) }
      } else {
        check(pair.j, pair.i - value.rows, scale, isCounted: true)
      }
    }
  }

  private mutating func check(_ row: Int, _ column: Int, _ scale: Double, isCounted: Bool) {
    guard let estimate = estimate(row, column) else { return }
    summary.add(
      row: row, analytic: value[row, column], estimate: estimate, scale: scale,
      isCounted: isCounted)
  }

  private static func groups(_ extent: Extent, _ network: Network) -> [VariableGroup] {
    switch extent {
    case .block(let rows, let columns): rows == columns ? [rows] : [rows, columns]
    case .all: network.parameterGroups.map { .parameters($0) }
    }
  }

  /// The derivatives themselves, without differences.
  static func value(
    _ extent: Extent, _ scalar: ScalarAtInput, _ checkpoint: Checkpoint
  ) throws -> MatrixTable.Values {
    let derivatives = scalar.derivatives
    switch extent {
    case .all:
      return .symmetric(
        try derivatives.wholeHessian(scalar.network.parameterGroups, checkpoint: checkpoint))
    case .block(let rows, let columns):
      let block = try derivatives.hessian(rows, columns, checkpoint: checkpoint)
      return rows == columns
        ? .symmetric(try block.triangle(checkpoint: checkpoint))
        : .dense(try block.matrix(checkpoint: checkpoint))
    }
  }

  private func estimate(_ i: Int, _ j: Int) -> DifferenceEstimate? {
    // In a block the columns are the later variables of the function.
    differences[0, i, extent.isSymmetric ? j : value.rows + j]
  }

  // MARK: Report

  private var title: String { extent.title(of: scalar.name) }

  func report(settings: Settings, isFull: Bool, asEntries: Bool) -> Report {
    let network = scalar.network
    let groups = Self.groups(extent, network)
    let labels: (rows: MatrixTable.Labels, columns: MatrixTable.Labels)
    switch extent {
    case .block(let rows, let columns):
      labels = (network.labels(of: rows), network.labels(of: columns))
    case .all:
      let words = MatrixTable.Labels.list(network.parameterNames, areAlike: true)
      labels = (words, words)
    }
    let isFull = isFull || !settings.hasLimits
    let symmetric = extent.isSymmetric ? " symmetric" : ""
    var blocks: [Report.Block] = [
      .heading(title, aside: "\(value.rows)×\(value.columns)\(symmetric), \(scalar.place)")
    ]
    if asEntries {
      blocks += entryTable(labels.rows, labels.columns, isFull: isFull).blocks
    } else {
      blocks.append(
        .matrix(
          MatrixTable(
            rowLabels: labels.rows, columnLabels: labels.columns, values: value,
            checks: summary.rows, isFull: isFull,
            fullCommand: "hessian \(scalar.words)wrt \(extent.words) full")))
    }
    if case .block(let rows, let columns) = extent {
      let formula = BlockFormula(rows, columns, of: scalar.name)
      blocks += [.line(StyledText(formula.text)), .paragraph(formula.note)]
    }
    blocks += zeroNote
    blocks +=
      DifferenceNotes(
        method: settings.differenceMethod, checked: differences.checkedCount,
        total: differences.entryCount, step: differences.largestStep,
        kinks: differences.kinks, summary: summary, of: scalar.name
      ).blocks + AtKinkNote(map: NetworkMap(network), x: scalar.input).blocks
    let record = record(groups)
    return Report(
      blocks: blocks, record: record,
      result: StoredValue(
        title: title, shape: [value.rows, value.columns], parts: [value], rowLabels: labels.rows,
        columnLabels: labels.columns, partTitles: [title], blocks: blocks, record: record))
  }

  /// Why all entries are zero, where they are.
  private var zeroNote: [Report.Block] {
    if scalar.isConstant { return scalar.constantNote }
    guard case .block(let rows, let columns) = extent, value.largestMagnitude == 0 else {
      return []
    }
    let of = scalar.name
    return [
      .paragraph(
        rows == columns
          ? "All zero: \(of) is linear in \(rows.name) here."
          : "All zero: what \(of) owes to \(rows.name) does not depend on \(columns.name) here.")
    ]
  }

  private func entryTable(
    _ rows: MatrixTable.Labels, _ columns: MatrixTable.Labels, isFull: Bool
  ) -> EntryTable {
    let width = value.columns
    let isSymmetric = extent.isSymmetric
    return EntryTable(
      count: isSymmetric ? PackedSymmetric.count(order: width) : value.rows * width,
      entry: { index in
        let (i, j) =
          if isSymmetric {
            (InputPair(packedIndex: index).i, InputPair(packedIndex: index).j)
          } else { (index / width, index % width) }
        return EntryTable.Entry(
          name: "∂²\(scalar.name)/∂\(rows.short(i))∂\(columns.short(j))", analytic: value[i, j],
          estimate: estimate(i, j))
      }, scale: value.largestMagnitude, isFull: isFull)
  }

  private func record(_ groups: [VariableGroup]) -> JSONValue {
    let network = scalar.network
    let value = value
    let shape =
      switch extent {
      case .block(let rows, let columns): network.indices(of: rows) + network.indices(of: columns)
      case .all: [value.rows, value.rows]
      }
    func nested(_ entry: @escaping (Int, Int) -> Double?) -> JSONValue {
      .nested(shape[...]) { .optional(entry($0 / value.columns, $0 % value.columns)) }
    }
    let names: [(String, JSONValue)] =
      extent == .all ? [("parameters", .strings(network.parameterNames))] : []
    return .object(
      [
        ("command", .string("hessian")), ("of", .string(scalar.name)), ("wrt", extent.record),
      ] + scalar.members + names + [
        ("shape", .integers(shape)), ("value", nested { value[$0, $1] }),
        ("finiteDifference", nested { estimate($0, $1)?.value }),
        ("error", nested { i, j in estimate(i, j).map { abs(value[i, j] - $0.value) } }),
        ("bound", nested { estimate($0, $1)?.bound }),
        ("verdict", summary.verdict.map { .string($0.words) } ?? .null),
      ])
  }
}
