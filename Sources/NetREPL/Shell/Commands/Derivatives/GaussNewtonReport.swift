import Core

/// JᵀL″J of a loss beside its own differences, then the whole Hessian, and how much lies between.
struct GaussNewtonReport {
  private var scalar: ScalarAtInput
  private var group: VariableGroup
  private var product: PackedSymmetric
  private var whole: PackedSymmetric
  private var productDifferences: GaussNewtonDifferences
  private var wholeDifferences: HessianDifferences
  private var productSummary: CheckSummary
  private var wholeSummary: CheckSummary

  /// - Throws: `CommandError` without a loss or an input, or when the matrices do not fit memory.
  init(
    of group: VariableGroup, session: Session, checkpoint: Checkpoint, at range: Range<Int>?
  ) throws {
    scalar = try ScalarAtInput(session)
    self.group = group
    guard scalar.s.scalar.isLoss else {
      throw CommandError(
        "Gauss-Newton needs a loss: s = dout · A is linear in A, so that JᵀL″J is 0; "
          + "`set loss mse target V...` makes s one", at: range)
    }
    let count = scalar.network.count(of: group)
    try Memory.require(
      bytes: 2 * DerivativeMemory.bytesPerEntry * Double(count) * Double(count),
      for: "two \(count)×\(count) matrices", at: range,
      advice: "those of the biases are smaller: gaussnewton wrt b\(max(group.layer, 1))")
    let layer = scalar.s.convexLayer
    let derivatives = scalar.derivatives
    product = try derivatives.gaussNewton(group, through: layer, checkpoint: checkpoint)
      .triangle(checkpoint: checkpoint)
    whole = try derivatives.hessian(group, group, checkpoint: checkpoint)
      .triangle(checkpoint: checkpoint)

    let z = Signal.preactivation(layer)
    let variables = NetworkFunction.Variables(group)
    productDifferences = try session.finiteDifference.gaussNewton(
      of: NetworkFunction(scalar.s.network, of: [variables], at: scalar.input, to: z),
      scalar: NetworkMap(scalar.s.network, from: z), checkpoint: checkpoint)
    wholeDifferences = try session.finiteDifference.hessian(
      of: scalar.function(of: [variables]), checkpoint: checkpoint)
    let (first, second) = (productDifferences, wholeDifferences)
    productSummary = try CheckSummary(of: product, checkpoint: checkpoint) { first[$0, $1] }
    wholeSummary = try CheckSummary(of: whole, checkpoint: checkpoint) { second[0, $0, $1] }
  }

  private var title: String { "JᵀL″J wrt \(group.name)" }

  /// What J and L″ are of: the outputs for the squared error, z_n for cross-entropy.
  private var inner: String {
    let layer = scalar.network.layers.count
    return scalar.s.convexLayer > layer
      ? "A" : Signal.preactivation(layer).name(in: scalar.network)
  }

  func report(settings: Settings, isFull: Bool) -> Report {
    let count = product.order
    let labels = scalar.network.labels(of: group)
    func matrix(_ values: PackedSymmetric, _ summary: CheckSummary) -> Report.Block {
      .matrix(
        MatrixTable(
          rowLabels: labels, columnLabels: labels, values: .symmetric(values),
          checks: summary.total == 0 ? nil : summary.rows,
          isFull: isFull || !settings.hasLimits,
          fullCommand: "gaussnewton wrt \(group.name) full"))
    }
    var blocks: [Report.Block] = [
      .heading(title, aside: "\(count)×\(count) symmetric, \(scalar.place)"),
      matrix(product, productSummary),
      .paragraph("J = ∂\(inner)/∂\(group.name), L″ = ∂²s/∂\(inner)²."),
    ]
    if productDifferences.checkedCount == 0 {
      blocks.append(.paragraph("Not compared: L″ alone would exceed fd.limit."))
    } else {
      blocks += notes(
        settings, checked: productDifferences.checkedCount, step: productDifferences.largestStep,
        kinks: productDifferences.kinks, productSummary, of: "\(inner) and s")
    }
    blocks += [
      .blank,
      .heading("∂²s/∂\(group.name)²", aside: "\(count)×\(count) symmetric"),
      matrix(whole, wholeSummary),
    ]
    blocks += notes(
      settings, checked: wholeDifferences.checkedCount, step: wholeDifferences.largestStep,
      kinks: wholeDifferences.kinks, wholeSummary, of: "s")
    blocks += [.blank, .paragraph(leftOutSentence(labels))]
    blocks += AtKinkNote(map: NetworkMap(scalar.network), x: scalar.input).blocks
    let record = record
    return Report(
      blocks: blocks, record: record,
      result: StoredValue(
        title: title, shape: [count, count], parts: [.symmetric(product)], rowLabels: labels,
        columnLabels: labels, partTitles: [title], blocks: blocks, record: record))
  }

  private func notes(
    _ settings: Settings, checked: Int, step: Double, kinks: [KinkCrossing],
    _ summary: CheckSummary, of what: String
  ) -> [Report.Block] {
    DifferenceNotes(
      method: settings.differenceMethod, checked: checked,
      total: PackedSymmetric.count(order: product.order), step: step, kinks: kinks,
      summary: summary, of: what
    ).blocks
  }

  // MARK: What is left out

  /// Below this fraction of the Hessian a difference is rounding.
  private static let rounding = 1e-14

  /// The Frobenius norms of the Hessian and of what JᵀL″J lacks, and the entry that lacks most.
  private var leftOut: (norm: Double, ofWhole: Double, row: Int, column: Int) {
    let scale = max(whole.largestMagnitude, product.largestMagnitude)
    guard scale > 0, scale.isFinite else { return (scale, scale, 0, 0) }
    var (sum, total, worst, row, column) = (0.0, 0.0, -1.0, 0, 0)
    for i in 0..<whole.order {
      for j in 0...i {
        let weight: Double = i == j ? 1 : 2
        let (entry, gap) = (whole[i, j] / scale, abs(whole[i, j] / scale - product[i, j] / scale))
        total += weight * entry * entry
        sum += weight * gap * gap
        if gap > worst { (worst, row, column) = (gap, i, j) }
      }
    }
    return (scale * sum.squareRoot(), scale * total.squareRoot(), row, column)
  }

  private func leftOutSentence(_ labels: MatrixTable.Labels) -> String {
    let part = leftOut
    guard part.norm.isFinite, part.ofWhole.isFinite else {
      return "An entry is not finite: what Gauss-Newton leaves out cannot be measured."
    }
    if part.norm <= Self.rounding * part.ofWhole {
      return "Gauss-Newton leaves nothing out here: on the way from \(group.name) to \(inner) "
        + "nothing curves."
    }
    let (i, j) = (part.row, part.column)
    let (norm, ofWhole) = (
      Prose.number(part.norm, digits: 3), Prose.number(part.ofWhole, digits: 3)
    )
    let size =
      part.norm <= 10 * part.ofWhole
      ? "\(percent(part.norm / part.ofWhole)) of the Hessian, norm "
        + "\(norm) of \(ofWhole)"
      : "norm \(norm), where the Hessian has \(ofWhole)"
    return "Gauss-Newton leaves out how \(inner) curves: \(size). The most is missing at "
      + "\(labels.short(i)), \(labels.short(j)), where it has \(Prose.number(product[i, j])) of "
      + "\(Prose.number(whole[i, j]))."
  }

  /// "8.3 %", "102 %".
  private func percent(_ fraction: Double) -> String {
    let value = 100 * fraction
    return value < 9.95
      ? "\(Prose.number(value, digits: 2)) %" : "\(Prose.number(value.rounded())) %"
  }

  private var record: JSONValue {
    let (product, whole, differences) = (product, whole, productDifferences)
    let shape = scalar.network.indices(of: group)
    let count = product.order
    func nested(_ entry: @escaping (Int, Int) -> Double?) -> JSONValue {
      .nested((shape + shape)[...]) { .optional(entry($0 / count, $0 % count)) }
    }
    let part = leftOut
    return .object(
      [
        ("command", .string("gaussnewton")), ("of", .string("s")), ("wrt", .string(group.name)),
        ("s", .number(scalar.s(scalar.input))),
      ] + scalar.members + [
        ("shape", .integers(shape + shape)), ("value", nested { product[$0, $1] }),
        ("finiteDifference", nested { differences[$0, $1]?.value }),
        ("error", nested { i, j in differences[i, j].map { abs(product[i, j] - $0.value) } }),
        ("bound", nested { differences[$0, $1]?.bound }),
        ("verdict", productSummary.verdict.map { .string($0.words) } ?? .null),
        ("hessian", nested { whole[$0, $1] }),
        ("hessianVerdict", wholeSummary.verdict.map { .string($0.words) } ?? .null),
        ("leftOut", .number(part.norm)), ("hessianNorm", .number(part.ofWhole)),
      ])
  }
}

extension CheckSummary {
  /// A symmetric matrix beside its differences; an entry and its mirror image count once.
  fileprivate init(
    of matrix: PackedSymmetric, checkpoint: Checkpoint,
    _ estimate: (Int, Int) -> DifferenceEstimate?
  ) throws {
    self.init(rowCount: matrix.order)
    let scale = matrix.largestMagnitude
    for i in 0..<matrix.order {
      try checkpoint()
      for j in 0..<matrix.order {
        guard let estimate = estimate(i, j) else { continue }
        add(
          row: i, analytic: matrix[i, j], estimate: estimate, scale: scale, isCounted: j <= i)
      }
    }
  }
}
