import Core

extension CheckedTensor {
  /// Second derivatives of s with respect to parameters and the input beside finite differences of
  /// s: a block, or all parameters with each other.
  ///
  /// - Throws: `CommandError` without an input, or when it is too large to be formed.
  static func hessian(
    of extent: WeightHessianExtent, _ scalar: ObjectiveAtInput, session: Session,
    checkpoint: Checkpoint, at range: Range<Int>?
  ) throws -> CheckedTensor {
    try WeightHessianSize(extent, of: scalar).require(at: range)
    let network = scalar.network
    let value = try extent.value(of: scalar, checkpoint)
    let function = scalar.function(of: extent.groups(in: network).map { .init($0) })
    let isSymmetric = extent.isSymmetric
    let differences = try session.finiteDifference.hessian(
      of: function, outputs: [0],
      isSymmetric ? .all : .block(rows: function.ranges[0], columns: function.ranges[1]),
      checkpoint: checkpoint)
    // In a block the columns are the later variables of the function.
    let offset = isSymmetric ? 0 : value.rows
    let axes = extent.axes(in: network)
    let title = extent.title(of: scalar.name)
    var result = try CheckedTensor(
      "hessian", of: scalar.name, wrt: extent.wrt, title: title, shape: axes.shape,
      axes: axes.names, rows: axes.rows, columns: axes.columns,
      parts: [Part(title, value, at: scalar.place)],
      check: Check(
        estimate: { differences[0, $1, offset + $2] },
        sample: differences.checkedPairs.map {
          isSymmetric ? ($0.i, $0.j) : ($0.j, $0.i - offset)
        },
        run: DifferenceRun(differences, session.settings.differenceMethod, of: scalar.name)),
      checkpoint: checkpoint)
    result.point = session.point
    result.fullCommand = "hessian \(scalar.words)wrt \(extent.words) full"
    result.entryName = {
      "∂²\(scalar.name)/∂\(axes.rows.short($1))∂\(axes.columns.short($2))"
    }
    if case .block(let rows, let columns) = extent {
      let formula = BlockFormula(rows, columns, of: scalar.name)
      result.notes = [.line(StyledText(formula.text)), .paragraph(formula.note)]
    }
    result.notes += extent.zeroNote(value, scalar)
    result.footnotes = AtKinkNote(map: NetworkMap(network), x: scalar.input).blocks
    result.members = scalar.members
    if extent == .all { result.members.append(("parameters", .strings(network.parameterNames))) }
    return result
  }
}

extension WeightHessianExtent {
  fileprivate func groups(in network: Network) -> [VariableBlock] {
    switch self {
    case .block(let rows, let columns): rows == columns ? [rows] : [rows, columns]
    case .all: network.parameterGroups.map { .parameters($0) }
    }
  }

  /// The derivatives themselves, without differences.
  func value(
    of scalar: ObjectiveAtInput, _ checkpoint: Checkpoint
  ) throws -> MatrixTable.Values {
    let derivatives = scalar.derivatives
    switch self {
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

  fileprivate func axes(
    in network: Network
  ) -> (
    shape: [Int], names: [MatrixTable.Labels], rows: MatrixTable.Labels,
    columns: MatrixTable.Labels
  ) {
    switch self {
    case .block(let rows, let columns):
      return (
        network.indices(of: rows) + network.indices(of: columns),
        network.axes(of: rows) + network.axes(of: columns), network.labels(of: rows),
        network.labels(of: columns)
      )
    case .all:
      let labels = MatrixTable.Labels.list(network.parameterNames, areAlike: true)
      let count = network.parameterCount
      return ([count, count], [labels, labels], labels, labels)
    }
  }

  /// Why all entries are zero, where they are.
  fileprivate func zeroNote(
    _ value: MatrixTable.Values, _ scalar: ObjectiveAtInput
  ) -> [Report.Block] {
    if scalar.isConstant { return scalar.constantNote }
    guard case .block(let rows, let columns) = self, value.largestMagnitude == 0 else { return [] }
    let of = scalar.name
    return [
      .paragraph(
        rows == columns
          ? "All zero: \(of) is linear in \(rows.name) here."
          : "All zero: what \(of) owes to \(rows.name) does not depend on \(columns.name) here.")
    ]
  }
}
