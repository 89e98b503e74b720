import Core

extension CommandSpec {
  static let output = CommandSpec(
    name: "output", group: .values, summary: "show the output A at the current input",
    pattern: [], examples: ["output"],
    computation: { _, session in
      let workspace = OutputWorkspace(NetworkMap(try session.network()))
      return TimedBuffers.computation(
        at: try session.input(), results: [try session.network().outputCount]
      ) { x, results, _ in workspace.evaluate(at: x, into: results[0]) }
    },
    run: { _, session in
      let network = try session.network()
      let input = try session.input()
      return .report(
        CheckedTensor.vector(
          "output", title: "A", at: "at I = \(Prose.vector(input))", network(input),
          network.output.labels(in: network), session
        ).report(session.settings.display))
    })
}

extension CheckedTensor {
  /// A vector as a labelled column, not checked.
  static func vector(
    _ command: String, of: String? = nil, title: String, at place: String, _ values: [Double],
    _ labels: Labels, _ session: Session
  ) -> CheckedTensor {
    var result = CheckedTensor(
      command, of: of, title: title, aside: place, values: values, labels: labels)
    result.point = session.point
    result.fullCommand = "show \(title) full"
    return result
  }
}
