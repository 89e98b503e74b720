import Core

extension CommandSpec {
  static let trace = CommandSpec(
    name: "trace", group: .values,
    summary: "walk the forward pass: z, f, σ′ and σ″ of every layer",
    pattern: [.optional([.word("full")])],
    arguments: [("full", "every neuron, whatever the size")],
    examples: ["trace"],
    run: { invocation, session in
      let network = try session.network()
      let input = try session.input()
      let isFull = invocation.arguments.has("full") || !session.settings.hasLimits
      var blocks: [Report.Block] = [
        .heading("f0 = I", aside: network.summary.escapingControls),
        .matrix(
          MatrixTable(
            rowLabels: Signal.input.labels(in: network), columnLabels: .none,
            values: .dense(Matrix(rows: input.count, columns: 1, storage: input)),
            isFull: isFull, fullCommand: "trace full")),
      ]
      var records: [JSONValue] = []
      for l in 1...network.layers.count {
        try invocation.checkpoint()
        let layer = TraceLayer(network: network, number: l, input: input)
        blocks += layer.blocks(isFull: isFull)
        records.append(layer.record)
      }
      return .report(
        Report(
          blocks: blocks,
          record: .object([
            ("command", .string("trace")), ("input", .numbers(input)), ("layers", .array(records)),
          ])
        ).at(session.point))
    })
}

/// One layer of the forward pass.
private struct TraceLayer {
  var network: Network
  var number: Int
  var z: [Double]
  var f: [Double]

  /// σ′ and σ″ neuron by neuron; nil for softmax, whose neurons are coupled.
  var derivatives: (first: [Double], second: [Double])?

  init(network: Network, number: Int, input: [Double]) {
    self.network = network
    self.number = number
    z = NetworkMap(network, to: .preactivation(number))(input)
    f = NetworkMap(network, to: .activation(number))(input)
    let activation = network.layers[number - 1].activation
    if !activation.couplesNeurons {
      let jets = z.map(activation.jet)
      derivatives = (jets.map(\.first), jets.map(\.second))
    }
  }

  func blocks(isFull: Bool) -> [Report.Block] {
    let activation = network.layers[number - 1].activation
    let before = number == 1 ? "I" : "f\(number - 1)"
    var columns = [z, f]
    if let derivatives { columns += [derivatives.first, derivatives.second] }
    let labels = ["z\(number)", "f\(number)", "σ′(z\(number))", "σ″(z\(number))"]
    var blocks: [Report.Block] = [
      .blank,
      .heading(
        "z\(number) = W\(number) \(before) + b\(number), f\(number) = σ(z\(number))",
        aside: activation.text.escapingControls),
      .matrix(
        MatrixTable(
          rowLabels: Signal.activation(number).labels(in: network).numbered,
          columnLabels: .list(Array(labels.prefix(columns.count))),
          values: .dense(
            Matrix(columns).transposed), isFull: isFull, fullCommand: "trace full")),
    ]
    if derivatives == nil {
      blocks.append(
        .paragraph("\(activation.name) couples its neurons: `show D\(number)` has its σ′."))
    }
    return blocks
  }

  var record: JSONValue {
    .object([
      ("layer", .integer(number)),
      ("activation", .string(network.layers[number - 1].activation.text)),
      ("z", .numbers(z)), ("f", .numbers(f)),
      ("first", derivatives.map { .numbers($0.first) } ?? .null),
      ("second", derivatives.map { .numbers($0.second) } ?? .null),
    ])
  }
}

extension MatrixTable.Labels {
  /// Neurons by number, with the outputs' names where the layer is the last.
  fileprivate var numbered: MatrixTable.Labels {
    if case .indexed(_, let names?) = self { return .indexed("", names: names) }
    return .indexed("", names: nil)
  }
}
