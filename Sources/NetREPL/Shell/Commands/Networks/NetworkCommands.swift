import Core
import Formats

extension CommandSpec {
  static let examples = CommandSpec(
    name: "examples", group: .networks, summary: "list the networks that come with the program",
    pattern: [], examples: ["examples"],
    run: { _, _ in
      let names = Example.all.map(\.name)
      return Report(
        [
          .table([.text("", names), .text("", Example.all.map(\.summary))]),
          .paragraph("Load one with `load example NAME`."),
        ], record: ["names": names])
    })

  static let networks = CommandSpec(
    name: "networks", group: .networks, summary: "list the loaded networks", pattern: [],
    details: "The one in use is marked with a star; `use NAME` switches.",
    examples: ["networks"],
    run: { _, session in
      let (networks, current) = (session.model.networks, session.model.currentName)
      let record: Record = ["names": networks.map(\.name), "current": current]
      guard !networks.isEmpty else { return .line("No network is loaded.", record: record) }
      let table: [TableColumn] = [
        .text("", networks.map { $0.name == current ? "*" : "" }),
        .text("name", networks.map(\.name.escapingControls)),
        .text("layers", networks.map(\.network.summary.escapingControls)),
        .counts("parameters", networks.map(\.network.parameterCount)),
        .text("input", networks.map { $0.input == nil ? "not set" : "set" }),
      ]
      return Report([.table(table)], record: record)
    })

  static let use = CommandSpec(
    name: "use", group: .networks, summary: "switch to another loaded network",
    pattern: [.argument("NAME", .networkName)],
    arguments: [("NAME", "a name that `networks` lists")],
    examples: ["load example small; load example iris; use small"],
    run: { invocation, session in
      let name = invocation.arguments.text("NAME") ?? ""
      guard session.model.use(name), let current = session.model.current else {
        let hint = NearestName.suggestion(for: name, among: session.model.networks.map(\.name))
        throw invocation.arguments.error("no network \(name.quoted) is loaded\(hint)", at: "NAME")
      }
      return Report(
        [.paragraph("\(current.name): \(current.network.summary).".escapingControls)],
        record: current.network.record)
    })

  static let network = CommandSpec(
    name: "network", group: .networks, summary: "describe the network in use", pattern: [],
    examples: ["network"],
    run: { _, session in
      let network = try session.network()
      let layers = network.layers
      let source = session.model.current?.source
      var table: [TableColumn] = [
        .counts("layer", Array(1...layers.count)),
        .text(
          "weights",
          layers.enumerated().map { "W\($0 + 1) \($1.neuronCount)×\($1.inputCount)" }),
        .text(
          "activation",
          layers.map {
            ($0.isScaling ? "\($0.activation.text) (scaling)" : $0.activation.text)
              .escapingControls
          }),
        .counts("parameters", layers.map(\.parameterCount)),
      ]
      if let origins = source?.origins, origins.count == layers.count {
        table.append(.text("from", origins.map(\.escapingControls)))
      }
      var blocks: [Report.Block] = [
        .heading(
          network.name.escapingControls,
          aside: "\(network.architecture), \(Prose.count(network.parameterCount, "parameter"))"),
        .picture(.layers(LayerDiagram(network))),
        .table(table),
      ]
      if let source, !source.origins.isEmpty {
        blocks.append(.paragraph("Read from \(source.format).".escapingControls))
        blocks += ReadNetwork.sentences(source.remarks).map { .paragraph($0.escapingControls) }
      }
      blocks += layers.indices.flatMap { l in
        layers[l].activation.spreads.map {
          .paragraph("Layer \(l + 1): \($0).".escapingControls)
        }
      }
      func list(_ what: String, _ names: [String]?) {
        guard let names else { return }
        blocks.append(.paragraph("\(what): \(names.joined(separator: ", ")).".escapingControls))
      }
      list("Inputs", network.inputNames)
      list("Outputs", network.outputNames)
      blocks.append(
        .paragraph(
          session.model.current?.input.map { "I\u{a0}=\u{a0}\(Prose.vector($0))." }
            ?? "No input is set."
        ))
      var record = network.record
      if let source {
        record =
          record + ["format": source.format, "origins": source.origins, "remarks": source.remarks]
      }
      guard session.model.current?.scalar != nil else { return Report(blocks, record: record) }
      let s = try session.scalarNetwork()
      return Report(
        blocks + [.paragraph("\(s.words).")], record: record + ["s": s.scalar.members])
    })
}

extension Network {
  /// What programs read of a network: sizes, activations and names.
  var record: Record {
    [
      "name": name, "widths": [inputCount] + layers.map(\.neuronCount),
      "activations": layers.map(\.activation.text), "parameters": parameterCount, "input": input,
    ]
  }
}
