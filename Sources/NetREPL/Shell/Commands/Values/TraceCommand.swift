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
      let isFull = invocation.isFull
      let layers = try (1...network.layers.count).map { number in
        try invocation.checkpoint()
        return TraceLayer(network: network, number: number, input: input)
      }
      let start: [Report.Block] = [
        .heading("f0 = I", aside: network.summary.escapingControls),
        .matrix(
          MatrixTable(
            rowLabels: Signal.input.labels(in: network), columnLabels: .none,
            values: .dense(Matrix(rows: input.count, columns: 1, storage: input)),
            isFull: isFull, fullCommand: "trace full")),
      ]
      return Report(
        start + layers.flatMap { $0.blocks(isFull: isFull) },
        record: ["input": input, "layers": layers.map(\.record)]
      ).at(session.point)
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
      let jets = activation.jets(z)
      derivatives = (jets.map(\.first), jets.map(\.second))
    }
  }

  func blocks(isFull: Bool) -> [Report.Block] {
    let activation = network.layers[number - 1].activation
    let before = number == 1 ? "I" : "f\(number - 1)"
    let columns = [z, f] + (derivatives.map { [$0.first, $0.second] } ?? [])
    let labels = ["z\(number)", "f\(number)", "σ′(z\(number))", "σ″(z\(number))"]
    var blocks: [Report.Block] = [
      .blank,
      .heading(
        "z\(number) = W\(number) \(before) + b\(number), f\(number) = σ(z\(number))",
        aside: activation.shortText.escapingControls),
      .matrix(
        MatrixTable(
          rowLabels: .indexed(
            "", names: number == network.layers.count ? network.outputNames : nil),
          columnLabels: .list(Array(labels.prefix(columns.count))),
          values: .dense(Matrix(columns).transposed), isFull: isFull, fullCommand: "trace full")),
    ]
    if derivatives == nil {
      blocks.append(
        .paragraph("\(activation.name) couples its neurons: `show D\(number)` has its σ′."))
    }
    return blocks
  }

  var record: Record {
    [
      "layer": number, "activation": network.layers[number - 1].activation.text, "z": z, "f": f,
      "first": derivatives?.first, "second": derivatives?.second,
    ]
  }
}
