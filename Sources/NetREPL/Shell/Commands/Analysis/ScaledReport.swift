import Core

/// J and the Hessians in the units of the data and in those of the layers between the scaling ones,
/// side by side, as `jacobian scaled` answers them.
///
/// With I the raw input, x = s ∘ I + c the scaled one, and A = t ∘ y + e:
///
///     ∂A_k/∂I_i = t_k s_i ∂y_k/∂x_i          ∂²A_k/∂I_i∂I_j = t_k s_i s_j ∂²y_k/∂x_i∂x_j
struct ScaledReport {
  private var raw: ChainRule
  private var scaled: ChainRule

  /// s, the gain of each input, and t, that of each output.
  private var inputGains: [Double]
  private var outputGains: [Double]

  private var jacobians: (raw: Matrix, scaled: Matrix)
  private var hessians: (raw: [PackedSymmetric], scaled: [PackedSymmetric])
  private var jacobianDifferences: (raw: JacobianDifferences, scaled: JacobianDifferences)
  private var hessianDifferences: (raw: HessianDifferences, scaled: HessianDifferences)
  private var settings: Settings

  init(_ invocation: Invocation, _ session: Session) throws {
    let network = try session.network()
    let input = try session.input()
    settings = session.settings
    let layers = network.layers
    let first = layers.prefix(while: \.isScaling).count
    let last = first == layers.count ? 0 : layers.reversed().prefix(while: \.isScaling).count
    guard first + last > 0, first < layers.count else {
      throw CommandError(
        "no layer of this network only scales its inputs or outputs, so there is one unit alone",
        at: invocation.range)
    }
    raw = ChainRule(NetworkMap(network), mistake: session.mistake)
    scaled = raw.part(
      from: first == 0 ? .input : .activation(first), to: .activation(layers.count - last))
    inputGains = Self.gains(layers.prefix(first), count: network.inputCount)
    outputGains = Self.gains(layers.suffix(last), count: network.outputCount)
    try DerivativeMemory.requireHessian(
      of: raw.map, outputs: Array(0..<raw.outputCount), at: invocation.range)
    try DerivativeMemory.requireJacobian(of: raw.map, at: invocation.range)
    let x = NetworkMap(network, to: scaled.from)(input)
    jacobians = (
      try raw.jacobian(at: input, checkpoint: invocation.checkpoint),
      try scaled.jacobian(at: x, checkpoint: invocation.checkpoint)
    )
    hessians = (
      try raw.hessian(at: input, checkpoint: invocation.checkpoint),
      try scaled.hessian(at: x, checkpoint: invocation.checkpoint)
    )
    let check = session.finiteDifference
    jacobianDifferences = (
      try check.jacobian(of: raw.map, at: input, checkpoint: invocation.checkpoint),
      try check.jacobian(of: scaled.map, at: x, checkpoint: invocation.checkpoint)
    )
    hessianDifferences = (
      try check.hessian(of: raw.map, at: input, checkpoint: invocation.checkpoint),
      try check.hessian(of: scaled.map, at: x, checkpoint: invocation.checkpoint)
    )
  }

  /// The product of the diagonals.
  private static func gains(_ layers: ArraySlice<Layer>, count: Int) -> [Double] {
    layers.reduce(Array(repeating: 1, count: count)) { gains, layer in
      gains.indices.map { gains[$0] * layer.weights[$0, $0] }
    }
  }

  // MARK: Tables

  /// Of many entries the largest are listed.
  private static let (mostInJacobian, mostInHessian) = (12, 6)

  private struct Entry {
    var name: String
    var raw: Double
    var scaled: Double
    var gain: Double

    /// By differences of A from I, and of y from x.
    var estimates: (raw: DifferenceEstimate?, scaled: DifferenceEstimate?)
  }

  private var jacobianEntries: [Entry] {
    (0..<jacobians.raw.rows).flatMap { k in
      (0..<jacobians.raw.columns).map { i in
        Entry(
          name: "∂\(outputs.short(k))/∂\(inputs.short(i))", raw: jacobians.raw[k, i],
          scaled: jacobians.scaled[k, i], gain: outputGains[k] * inputGains[i],
          estimates: (jacobianDifferences.raw[k, i], jacobianDifferences.scaled[k, i]))
      }
    }
  }

  private var hessianEntries: [Entry] {
    hessians.raw.indices.flatMap { k in
      (0..<raw.inputCount).flatMap { i in
        (0...i).map { j in
          let of = "∂²\(outputs.short(k))"
          return Entry(
            name: i == j
              ? "\(of)/∂\(inputs.short(i))²" : "\(of)/∂\(inputs.short(j))∂\(inputs.short(i))",
            raw: hessians.raw[k][i, j], scaled: hessians.scaled[k][i, j],
            gain: outputGains[k] * inputGains[i] * inputGains[j],
            estimates: (hessianDifferences.raw[k, i, j], hessianDifferences.scaled[k, i, j]))
        }
      }
    }
  }

  private var inputs: MatrixTable.Labels { raw.from.labels(in: raw.network) }
  private var outputs: MatrixTable.Labels { raw.to.labels(in: raw.network) }

  /// The table of some entries, and how all of them compare with differences.
  private func part(
    _ title: String, _ entries: [Entry], most: Int
  ) -> (blocks: [Report.Block], summary: CheckSummary) {
    let scales = (entries.map(\.raw).largestMagnitude, entries.map(\.scaled).largestMagnitude)
    var all = CheckSummary(rowCount: entries.count)
    for (row, entry) in entries.enumerated() {
      if let estimate = entry.estimates.raw {
        all.add(row: row, analytic: entry.raw, estimate: estimate, scale: scales.0)
      }
      if let estimate = entry.estimates.scaled {
        all.add(row: row, analytic: entry.scaled, estimate: estimate, scale: scales.1)
      }
    }
    // The largest ones, in their order.
    let shown = entries.indices.sorted { abs(entries[$0].raw) > abs(entries[$1].raw) }
      .prefix(most).sorted()
    var blocks: [Report.Block] = [
      .heading(title, aside: "raw = gain · scaled"),
      .table(
        Table(
          columns: [
            Table.text("entry", shown.map { entries[$0].name }),
            Table.Column(header: "raw", cells: .numbers(shown.map { entries[$0].raw })),
            Table.Column(header: "scaled", cells: .numbers(shown.map { entries[$0].scaled })),
            Table.Column(header: "gain", cells: .numbers(shown.map { entries[$0].gain })),
          ] + Table.checks(shown.map { all.rows[$0] }))),
    ]
    if shown.count < entries.count {
      blocks.append(
        .paragraph(
          "\(entries.count - shown.count) smaller ones not shown; `jacobian scaled full` has all."))
    }
    return (blocks, all)
  }

  /// The largest |raw − gain · scaled|.
  private static func difference(_ entries: [Entry]) -> String {
    Prose.magnitude(entries.map { $0.raw - $0.gain * $0.scaled }.largestMagnitude)
  }

  func report(isFull: Bool) -> Report {
    let network = raw.network
    let (first, second) = (jacobianEntries, hessianEntries)
    let j = part("J", first, most: isFull ? .max : Self.mostInJacobian)
    let h = part("H", second, most: isFull ? .max : Self.mostInHessian)
    var summary = j.summary
    summary.merge(h.summary)
    let (jd, hd) = (jacobianDifferences, hessianDifferences)
    let notes = DifferenceNotes(
      method: settings.differenceMethod,
      checked: jd.raw.checkedCount + jd.scaled.checkedCount + hd.raw.checkedCount
        + hd.scaled.checkedCount,
      total: 2 * (first.count + second.count), step: max(jd.raw.largestStep, hd.raw.largestStep),
      kinks: jd.raw.kinks, summary: summary, of: "A of I and on y of x")
    let blocks =
      [
        Report.Block.paragraph(
          "Raw: A by I. Scaled: y by x between the scaling layers, "
            + "x = \(scaled.from.name(in: network)) and y = \(scaled.to.name(in: network)). The gain "
            + "of an input enters J once and H twice, that of an output each once.")
      ] + j.blocks + [.blank] + h.blocks + [
        .paragraph(
          "raw and gain · scaled differ by at most \(Self.difference(first)) in J and "
            + "\(Self.difference(second)) in H.")
      ] + notes.blocks
    let (jacobians, hessians) = (jacobians, hessians)
    return Report(
      blocks: blocks,
      record: .object([
        ("command", .string("jacobian")), ("scaled", .bool(true)),
        ("inputGains", .numbers(inputGains)), ("outputGains", .numbers(outputGains)),
        ("of", .string(scaled.to.name(in: network))),
        ("wrt", .string(scaled.from.name(in: network))),
        (
          "jacobian",
          .object([("raw", .matrix(jacobians.raw)), ("scaled", .matrix(jacobians.scaled))])
        ),
        (
          "hessian",
          .object([
            ("raw", .array(hessians.raw.map { .symmetric($0) })),
            ("scaled", .array(hessians.scaled.map { .symmetric($0) })),
          ])
        ),
        ("verdict", summary.verdict.map { .string($0.words) } ?? .null),
      ]))
  }
}
