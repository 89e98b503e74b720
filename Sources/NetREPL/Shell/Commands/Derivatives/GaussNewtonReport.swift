import Core

/// JᵀL″J of a loss beside its own differences, then the whole Hessian, and how much lies between.
struct GaussNewtonReport {
  private var scalar: ObjectiveAtInput
  private var group: VariableBlock
  private var product: CheckedTensor
  private var whole: CheckedTensor

  /// What J and L″ are of: the outputs for the squared error, z_n for cross-entropy.
  private var inner: String

  /// - Throws: `CommandError` without a loss or an input, or when the matrices do not fit memory.
  init(of group: VariableBlock, _ invocation: Invocation) throws {
    scalar = try Self.loss(invocation)
    self.group = group
    let (network, derivatives) = (scalar.network, scalar.derivatives)
    let count = network.count(of: group)
    try Memory.require(
      bytes: 2 * DerivativeMemory.bytesPerEntry * Double(count) * Double(count),
      for: "two \(count)×\(count) matrices", at: invocation.range,
      advice: "those of the biases are smaller: gaussnewton wrt b\(max(group.layer, 1))")
    let layer = scalar.s.convexLayer
    let variables = NetworkFunction.Variables(group)
    let (method, checkpoint) = (invocation.settings.differenceMethod, invocation.checkpoint)
    func tensor(
      _ title: String, _ block: WeightHessian, at place: String? = nil,
      _ check: CheckedTensor.Check
    ) throws -> CheckedTensor {
      let (shape, axes, labels) = (
        network.indices(of: group), network.axes(of: group), network.labels(of: group)
      )
      let values = MatrixTable.Values.symmetric(try block.triangle(checkpoint: checkpoint))
      var result = try CheckedTensor(
        "gaussnewton", of: "s", wrt: [group.name], title: title, at: invocation.point,
        shape: shape + shape, axes: axes + axes, rows: labels, columns: labels,
        parts: [.init(title, values, at: place)], check: check, checkpoint: checkpoint)
      result.fullCommand = "gaussnewton wrt \(group.name) full"
      result.isFull = invocation.arguments.has("full")
      return result
    }
    inner = Self.inner(of: scalar)
    let z = Signal.preactivation(layer)
    let first = try invocation.finiteDifference.gaussNewton(
      of: NetworkFunction(scalar.s.network, of: [variables], at: scalar.input, to: z),
      scalar: NetworkMap(scalar.s.network, from: z), checkpoint: checkpoint)
    product = try tensor(
      "JᵀL″J wrt \(group.name)",
      derivatives.gaussNewton(group, through: layer, checkpoint: checkpoint), at: scalar.place,
      .init(
        estimate: { first[$1, $2] },
        run: DifferenceRun(
          method: method, checked: first.checkedCount, total: PackedSymmetric.count(order: count),
          step: first.largestStep, kinks: first.kinks, of: "\(inner) and s"),
        absence: first.checkedCount == 0 ? "L″ alone would exceed fd.limit" : nil))
    let second = try invocation.secondDifferences(of: scalar.function(of: [variables]))
    whole = try tensor(
      "∂²s/∂\(group.name)²", derivatives.hessian(group, group, checkpoint: checkpoint),
      .init(
        estimate: { second[0, $1, $2] }, run: DifferenceRun(second, method, of: "s")))
    product.notes = [.paragraph("J = ∂\(inner)/∂\(group.name), L″ = ∂²s/∂\(inner)².")]
    let part = leftOut
    product.members =
      ["s": scalar.s(scalar.input)] + scalar.members + [
        "hessian": whole.value, "hessianVerdict": whole.verdict?.words, "leftOut": part.norm,
        "hessianNorm": part.ofWhole,
      ]
  }

  static func inner(of scalar: ObjectiveAtInput) -> String {
    let n = scalar.network.layers.count
    return scalar.s.convexLayer > n ? "A" : Signal.preactivation(n).name(in: scalar.network)
  }

  /// What Gauss-Newton is of.
  ///
  /// - Throws: `CommandError` where s is no loss.
  static func loss(_ invocation: Invocation) throws(CommandError) -> ObjectiveAtInput {
    let scalar = try ObjectiveAtInput(invocation)
    guard scalar.s.scalar.isLoss else {
      throw invocation.error(
        "Gauss-Newton needs a loss: s = dout · A is linear in A, so that JᵀL″J is 0; "
          + "`set loss mse target V...` makes s one")
    }
    return scalar
  }

  func report(_ display: Display) -> Report {
    let end: [Report.Block] =
      [.blank, .paragraph(leftOutSentence(product.rows))]
      + NetworkMap(scalar.network).kinkNote(at: scalar.input)
    return product.report(display) { [product, whole] in
      product.blocks($0) + [.blank] + whole.blocks($0) + end
    }
  }

  // MARK: What is left out

  /// Below this fraction of the Hessian a difference is rounding.
  private static let rounding = 1e-14

  /// The Frobenius norms of the Hessian and of what JᵀL″J lacks, and the entry that lacks most.
  private var leftOut: (norm: Double, ofWhole: Double, row: Int, column: Int) {
    let (product, whole) = (product.parts[0].values, whole.parts[0].values)
    let scale = max(whole.largestMagnitude, product.largestMagnitude)
    guard scale > 0, scale.isFinite else { return (scale, scale, 0, 0) }
    var (sum, total, worst, row, column) = (0.0, 0.0, -1.0, 0, 0)
    for i in 0..<whole.rows {
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
      return "Gauss-Newton leaves nothing out here but rounding: how \(inner) curves with "
        + "\(group.name), weighted by how s changes with \(inner), is 0."
    }
    let (i, j) = (part.row, part.column)
    let (product, whole) = (product.parts[0].values, whole.parts[0].values)
    let norm = Prose.number(part.norm, digits: 3)
    let ofWhole = Prose.number(part.ofWhole, digits: 3)
    let size =
      part.norm <= 10 * part.ofWhole
      ? "\(percent(part.norm / part.ofWhole)) of the Hessian, norm \(norm) of \(ofWhole)"
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
}
