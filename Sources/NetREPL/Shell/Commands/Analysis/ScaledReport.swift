import Core

/// J and the Hessians in the units of the data and in those of the layers between the scaling ones,
/// side by side, as `jacobian scaled` answers them.
///
/// With I the raw input, x = s ∘ I + c the scaled one, and A = t ∘ y + e:
///
///     ∂A_k/∂I_i = t_k s_i ∂y_k/∂x_i          ∂²A_k/∂I_i∂I_j = t_k s_i s_j ∂²y_k/∂x_i∂x_j
struct ScaledReport {
  private var scaled: NetworkMap

  /// s, the gain of each input, and t, that of each output.
  private var inputGains: [Double]
  private var outputGains: [Double]

  private var jacobians: (raw: CheckedTensor, scaled: CheckedTensor)
  private var hessians: (raw: CheckedTensor, scaled: CheckedTensor)

  init(_ invocation: Invocation) throws {
    let network = try invocation.network()
    let layers = network.layers
    let first = layers.prefix(while: \.isScaling).count
    let last = first == layers.count ? 0 : layers.reversed().prefix(while: \.isScaling).count
    guard first + last > 0, first < layers.count else {
      throw invocation.error(
        "no layer of this network only scales its inputs or outputs, so there is one unit alone")
    }
    let raw = invocation.rule(of: network)
    let scaled = raw.part(
      from: first == 0 ? .input : .activation(first), to: .activation(layers.count - last))
    self.scaled = scaled.map
    inputGains = Self.gains(layers.prefix(first), count: network.inputCount)
    outputGains = Self.gains(layers.suffix(last), count: network.outputCount)
    func hessian(_ rule: ChainRule) throws -> CheckedTensor {
      try .hessian(of: rule, invocation)
    }
    hessians = (try hessian(raw), try hessian(scaled))
    jacobians = (
      try .jacobian(of: raw, invocation), try .jacobian(of: scaled, invocation)
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
    var raw: CheckedEntry
    var scaled: CheckedEntry
    var gain: Double
  }

  private var jacobianEntries: [Entry] {
    outputGains.indices.flatMap { k in
      inputGains.indices.map { i in
        Entry(
          name: jacobians.raw.entryName(0, k, i), raw: jacobians.raw.entry(0, k, i),
          scaled: jacobians.scaled.entry(0, k, i), gain: outputGains[k] * inputGains[i])
      }
    }
  }

  private var hessianEntries: [Entry] {
    let (outputs, inputs) = (jacobians.raw.rows, jacobians.raw.columns)
    return outputGains.indices.flatMap { k in
      inputGains.indices.flatMap { i in
        (0...i).map { j in
          let of = "∂²\(outputs.short(k))"
          return Entry(
            name: i == j
              ? "\(of)/∂\(inputs.short(i))²" : "\(of)/∂\(inputs.short(j))∂\(inputs.short(i))",
            raw: hessians.raw.entry(k, i, j), scaled: hessians.scaled.entry(k, i, j),
            gain: outputGains[k] * inputGains[i] * inputGains[j])
        }
      }
    }
  }

  /// The table of some entries, and how all of them compare with differences.
  private func part(
    _ title: String, _ entries: [Entry], most: Int
  ) -> (blocks: [Report.Block], summary: CheckSummary) {
    var all = CheckSummary(rowCount: entries.count)
    let raw = entries.map(\.raw.analytic).largestMagnitude
    let scaled = entries.map(\.scaled.analytic).largestMagnitude
    for (row, entry) in entries.enumerated() {
      for (entry, scale) in [(entry.raw, raw), (entry.scaled, scaled)] {
        guard let estimate = entry.estimate else { continue }
        all.add(row: row, analytic: entry.analytic, estimate: estimate, scale: scale)
      }
    }
    // The largest ones, in their order.
    let shown = entries.indices
      .sorted { abs(entries[$0].raw.analytic) > abs(entries[$1].raw.analytic) }
      .prefix(most).sorted()
    let rows = shown.map { entries[$0] }
    let columns: [TableColumn] = [
      .text("entry", rows.map(\.name)), .numbers("raw", rows.map(\.raw.analytic)),
      .numbers("scaled", rows.map(\.scaled.analytic)), .numbers("gain", rows.map(\.gain)),
    ]
    var blocks: [Report.Block] = [
      .heading(title, aside: "raw = gain · scaled"),
      .table(columns + TableColumn.checks(shown.map { all.rows[$0] })),
    ]
    let hidden = entries.count - shown.count
    if hidden > 0 {
      blocks.append(
        .paragraph("\(hidden) smaller ones not shown; `jacobian scaled full` has all."))
    }
    return (blocks, all)
  }

  /// The largest |raw − gain · scaled|.
  private static func difference(_ entries: [Entry]) -> String {
    Prose.magnitude(entries.map { $0.raw.analytic - $0.gain * $0.scaled.analytic }.largestMagnitude)
  }

  func report(isFull: Bool) -> Report {
    let network = scaled.network
    let (x, y) = (scaled.from.name(in: network), scaled.to.name(in: network))
    let (first, second) = (jacobianEntries, hessianEntries)
    let j = part("J", first, most: isFull ? .max : Self.mostInJacobian)
    let h = part("H", second, most: isFull ? .max : Self.mostInHessian)
    var summary = j.summary
    summary.merge(h.summary)
    let runs = [jacobians.raw, jacobians.scaled, hessians.raw, hessians.scaled]
      .compactMap { $0.check?.run }
    var run = runs[0]
    run.checked = runs.reduce(0) { $0 + $1.checked }
    run.total = 2 * (first.count + second.count)
    run.step = max(run.step, runs[2].step)
    run.of = "A of I and on y of x"
    let meaning = Report.Block.paragraph(
      "Raw: A by I. Scaled: y by x between the scaling layers, x = \(x) and y = \(y). The gain "
        + "of an input enters J once and H twice, that of an output each once.")
    let agreement = Report.Block.paragraph(
      "raw and gain · scaled differ by at most \(Self.difference(first)) in J and "
        + "\(Self.difference(second)) in H.")
    func pair(_ tensors: (raw: CheckedTensor, scaled: CheckedTensor)) -> Record {
      ["raw": tensors.raw.value, "scaled": tensors.scaled.value]
    }
    var answer = jacobians.raw
    answer.members = [
      "scaled": true, "inputGains": inputGains, "outputGains": outputGains, "between": [x, y],
      "jacobian": pair(jacobians), "hessian": pair(hessians),
      "hessianVerdict": hessians.raw.verdict?.words,
    ]
    return Report(
      [meaning] + j.blocks + [.blank] + h.blocks + [agreement] + run.blocks(summary), of: answer)
  }
}
