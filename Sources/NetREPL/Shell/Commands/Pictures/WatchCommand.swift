import Core

extension CommandSpec {
  static let watch = CommandSpec(
    name: "watch", group: .pictures,
    summary: "move the input by keys and see what is pinned change",
    pattern: [
      .choice([
        [.optional([.argument("I", .oneInput)])],
        [.word("along"), .list("D", .numbers)],
      ])
    ],
    arguments: [
      ("I", "the input that the keys move first, I2, or its name; the first otherwise"),
      ("D", "a direction δ, one number for each input: the keys move t of I + tδ"),
    ],
    details:
      "The terminal is the answers' until q. Up and down move the input, left and right choose another one, + and "
      + "- change the step, 0 goes back to the start. q keeps the input as it is, which `undo` takes back; Esc "
      + "leaves it as it was. `pin` says what is shown; without it that is the output and the Jacobian.",
    examples: ["watch", "watch I2", "pin hessian of A1; watch"],
    run: { invocation, _ in
      let network = try invocation.network()
      var watching = Watching(
        network: network.name, labels: Signal.input.labels(in: network),
        start: try invocation.input())
      if let numbers = invocation.arguments.numbers("D") {
        watching.direction = try invocation.direction(numbers, at: "D", in: network)
      } else if invocation.arguments.has("I") {
        watching.component = try invocation.oneInput("I", in: network)
      }
      var report = Report(
        [
          .line(
            "\(network.name), \(Prose.count(invocation.session.pins.count, "pin")): the input is moved by keys."
          )
        ],
        record: [:]
      ).at(invocation.session.point)
      report.screen = .watch(watching)
      return report
    })
}
