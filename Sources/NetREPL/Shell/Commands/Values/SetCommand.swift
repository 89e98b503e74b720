import Core
import Formats

extension CommandSpec {
  static let set = CommandSpec(
    name: "set", group: .values,
    summary: "set the input, a weight, an activation or a setting",
    pattern: [
      .choice([
        [
          .word("input"), .word("row"), .argument("K", .index), .word("of"),
          .argument("FILE", .file), .optional([.word("columns"), .list("NAMES", .columnName)]),
        ],
        [.word("input"), .choice([[.word("zeros")], [.word("ones")]])],
        [.word("input"), .word("random"), .optional([.word("seed"), .argument("N", .seed)])],
        [.word("input"), .argument("ENTRY", .oneInput), .argument("V", .number)],
        [.word("input"), .list("V", .numbers)],
        [.word("dout"), .list("V", .numbers)],
        [.word("loss"), .word("mse"), .word("target"), .list("V", .numbers)],
        [.word("loss"), .word("sse"), .word("target"), .list("V", .numbers)],
        [.word("loss"), .word("halfsse"), .word("target"), .list("V", .numbers)],
        [.word("loss"), .word("crossentropy"), .word("target"), .list("V", .numbers)],
        [.word("loss"), .word("none")],
        [.word("activation"), .argument("LAYER", .index), .list("ACTIVATION", .activationPart)],
        [.argument("ENTRY", .settable), .list("V", .numbers)],
        [.argument("SETTING", .settingName), .argument("VALUE", .settingValue)],
      ])
    ],
    arguments: [
      ("V", "numbers, or simple arithmetic: 0.5, −1e-3, pi/4"),
      ("N", "a number that makes the same random input again, numbers from −1 to 1"),
      ("K", "a row of the file, from 1; a first row of words is not counted"),
      (
        "FILE",
        "numbers separated by commas, semicolons, tabs or spaces, or an npy or npz file; a header "
          + "with the names of the inputs tells their columns"
      ),
      ("NAMES", ArgumentKind.columnNamesHelp),
      ("LAYER", "a layer, from 1"),
      (
        "ACTIVATION",
        "tansig, logsig, poslin, leakyrelu(0.1), …; `help activations` lists them. Several have their "
          + "neurons behind them: relu 1..4 tanh 5..8"
      ),
      ("ENTRY", "W1[2,3], b1[2], b1 for all of them, or I2 or its name for one input"),
      ("SETTING", "a name that `settings` lists"), ("VALUE", "what it becomes"),
    ],
    details:
      "`set dout` and `set loss` choose s, which derivatives with respect to weights are of: "
      + "s = dout · A, a squared error, the mean Σ (A − t)² / m (mse), the sum (sse) or half of it "
      + "(halfsse), or the cross-entropy −Σ t ln A. "
      + "`undo` takes a change back.",
    examples: [
      "set input 5.1 3.5 1.4 0.2", "set input random seed 7", "set W2[1,1] 0.5",
      "set activation 2 logsig",
      "set precision full", "set loss mse target 1 0 0",
    ],
    run: { invocation, session in
      let arguments = invocation.arguments
      if arguments.has("SETTING") { return try setSetting(arguments, &session) }
      return try changed(invocation, &session).at(session.point)
    })

  private static func changed(
    _ invocation: Invocation, _ session: inout Session
  ) throws(CommandError) -> Report {
    let arguments = invocation.arguments
    if arguments.has("ENTRY") { return try setEntry(invocation, &session) }
    if arguments.has("K") { return try setInputFromFile(invocation, &session) }
    if ["zeros", "ones", "random"].contains(where: arguments.has) {
      return try setMadeInput(invocation, &session)
    }
    if arguments.has("input") {
      return try setInput(
        arguments.numbers("V") ?? [], arguments.range("V"), invocation, &session)
    }
    if arguments.has("dout") || arguments.has("loss") { return try setScalar(arguments, &session) }
    return try setActivation(invocation, &session)
  }

  // MARK: Input

  private static func setInput(
    _ values: [Double], _ range: Range<Int>?, _ invocation: Invocation, _ session: inout Session
  ) throws(CommandError) -> Report {
    let network = try session.network()
    guard values.count == network.inputCount else {
      throw CommandError(
        "the network takes \(Prose.count(network.inputCount, "input")), "
          + "but \(Prose.given(values.count, "number"))", at: range)
    }
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      throw CommandError(
        "input \(bad + 1) is \(NumberFormat.shortest(values[bad])); an input must be finite",
        at: invocation.arguments.range("V", at: bad))
    }
    session.model.current?.input = values
    return .line("I = \(Prose.vector(values))", record: ["input": values])
  }

  /// Zeros, ones, or numbers from −1 to 1 that a seed makes.
  private static func setMadeInput(
    _ invocation: Invocation, _ session: inout Session
  ) throws(CommandError) -> Report {
    let count = try session.network().inputCount
    guard invocation.arguments.has("random") else {
      let value = invocation.arguments.has("ones") ? 1.0 : 0
      return try setInput(Array(repeating: value, count: count), nil, invocation, &session)
    }
    let seed = invocation.arguments.integer("N") ?? session.nextSeed()
    var report = try setInput(
      Network.randomDirection(count: count, seed: UInt64(seed)), nil, invocation, &session)
    report.blocks.append(.line("`set input random seed \(seed)` makes it again."))
    report.record += ["seed": seed]
    return report
  }

  private static func setInputFromFile(
    _ invocation: Invocation, _ session: inout Session
  ) throws(CommandError) -> Report {
    let arguments = invocation.arguments
    let network = try session.network()
    let row: InputRow
    do {
      row = try InputRow(
        arguments.integer("K") ?? 1, of: arguments.text("FILE") ?? "", in: session.folder,
        columns: InputColumns(
          of: network, chosen: arguments.has("NAMES") ? arguments.texts("NAMES") : nil,
          word: "columns"), count: network.inputCount)
    } catch {
      throw arguments.error("\(error)", at: "FILE")
    }
    var report = try setInput(row.values, arguments.range("FILE"), invocation, &session)
    if let note = row.note {
      report.blocks.append(.line("\(note.escapingControls)"))
      report.record += ["note": note]
    }
    return report
  }

  // MARK: Network

  private static func setActivation(
    _ invocation: Invocation, _ session: inout Session
  ) throws(CommandError) -> Report {
    var network = try session.network()
    let layer = try invocation.layer("LAYER", in: network) ?? 1
    let activation = try invocation.arguments.activation(
      "ACTIVATION", ofNeurons: network.layers[layer - 1].neuronCount)
    network.setActivation(layer: layer - 1, to: activation)
    let problem = session.model.current?.change(to: network)
    var report = Report.line(
      "\(network.name): \(network.summary)".escapingControls, record: network.record)
    if let problem {
      let s = Objective.standardWords(of: network)
      report.warnings.append("s is \(s) again: \(problem.message)")
    }
    return report
  }

  private static func setEntry(
    _ invocation: Invocation, _ session: inout Session
  ) throws(CommandError) -> Report {
    let arguments = invocation.arguments
    guard let entry = arguments.quantity("ENTRY") else {
      throw invocation.error("set needs something to set")
    }
    var network = try session.network()
    let values = arguments.numbers("V") ?? []
    let shape = try entry.require(in: network, at: arguments.range("ENTRY"))
    let needed = shape.dimensions.dropFirst(entry.indices.count).reduce(1, *)
    guard values.count == needed else {
      throw arguments.error(
        "\(entry.text) takes \(Prose.count(needed, "number")), "
          + "but \(Prose.given(values.count, "number"))", at: "V")
    }
    if entry.symbol == .input {
      var input = values
      if let index = entry.indices.first {
        input = try session.input()
        input[index - 1] = values[0]
      }
      return try setInput(input, arguments.range("V"), invocation, &session)
    }

    let layer = (entry.number ?? 1) - 1
    let columns = entry.symbol == .bias ? 1 : network.layers[layer].inputCount
    // The place of the first number, row by row.
    let start =
      ((entry.indices.first ?? 1) - 1) * columns
      + (entry.indices.count > 1 ? entry.indices[1] - 1 : 0)
    if entry.symbol == .bias {
      for (place, value) in zip(start..., values) {
        network.setBias(layer: layer, place, to: value)
      }
    } else {
      network.changeWeights(layer: layer) { weights in
        for (place, value) in zip(start..., values) {
          weights[place / columns, place % columns] = value
        }
      }
    }
    session.model.current?.network = network
    var report = Report.line(
      "\(entry.text) = "
        + (values.count == 1 ? Prose.number(values[0], digits: nil) : Prose.vector(values)),
      record: ["of": entry.text, "value": values])
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      report.warnings.append(
        "\(place(bad, of: entry, in: shape)) is now \(NumberFormat.shortest(values[bad])), "
          + "which is not finite")
    }
    return report
  }

  /// The name of the entry that the nth of the numbers set went to, n counted from 0.
  private static func place(
    _ n: Int, of entry: QuantityName, in shape: QuantityShape
  ) -> String {
    var entry = entry
    let open = shape.dimensions.dropFirst(entry.indices.count)
    if open.count == 2, let columns = open.last {
      entry.indices += [n / columns + 1, n % columns + 1]
    } else if open.count == 1 {
      entry.indices.append(n + 1)
    }
    return entry.text
  }

  // MARK: Settings

  private static func setSetting(
    _ arguments: Arguments, _ session: inout Session
  ) throws(CommandError) -> Report {
    let name = arguments.text("SETTING") ?? ""
    let value = arguments.text("VALUE") ?? ""
    guard let setting = Setting.named(name) else {
      throw arguments.error("no setting '\(name)'", at: "SETTING")
    }
    guard setting.set(&session.settings, value) else {
      throw arguments.error(
        "\(name) cannot be \(value.quoted); it can be " + setting.values.joined(separator: ", "),
        at: "VALUE")
    }
    let shown = setting.get(session.settings)
    if session.settings.names == .post, name == "names" {
      var report = Report(
        [.line("\(name) = \(shown)"), .blank, SymbolNames.dictionary],
        record: ["setting": name, "value": shown])
      report.isAboutNames = true
      return report
    }
    return .line("\(name) = \(shown)", record: ["setting": name, "value": shown])
  }
}
