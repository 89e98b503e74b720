import Core

/// J and the Hessians in the units of the data and in those of the layers between the scaling ones,
/// side by side, as `jacobian scaled` answers them.
///
/// With I the raw input, x = s ∘ I + c the scaled one, and A = t ∘ y + e:
///
///     ∂A_k/∂I_i = t_k s_i ∂y_k/∂x_i          ∂²A_k/∂I_i∂I_j = t_k s_i s_j ∂²y_k/∂x_i∂x_j
struct ScaledReport {
  private var raw: NetworkMap
  private var scaled: NetworkMap

  /// s, the gain of each input, and t, that of each output.
  private var inputGains: [Double]
  private var outputGains: [Double]

  private var jacobians: (raw: Matrix, scaled: Matrix)
  private var hessians: (raw: [PackedSymmetric], scaled: [PackedSymmetric])
  private var input: [Double]

  init(_ invocation: Invocation, _ session: Session) throws {
    let network = try session.network()
    input = try session.input()
    let layers = network.layers
    let first = layers.prefix(while: \.isScaling).count
    let last = first == layers.count ? 0 : layers.reversed().prefix(while: \.isScaling).count
    guard first + last > 0, first < layers.count else {
      throw CommandError(
        "no layer of this network only scales its inputs or outputs, so there is one unit alone",
        at: invocation.range)
    }
    raw = NetworkMap(network, mistake: session.mistake)
    scaled = raw.part(
      from: first == 0 ? .input : .activation(first), to: .activation(layers.count - last))
    inputGains = Self.gains(layers.prefix(first), count: network.inputCount)
    outputGains = Self.gains(layers.suffix(last), count: network.outputCount)
    try DerivativeMemory.requireHessian(
      of: raw, outputs: Array(0..<raw.outputCount), at: invocation.range)
    try DerivativeMemory.requireJacobian(of: raw, at: invocation.range)
    let x = NetworkMap(network, to: scaled.from)(input)
    jacobians = (
      try raw.jacobian(at: input, checkpoint: invocation.checkpoint),
      try scaled.jacobian(at: x, checkpoint: invocation.checkpoint)
    )
    hessians = (
      try raw.hessian(at: input, checkpoint: invocation.checkpoint),
      try scaled.hessian(at: x, checkpoint: invocation.checkpoint)
    )
  }

  /// The product of the diagonals.
  private static func gains(_ layers: ArraySlice<Layer>, count: Int) -> [Double] {
    layers.reduce(Array(repeating: 1, count: count)) { gains, layer in
      gains.indices.map { gains[$0] * layer.weights[$0, $0] }
    }
  }

  // MARK: Tables

  /// Of many entries the first are listed.
  private static let mostRows = 20

  private struct Entry {
    var name: String
    var raw: Double
    var scaled: Double
    var gain: Double
  }

  private var jacobianEntries: [Entry] {
    (0..<jacobians.raw.rows).flatMap { k in
      (0..<jacobians.raw.columns).map { i in
        Entry(
          name: "∂\(outputs.short(k))/∂\(inputs.short(i))", raw: jacobians.raw[k, i],
          scaled: jacobians.scaled[k, i], gain: outputGains[k] * inputGains[i])
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
            gain: outputGains[k] * inputGains[i] * inputGains[j])
        }
      }
    }
  }

  private var inputs: MatrixTable.Labels { raw.from.labels(in: raw.network) }
  private var outputs: MatrixTable.Labels { raw.to.labels(in: raw.network) }

  private func blocks(_ title: String, _ entries: [Entry], isFull: Bool) -> [Report.Block] {
    let shown = isFull ? entries : Array(entries.prefix(Self.mostRows))
    var blocks: [Report.Block] = [
      .heading(title, aside: "raw = gain · scaled"),
      .table(
        Table(columns: [
          Table.text("entry", shown.map(\.name)),
          Table.Column(header: "raw", cells: .numbers(shown.map(\.raw))),
          Table.Column(header: "scaled", cells: .numbers(shown.map(\.scaled))),
          Table.Column(header: "gain", cells: .numbers(shown.map(\.gain))),
        ])),
    ]
    if shown.count < entries.count {
      blocks.append(
        .paragraph(
          "\(entries.count - shown.count) more not shown; `jacobian scaled full` has all."))
    }
    let difference = entries.map { $0.raw - $0.gain * $0.scaled }.largestMagnitude
    let largest = entries.map(\.raw).largestMagnitude
    blocks.append(
      .paragraph(
        "raw and gain · scaled differ by \(Prose.magnitude(difference)), where the largest entry is "
          + "\(Prose.number(largest, digits: 3))."))
    return blocks
  }

  func report(isFull: Bool) -> Report {
    let network = raw.network
    let units = "x = \(scaled.from.name(in: network)), y = \(scaled.to.name(in: network))"
    let blocks =
      [
        Report.Block.paragraph(
          "Raw: A by I. Scaled: y by x, the layers between the scaling ones, \(units). A gain enters "
            + "J once for the input and once for the output, and H twice for the inputs.")
      ] + blocks("J", jacobianEntries, isFull: isFull) + [.blank]
      + blocks("H", hessianEntries, isFull: isFull)
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
      ]))
  }
}
