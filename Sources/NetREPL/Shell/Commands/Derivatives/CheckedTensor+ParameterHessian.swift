import Core

extension CheckedTensor {
  /// Second derivatives with respect to parameters beside finite differences of s: a block, or all
  /// parameters with each other.
  ///
  /// - Throws: `CommandError` when they are too large to be formed.
  static func hessian(
    _ hessian: ParameterHessian, _ invocation: Invocation
  ) throws -> CheckedTensor {
    try hessian.require(at: invocation.range)
    let (scalar, isSymmetric, axes) = (hessian.scalar, hessian.isSymmetric, hessian.axes)
    let value = try hessian.value(invocation.checkpoint)
    let function = scalar.function(of: hessian.groups.map { .init($0) })
    let differences = try invocation.secondDifferences(
      of: function, outputs: [0],
      isSymmetric ? .all : .block(rows: function.ranges[0], columns: function.ranges[1]))
    // In a block the columns are the later variables of the function.
    let offset = isSymmetric ? 0 : value.rows
    var result = try CheckedTensor(
      "hessian", of: scalar.name, wrt: hessian.wrt, title: hessian.title, at: invocation.point,
      shape: axes.shape, axes: axes.names, rows: axes.rows, columns: axes.columns,
      parts: [Part(hessian.title, value, at: scalar.place)],
      check: Check(
        estimate: { differences[0, $1, offset + $2] },
        sample: differences.checkedPairs.map { isSymmetric ? ($0.i, $0.j) : ($0.j, $0.i - offset) },
        run: DifferenceRun(differences, invocation.settings.differenceMethod, of: scalar.name)),
      checkpoint: invocation.checkpoint)
    result.fullCommand = "hessian \(scalar.words)wrt \(hessian.words) full"
    result.entryName = {
      "∂²\(scalar.name)/∂\(axes.rows.short($1))∂\(axes.columns.short($2))"
    }
    if let (rows, columns) = hessian.block {
      let formula = BlockFormula(rows: rows, columns: columns, of: scalar.name)
      result.notes = [.line("\(formula.text)"), .paragraph(formula.note)]
    }
    result.preface = scalar.constantNote
    result.notes += hessian.zeroNote(value)
    result.footnotes = NetworkMap(scalar.network).kinkNote(at: scalar.input)
    result.members = scalar.members
    if hessian.block == nil { result.members += ["parameters": scalar.network.parameterNames] }
    return result
  }
}

extension ParameterHessian {
  /// Why all entries are zero, where they are.
  fileprivate func zeroNote(_ value: MatrixTable.Values) -> [Report.Block] {
    if scalar.isConstant { return [] }
    guard let (rows, columns) = block, value.largestMagnitude == 0 else { return [] }
    let of = scalar.name
    return [
      .paragraph(
        isSymmetric
          ? "All zero: at this point \(of) has no curvature in \(rows.name)."
          : "All zero: at this point ∂\(of)/∂\(rows.name) does not change with \(columns.name).")
    ]
  }
}
