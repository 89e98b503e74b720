import Core

extension CommandSpec {
  static let examples = CommandSpec(
    name: "examples", group: .networks, summary: "list the networks that come with the program",
    pattern: [], examples: ["examples"],
    run: { _, _ in
      let table = Table(columns: [
        Table.text("", Examples.all.map(\.name)), Table.text("", Examples.all.map(\.summary)),
      ])
      return .report(
        Report(
          blocks: [.table(table), .paragraph("Load one with `load example NAME`.")],
          record: .object([
            ("command", .string("examples")), ("names", .strings(Examples.all.map(\.name))),
          ])))
    })

  static let networks = CommandSpec(
    name: "networks", group: .networks, summary: "list the loaded networks", pattern: [],
    details: "The one in use is marked with a star; `use NAME` switches.",
    examples: ["networks"],
    run: { _, session in
      let networks = session.model.networks
      let record = JSONValue.object([
        ("command", .string("networks")), ("names", .strings(networks.map(\.name))),
        ("current", session.model.currentName.map { .string($0) } ?? .null),
      ])
      guard !networks.isEmpty else {
        return .report(.lines("No network is loaded.", record: record))
      }
      let current = session.model.currentName
      let table = Table(columns: [
        Table.text("", networks.map { $0.name == current ? "*" : "" }),
        Table.text("name", networks.map(\.name.escapingControls)),
        Table.text("layers", networks.map(\.network.summary.escapingControls)),
        Table.Column(
          header: "parameters", cells: .counts(networks.map(\.network.parameterCount))),
        Table.text("input", networks.map { $0.input == nil ? "not set" : "set" }),
      ])
      return .report(Report(blocks: [.table(table)], record: record))
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
        throw CommandError(
          "no network '\(name.clipped(to: 40))' is loaded\(hint)",
          at: invocation.arguments.range("NAME"))
      }
      return .report(
        Report(
          blocks: [.paragraph("\(current.name): \(current.network.summary).".escapingControls)],
          record: current.network.record(command: "use")))
    })

  static let network = CommandSpec(
    name: "network", group: .networks, summary: "describe the network in use", pattern: [],
    examples: ["network"],
    run: { _, session in
      let network = try session.network()
      let layers = network.layers
      let source = session.model.current?.source
      var columns = [
        Table.Column(header: "layer", cells: .counts(Array(1...layers.count))),
        Table.text(
          "weights",
          layers.enumerated().map {
            "W\($0 + 1) \($1.neuronCount)×\($1.inputCount)"
          }),
        Table.text(
          "activation",
          layers.map {
            ($0.isScaling ? "\($0.activation.text) (scaling)" : $0.activation.text)
              .escapingControls
          }),
        Table.Column(header: "parameters", cells: .counts(layers.map(\.parameterCount))),
      ]
      if let origins = source?.origins, origins.count == layers.count {
        columns.append(Table.text("from", origins.map(\.escapingControls)))
      }
      var blocks: [Report.Block] = [
        .heading(
          network.name.escapingControls,
          aside: "\(network.architecture), \(Prose.count(network.parameterCount, "parameter"))"),
        .table(Table(columns: columns)),
      ]
      if let source {
        blocks.append(.paragraph("Read from \(source.format).".escapingControls))
        blocks += source.remarks.map { .paragraph($0.escapingControls) }
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
      guard session.model.current?.scalar != nil else {
        return .report(Report(blocks: blocks, record: network.record(command: "network")))
      }
      let s = try session.scalarNetwork()
      blocks.append(.paragraph("\(s.words)."))
      return .report(
        Report(
          blocks: blocks,
          record: network.record(command: "network", and: [("s", .object(s.scalar.members))])))
    })
}

extension Network {
  /// What programs read of a network: sizes, activations and names.
  func record(command: String, and more: [(String, JSONValue)] = []) -> JSONValue {
    .object(
      [
        ("command", .string(command)), ("name", .string(name)),
        ("widths", .integers([inputCount] + layers.map(\.neuronCount))),
        ("activations", .strings(layers.map(\.activation.text))),
        ("parameters", .integer(parameterCount)),
        ("input", input.map { .numbers($0) } ?? .null),
      ] + more)
  }
}
