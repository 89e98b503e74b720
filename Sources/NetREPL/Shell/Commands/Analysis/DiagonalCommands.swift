import Core

extension CommandSpec {
  static let diagonal = CommandSpec(
    name: "diagonal", group: .analysis,
    summary: "show the second derivative along each input, without the Hessian", pattern: ofAndWrt,
    arguments: meanings,
    details:
      "H_k[i,i] is the sum of B_l[k,p] σ″(z_l[p]) G_l[p,i]² over the neurons p of all layers l.",
    examples: ["diagonal", "diagonal of A1", "diagonal wrt z1"],
    run: { invocation, _ in try Diagonals(invocation).diagonal })

  static let laplacian = CommandSpec(
    name: "laplacian", group: .analysis,
    summary: "show the sum of the second derivatives along the inputs, without the Hessian",
    pattern: ofAndWrt, arguments: meanings,
    details:
      "The trace of H_k, the sum of the diagonal that `diagonal` shows. Its sign tells whether the "
      + "mean of A_k close around the input is above the value there, or below.",
    examples: ["laplacian", "laplacian of A1"],
    run: { invocation, _ in try Diagonals(invocation).laplacian })

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
private struct Diagonals {
  private let map: NetworkMap
  private let x: [Double]
  private let outputs: [Int]

  /// A diagonal a row.
  private let values: Matrix
  private let differences: HessianDifferences
  private let invocation: Invocation

  init(_ invocation: Invocation) throws {
    let rule: ChainRule
    (rule, outputs) = try invocation.outputs()
    map = rule.map
    try DerivativeMemory.requireJacobian(of: map, at: invocation.range)
    x = NetworkMap(map.network, to: map.from)(try invocation.input())
    values = try rule.hessianDiagonals(
      at: x, outputs: outputs, checkpoint: invocation.checkpoint)
    differences = try invocation.secondDifferences(
      of: NetworkFunction(map, at: x), outputs: outputs, .diagonal)
    self.invocation = invocation
  }

  private var of: String { map.to.name(in: map.network) }
  private var wrt: String { map.from.name(in: map.network) }

  /// A report with a row for each output.
  private func report(
    _ command: String, _ title: String, aside: String, shape: [Int],
    columns: CheckedTensor.Labels, _ values: Matrix, scale: Double, checked: Int, note: String,
    _ estimate: @escaping (Int, Int) -> DifferenceEstimate?
  ) -> Report {
    let labels = map.to.labels(in: map.network)
    let names = outputs.map(labels.short)
    var result = CheckedTensor(
      command, of: outputs.count == map.outputCount ? of : names.joined(separator: " "),
      wrt: [wrt], title: title, at: invocation.point, shape: shape,
      axes: [.list(outputs.map(labels.name)), columns].prefix(shape.count).map(\.self),
      rows: .list(outputs.map { labels.long($0).escapingControls }), columns: columns,
      parts: [.init(title: title, aside: aside, values: .dense(values))],
      check: .init(
        estimate: { estimate($1, $2) }, scale: scale,
        run: DifferenceRun(
          method: invocation.settings.differenceMethod, checked: checked,
          total: shape.reduce(1, *), step: differences.largestStep, kinks: differences.kinks,
          of: of)), checkpoint: {})
    result.isFull = invocation.arguments.has("full")
    result.fullCommand = "\(command) \(map.words)full"
    result.notes = [.paragraph(note)]
    result.footnotes = map.kinkNote(at: x)
    return result.report(invocation.settings.display)
  }

  var diagonal: Report {
    let (m, d) = (outputs.count, map.inputCount)
    return report(
      "diagonal", "diagonals of ∂²\(of)/∂\(wrt)²", aside: "\(m)×\(d), \(map.place(x))",
      shape: [m, d], columns: map.from.labels(in: map.network), values,
      scale: values.largestMagnitude, checked: differences.checkedCount,
      note: "How each output bends along each component of \(wrt) alone: above 0 upwards, below 0 "
        + "downwards."
    ) { [differences, outputs] in differences[outputs[$0], $1, $1] }
  }

  var laplacian: Report {
    let sums = outputs.indices.map { k in values.row(k).reduce(0, +) }
    let estimates = outputs.indices.map(sum)
    return report(
      "laplacian", "Laplacian of \(of) in \(wrt)", aside: map.place(x), shape: [sums.count],
      columns: .list(["trace H"]), Matrix(rows: sums.count, columns: 1, storage: sums),
      // The terms of the sum may cancel: rounding is relative to the largest of them.
      scale: max(values.largestMagnitude, sums.largestMagnitude),
      checked: estimates.count { $0 != nil },
      note: "The sum of the second derivatives along the "
        + "\(wrt == "I" ? "inputs" : "components of \(wrt)"): above 0, \(of) close around this point "
        + "is on average above its value here; below 0, below it."
    ) { k, _ in estimates[k] }
  }

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
}
