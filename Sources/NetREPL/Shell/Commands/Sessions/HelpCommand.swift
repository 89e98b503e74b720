import Core

extension CommandSpec {
  static let help = CommandSpec(
    name: "help", group: .session, summary: "explain a command, or list them all",
    pattern: [
      .optional([.choice([[.word("activations")], [.argument("COMMAND", .commandName)]])])
    ],
    arguments: [
      (
        "COMMAND",
        "its name, or a symbol of the formulas, G1, σ″ or H1[1,2], or a function of expressions, inv"
      ),
      ("activations", "the table of activations with their derivatives"),
    ],
    examples: ["help", "help hessian", "help activations", "help G1"],
    run: { invocation, session in
      let arguments = invocation.arguments
      if arguments.has("activations") {
        return activationHelp(session.model.definitions)
      }
      guard let name = arguments.text("COMMAND") else { return overview() }
      let nameless: [String: CommandSpec] = ["_": .recall, "%": .recall, "=": .expression]
      let command = CommandTable.all.named(name) ?? nameless[name]
      if command?.name != name, let help = session.symbolHelp(name) { return help }
      guard let command else {
        let known = CommandTable.all.map(\.name) + TensorFunction.allCases.map(\.rawValue)
        let hint = NearestName.suggestion(for: name, among: known)
        throw arguments.error(
          "no command \(name.quoted)\(hint.isEmpty ? "; `help` lists them" : hint)", at: "COMMAND")
      }
      return command.helpReport
    })

  private static func overview() -> Report {
    let rows = Group.allCases.flatMap { group -> [(name: StyledText, summary: String)] in
      let commands = (CommandTable.all + [.recall, .expression]).filter { $0.group == group }
      return [(StyledText(group.rawValue, .strong), "")]
        + commands.map {
          ("  \($0.isNameless ? $0.usages.joined(separator: "  ") : $0.name)", $0.summary)
        }
    }
    let blocks: [Report.Block] = [
      .table([.styled("", rows.map(\.name)), .text("", rows.map(\.summary))]), .blank,
      .paragraph(
        "`help COMMAND` explains one. Several commands on a line are separated by `;`, a `#` begins "
          + "a comment, Tab completes, and a unique beginning of a name will do."),
    ]
    return Report(blocks, record: ["commands": CommandTable.all.map(\.name)])
  }

  private static func activationHelp(_ definitions: Definitions) -> Report {
    let rules = ActivationRule.all + definitions.all.map(\.activation.rule)
    let names = rules.map { rule in
      rule.parameters.isEmpty
        ? rule.name : "\(rule.name)(\(rule.parameters.map(\.name).joined(separator: ", ")))"
    }
    var blocks: [Report.Block] = []
    for (rule, name) in zip(rules, names) {
      let aliases =
        rule.isDefined
        ? "defined" : rule.aliases.isEmpty ? "" : "also \(rule.aliases.joined(separator: ", "))"
      blocks += [
        .heading(name, aside: aliases),
        .line("  σ   \(rule.text)"),
        .line("  σ′  \(rule.firstText)"),
        .line("  σ″  \(rule.secondText)"),
      ]
    }
    return Report(blocks, record: ["activations": rules.map(\.name)])
  }

  /// Usage, arguments, explanation and examples of this command.
  var helpReport: Report {
    var blocks: [Report.Block] = [
      .paragraph("\(name): \(summary)."), .blank,
    ]
    blocks += usages.map { .line(StyledText("  \($0)", .strong)) }
    if !arguments.isEmpty {
      blocks += [
        .blank,
        .table([.text("", arguments.map { "  \($0.name)" }), .text("", arguments.map(\.meaning))]),
      ]
    }
    for paragraph in paragraphs { blocks += [.blank, .paragraph(paragraph)] }
    blocks += [.blank, .line(StyledText(examples.count == 1 ? "Example:" : "Examples:"))]
    blocks += examples.map { .line("  \($0)") }
    return Report(
      blocks, record: ["name": name, "summary": summary, "usage": usages, "examples": examples])
  }
}

extension ArgumentKind {
  static let commandName = ArgumentKind(
    description: "a command",
    candidates: { _, _ in CommandTable.all.map { .init(text: $0.name, note: $0.summary) } })
}

extension Session {
  /// What a symbol of the formulas is, and a function of expressions; nil where a name is neither.
  fileprivate func symbolHelp(_ name: String) -> Report? {
    if let function = TensorFunction(rawValue: name) {
      return .paragraph(
        "\(name)(…): \(function.meaning).", record: ["name": name, "meaning": function.meaning])
    }
    if let help = sigmaHelp(name) ?? entryHelp(name) { return help }
    let symbol = Quantity.Symbol(rawValue: name).map { Quantity($0) }
    guard let quantity = Quantity(name) ?? symbol else { return nil }
    var blocks: [Report.Block] = [.paragraph("\(name): \(quantity.meaning).")]
    var record: Record = ["name": name, "meaning": quantity.meaning]
    let network = model.current.flatMap { quantity.isOf($0.network) ? $0.network : nil }
    if let formula = network.map({ formula(of: quantity, in: $0) }) ?? quantity.formula {
      blocks.append(.line(StyledText("  \(formula)", .strong)))
      record += ["formula": formula]
    }
    if let network {
      let shape = quantity.shape(in: network)
      let words = shape.isEmpty ? "a number" : shape.map(String.init).joined(separator: "×")
      blocks.append(.paragraph("Here it is \(words); `\(name)` shows it."))
      record += ["shape": shape]
    }
    return Report(blocks, record: record)
  }

  /// What σ, σ′ or σ″ is, and its formula in each layer.
  private func sigmaHelp(_ name: String) -> Report? {
    let spelled = name.replacing("″", with: "''").replacing("′", with: "'")
    let base = spelled.prefix { $0 != "'" }
    let order = spelled.count - base.count
    guard ["σ", "sigma"].contains(base), order <= 2,
      spelled.dropFirst(base.count).allSatisfy({ $0 == "'" })
    else { return nil }
    let sign = ["σ", "σ′", "σ″"][order]
    let meaning = [
      "the activation of a layer: f_l = σ(z_l)",
      "the slope of a layer's activation at what its neurons see: D_l = diag(σ′(z_l))",
      "the curvature of a layer's activation at what its neurons see, all that bends in the Hessian",
    ][order]
    var blocks: [Report.Block] = [.paragraph("\(sign): \(meaning).")]
    let layers = model.current?.network.layers ?? []
    for (index, layer) in layers.enumerated() {
      let rule = layer.activation.rule
      let formula = [rule.text, rule.firstText, rule.secondText][order]
      let text = "  layer \(index + 1), \(layer.activation.text): \(formula)"
      blocks.append(.line("\(text.escapingControls)"))
    }
    if !layers.isEmpty { blocks.append(.paragraph("`\(sign)(z1)` shows it for layer 1.")) }
    return Report(blocks, record: ["name": sign, "meaning": meaning])
  }

  /// What one entry is, H1[1,2] or W1[2,3], and its value now.
  private func entryHelp(_ name: String) -> Report? {
    guard let entry = try? QuantityName(name), name.contains("["),
      let network = model.current?.network,
      (try? entry.require(in: network, at: nil)) != nil,
      let quantity = Quantity(entry.headText)
    else { return nil }
    var blocks: [Report.Block] = [
      .paragraph("\(name): an entry of \(entry.headText), \(quantity.meaning).")
    ]
    let places = entry.indices.map(String.init)
    if entry.symbol == .hessian, let k = entry.number, places.count == 2 {
      blocks += [
        .line(
          StyledText(
            "  \(name) = Σ_l Σ_p B_l[\(k),p] σ″(z_l[p]) G_l[p,\(places[0])] G_l[p,\(places[1])]",
            .strong)),
        .paragraph("`why \(name)` lists its terms."),
      ]
    } else if let formula = formula(of: quantity, in: network) {
      blocks.append(.line(StyledText("  \(formula)", .strong)))
    }
    var record: Record = ["name": name, "meaning": quantity.meaning]
    if let expression = try? Expression(name, names: expressionNames),
      let value = try? value(of: expression, from: 0, checkpoint: {}).value, value.isNumber
    {
      blocks.append(.paragraph("Here it is \(Prose.number(value.storage[0], digits: nil))."))
      record += ["value": value.storage[0]]
    }
    return Report(blocks, record: record)
  }

  /// Its formula in the network in use; nil where it takes more than a line.
  private func formula(of quantity: Quantity, in network: Network) -> String? {
    guard let s = try? scalarNetwork(), s.scalar.isLoss else {
      return quantity.formula(in: network)
    }
    switch quantity.symbol {
    case .scalar: return "s = \(s.formula)"
    case .outputWeights: return "dout = ∂s/∂A"
    // What the loss adds at the output.
    case .slope, .curvature:
      return quantity.number == network.layers.count ? nil : quantity.formula(in: network)
    default: return quantity.formula(in: network)
    }
  }
}
