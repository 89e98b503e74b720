import Core

/// The diagonals of Hessians beside second differences, and their sums.
struct HessianDiagonals {
  private let map: NetworkMap
  private let x: [Double]
  private let outputs: [Int]
  private let chosen: (outputs: Choice?, inputs: Choice?)

  /// A diagonal a row.
  private let values: Matrix

  /// The largest entry, those left out included.
  private let scale: Double
  private let differences: HessianDifferences
  private let invocation: Invocation

  init(_ invocation: Invocation) throws {
    let rule: ChainRule
    (rule, chosen.outputs, chosen.inputs) = try invocation.rule()
    map = rule.map
    outputs = chosen.outputs?.indices ?? Array(0..<map.outputCount)
    try DerivativeMemory.requireJacobian(of: map, at: invocation.range)
    x = NetworkMap(map.network, to: map.from)(try invocation.input())
    let whole = try rule.hessianDiagonals(
      at: x, outputs: outputs, checkpoint: invocation.checkpoint)
    let all = MatrixTable.Values.dense(whole).choosing(rows: nil, columns: chosen.inputs)
    values = if case .dense(let some) = all { some } else { whole }
    scale = whole.largestMagnitude
    differences = try invocation.secondDifferences(
      of: NetworkFunction(map, at: x, chosen.inputs), outputs: outputs, .diagonal)
    self.invocation = invocation
  }

  private var of: String { map.to.name(of: chosen.outputs, in: map.network) }
  private var wrt: String { map.from.name(of: chosen.inputs, in: map.network) }

  /// A report with a row for each output.
  private func report(
    _ command: String, _ title: String, aside: String, shape: [Int],
    columns: CheckedTensor.Labels, _ values: Matrix, scale: Double, checked: Int, note: String,
    _ estimate: @escaping (Int, Int) -> DifferenceEstimate?
  ) throws(CommandError) -> Report {
    let labels = map.to.labels(in: map.network)
    // One output that was named has no index in the answer, and no more has one input.
    let axes = zip(
      [labels.choosing(chosen.outputs), columns],
      [chosen.outputs, chosen.inputs].map { $0?.isOne == true })
    let kept = zip(shape, axes).filter { !$1.1 }
    var result = CheckedTensor(
      command, of: of, wrt: [wrt], title: title, at: invocation.point, shape: kept.map(\.0),
      axes: kept.map(\.1.0),
      rows: .list(outputs.map { labels.long($0).escapingControls }), columns: columns,
      parts: [.init(title: title, aside: aside, values: .dense(values))],
      check: .init(
        estimate: { estimate($1, $2) }, scale: scale,
        run: DifferenceRun(
          method: invocation.settings.differenceMethod, checked: checked,
          total: shape.reduce(1, *), step: differences.largestStep, kinks: differences.kinks,
          of: map.to.name(in: map.network))), checkpoint: {})
    result.fullCommand = "hessian \(command) \(map.words(chosen.outputs, wrt: chosen.inputs))full"
    result.notes = [.paragraph(note)]
    result.footnotes = map.kinkNote(at: x)
    result.entryName = {
      [outputs, wrt = map.from.labels(in: map.network).choosing(chosen.inputs)] in
      command == "diagonal"
        ? "∂²\(labels.short(outputs[$1]))/∂\(wrt.short($2))²" : labels.short(outputs[$1])
    }
    return try result.report(invocation)
  }

  func diagonal() throws(CommandError) -> Report {
    let (m, d) = (values.rows, values.columns)
    return try report(
      "diagonal", "diagonals of ∂²\(of.bracketed)/∂\(wrt.bracketed)²",
      aside: "\(m)×\(d), \(map.place(x))",
      shape: [m, d], columns: map.from.labels(in: map.network).choosing(chosen.inputs), values,
      scale: scale, checked: differences.checkedCount,
      note:
        "How each output bends along each component of \(map.from.name(in: map.network)) alone: above 0 upwards, below 0 "
        + "downwards."
    ) { [differences, outputs] in differences[outputs[$0], $1, $1] }
  }

  func laplacian() throws(CommandError) -> Report {
    let sums = outputs.indices.map { k in values.row(k).reduce(0, +) }
    let estimates = outputs.indices.map(sum)
    return try report(
      "laplacian", "Laplacian of \(of) in \(wrt.bracketed)", aside: map.place(x),
      shape: [sums.count],
      columns: .list(["trace H"]), Matrix(rows: sums.count, columns: 1, storage: sums),
      // The terms of the sum may cancel: rounding is relative to the largest of them.
      scale: max(scale, sums.largestMagnitude),
      checked: estimates.count { $0 != nil },
      note:
        "The sum of the second derivatives along \(directions): above 0, \(of) close around this "
        + "point is on average above its value here; below 0, below it."
    ) { k, _ in estimates[k] }
  }

  /// What the sum runs over, in words.
  private var directions: String {
    if chosen.inputs != nil { return wrt.bracketed }
    return map.from == .input ? "the inputs" : "the components of \(wrt)"
  }

  /// The sum of the differences, with the sum of their bounds; nil where one was not taken.
  private func sum(_ k: Int) -> DifferenceEstimate? {
    var (value, bound, unit, largest) = (0.0, 0.0, 0.0, 0.0)
    var limitation = DifferenceEstimate.Limitation.rounding
    for i in 0..<values.columns {
      guard let part = differences[outputs[k], i, i] else { return nil }
      value += part.value
      bound += part.bound
      unit = max(unit, part.unit)
      // What limits the part of the largest bound limits the sum.
      if !(part.bound < largest) { (largest, limitation) = (part.bound, part.limitation) }
    }
    return DifferenceEstimate(value: value, bound: bound, limitation: limitation, unit: unit)
  }
}
