import Core

extension CommandSpec {
  static let output = CommandSpec(
    name: "output", group: .values, summary: "show the output A at the current input",
    pattern: [], examples: ["output"],
    computation: { invocation in
      let network = try invocation.network()
      let workspace = OutputWorkspace(NetworkMap(network))
      let x = try invocation.input()
      var output = [Double](repeating: 0, count: network.outputCount)
      return { _ in workspace.evaluate(at: x, into: &output) }
    },
    run: { _, session in
      let network = try session.network()
      let input = try session.input()
      return CheckedTensor.vector(
        "output", title: "A", at: "at I = \(Prose.vector(input))", network(input),
        network.output.labels(in: network), session
      ).report(session.settings.display)
    })
}

extension CheckedTensor {
  /// A vector as a labelled column, not checked.
  static func vector(
    _ command: String, of: String? = nil, title: String, at place: String, _ values: [Double],
    _ labels: Labels, _ session: Session
  ) -> CheckedTensor {
    var result = CheckedTensor(
      command, of: of, title: title, at: session.point, aside: place, values: values,
      labels: labels)
    result.fullCommand = "show \(title) full"
    return result
  }
}
