import Core

extension CommandSpec {
  /// A line that is no command but an expression, or a name for one.
  static let expression = CommandSpec(
    name: "=", group: .values,
    summary: "a line that is an expression shows its value; x = ... names it",
    pattern: [.rest("EXPRESSION", .expression)],
    arguments: [
      (
        "EXPRESSION",
        "quantities by the names of the formulas, I A J H1 W1 b1 z1 f1 D1 G1 B1 δ1 Γ1 K1 s dout (delta1, "
          + "Gamma1), ∂A/∂I (dA/dI), %3; numbers; + - * / ^ and products without a sign; ' or ᵀ, .* or ∘, ./ "
          + ".^ ·; J[2,:], I[1..3], J[torque,1]; σ(z1) σ′(z1) σ″(z1) (sigma''(z1)) and activations by "
          + "name; diag dot sum norm trace inv det eig svd kron vec max min and functions of numbers"
      )
    ],
    details:
      "Behind it `top 10`, `sort by |x|` and `where |x| > 1e-3` list entries. "
      + "Where it is a quantity alone that is a derivative it stands beside its finite differences. A "
      + "name stands for the expression, with the network and input of the moment.",
    examples: [
      "W2 D1 W1", "J top 3", "G1' diag(B1[1,:] .* sigma''(z1)) G1", "J[1,:]", "x = J I; norm(x)",
      "dA/dI",
      "trace(H1)",
    ],
    run: { invocation, session in
      guard let typed = invocation.typed("EXPRESSION") else {
        throw invocation.error("an expression belongs here")
      }
      if let list = EquationList(typed, session.expressionNames) {
        var named = invocation
        try list.name(in: &named.session)
        // What is claimed beside holds, or not, with the names; they stay where they are all that is said.
        if !list.claims.isEmpty { return try ExpressionClaimReport.all(list.claims, named) }
        session.model = named.session.model
        return try list.report(named)
      }
      guard invocation.statement.isAssignment,
        let equals = typed.text.firstIndex(of: "=")
      else { return try ExpressionReport(typed, invocation).report(invocation) }
      let before = typed.text[..<equals]
      let name = Word(
        text: String(before.trimmingSpaces),
        range: typed.start..<(typed.start + before.trimmingSpaces.count))
      try session.checkName(name)
      let behind = typed.text[typed.text.index(after: equals)...]
      let skipped = behind.prefix(while: \.isWhitespace).count
      let text = String(behind.dropFirst(skipped))
      let start = typed.start + before.count + 1 + skipped
      let report = try ExpressionReport((text: text, start: start), as: name.text, invocation)
      guard !session.model.reaches(name.text, from: report.expression) else {
        throw name.error("\(name.text) would be made of itself; give another name")
      }
      session.model.name(name.text, report.expression)
      return report.report(invocation)
    })
}

extension ArgumentKind {
  /// Read as a whole, since its words mean nothing one by one.
  static let expression = ArgumentKind(
    description: "an expression",
    candidates: { prefix, session in
      // Within brackets and derivatives the quantity itself knows what follows.
      let isOpen = prefix.lastIndex(of: "[").map { !prefix[$0...].contains("]") } ?? false
      if isOpen || PartialName.resembles(prefix) && prefix.count > 1 { return [] }
      // The name at the end of what has been typed.
      let name = prefix.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }.reversed()
      let before = prefix.dropLast(name.count)
      let functions = session.expressionNames.functionNames.filter { $0.hasPrefix(String(name)) }
      let quantities: [Completions.Candidate] = QuantityCompletion.candidates(
        String(name), symbols: QuantityName.Symbol.ofCommands, session
      ).map { .init(text: before + $0.text, note: $0.note, endsWord: false) }
      let others: [Completions.Candidate] = session.symbolNames.map {
        .init(text: before + $0, note: Quantity($0)?.meaning, endsWord: false)
      }
      let named: [Completions.Candidate] = session.model.named.map {
        .init(text: before + $0.name, note: $0.expression.text)
      }
      let called: [Completions.Candidate] = functions.map {
        .init(text: before + $0 + "(", endsWord: false)
      }
      return quantities + others + named + (name.isEmpty ? [] : called)
    })
}

extension Session {
  /// What no command takes, in letters that every keyboard has.
  fileprivate var symbolNames: [String] {
    guard let layers = model.current?.network.layers.count else { return [] }
    return (1...layers).flatMap { ["delta\($0)", "Gamma\($0)", "K\($0)"] } + ["s", "dout"]
  }

  /// - Throws: `CommandError` when a word cannot be the name of an expression.
  func checkName(_ word: Word) throws(CommandError) {
    let name = word.text
    let isName =
      name.first?.isLetter == true && name.count <= 40
      && name.allSatisfy { $0.isLetter || $0.isASCII && $0.isNumber || $0 == "_" }
    guard isName else {
      throw word.error("a name is made of letters, digits and _, and begins with a letter")
    }
    if let quantity = Quantity(name) {
      throw word.error("'\(name)' is \(quantity.meaning); give another name")
    }
    if ["i", "j", "k", "l", "p", "q"].contains(name) {
      throw word.error("'\(name)' is an index in formulas of entries; give another name")
    }
    let parts = name.split(separator: "_", omittingEmptySubsequences: false)
    if parts.count == 2, parts[1].count == 1,
      let symbol = Quantity.Symbol.allCases.first(where: { $0.rawValue == String(parts[0]) })
    {
      throw word.error(
        "'\(name)' stands for one of many; an index is written \(symbol.rawValue)[\(parts[1])], and a layer as a "
          + "number, \(symbol.countsLayers ? symbol.rawValue : "W")1")
    }
    if ["e", "pi", "π", "T", "sigma", "σ"].contains(name)
      || Quantity.Symbol.allCases.map(\.rawValue).contains(name)
    {
      throw word.error("'\(name)' has a meaning in formulas; give another name")
    }
    // δ_ij and e_k are what they are, whatever has been named.
    if name.contains("_"), Expression.Names().hasMeaning(name) {
      throw word.error("'\(name)' has a meaning in formulas of entries; give another name")
    }
    if expressionNames.isCallable(name) {
      throw word.error("'\(name)' is a function; give another name")
    }
    if CommandTable.all.contains(where: { $0.name == name }) {
      throw word.error("'\(name)' is a command; give another name")
    }
  }
}

extension Model {
  /// Whether an expression is made of a name, in some steps.
  func reaches(_ name: String, from expression: Expression) -> Bool {
    let inside = expression.names
    return inside.contains(name)
      || named.contains { inside.contains($0.name) && reaches(name, from: $0.expression) }
  }

  /// Names an expression, in the place of one of that name.
  mutating func name(_ name: String, _ expression: Expression) {
    let new = NamedExpression(name: name, expression: expression)
    if let index = named.firstIndex(where: { $0.name == name }) {
      named[index] = new
    } else {
      named.append(new)
    }
  }
}
