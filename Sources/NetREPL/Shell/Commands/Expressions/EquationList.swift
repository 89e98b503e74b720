import Core

/// Several equations on a line, as steps of derivations print them: D3 = diag(y) − y yᵀ,  y = softmax(z3) = A.
///
/// One whose left side is a name without a meaning says what that name is, for the others.
struct EquationList {
  typealias Part = (text: String, start: Int)

  /// What names are, and the text that says it.
  private(set) var definitions: [(name: Word, typed: Part)] = []

  /// What is said of what has a meaning.
  private(set) var claims: [Part] = []

  /// - Returns: nil where it is no list of equations.
  init?(_ typed: Part, _ names: Expression.Names) {
    let parts = Self.parts(of: typed)
    guard parts.count > 1, parts.allSatisfy({ $0.text.contains("=") }) else { return nil }
    for part in parts {
      let sides = part.text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let before = sides[0]
      let name = String(before.trimmingSpaces)
      guard Self.canBeNamed(name, names) else {
        claims.append(part)
        continue
      }
      let word = Word(text: name, range: part.start..<(part.start + name.count))
      // y = softmax(z3) = A names y, and claims the rest.
      let skipped = before.count + 1
      let behind = Self.trimmed((String(sides[1]), part.start + skipped))
      if behind.text.contains("=") { claims.append(behind) }
      let own = behind.text.split(separator: "=", omittingEmptySubsequences: false)[0]
      definitions.append((word, (String(own.trimmingSpaces), behind.start)))
    }
  }

  private static func canBeNamed(_ name: String, _ names: Expression.Names) -> Bool {
    name.first?.isLetter == true && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
      && (names.named[name] != nil || !names.hasMeaning(name))
  }

  /// What stands between the commas that are in no bracket.
  private static func parts(of typed: Part) -> [Part] {
    let parts: [Part] = TextPart(typed.text, start: typed.start).betweenCommas.map {
      Part(text: $0.text, start: $0.start)
    }
    // Commas are those of the formula behind `for` and `with`: 1 for x > 0, otherwise 0.
    guard let first = parts.firstIndex(where: { $0.text.isInPieces }), first < parts.count - 1
    else {
      return parts
    }
    let behind = typed.text.dropFirst(parts[first].start - typed.start)
    return parts[..<first] + [trimmed((String(behind), parts[first].start))]
  }

  private static func trimmed(_ part: Part) -> Part {
    let skipped = part.text.prefix { $0 == " " }.count
    return (String(part.text.trimmingSpaces), part.start + skipped)
  }
}

extension EquationList {
  /// Gives the names their meaning.
  ///
  /// - Throws: `CommandError` where a name or an expression cannot be, with the place.
  func name(in session: inout Session) throws(CommandError) {
    for (name, typed) in definitions {
      try session.checkName(name)
      let expression: Expression
      do throws(ExpressionError) {
        expression = try Expression(typed.text, names: session.expressionNames)
      } catch { throw error.command(from: typed.start) }
      guard !session.model.reaches(name.text, from: expression) else {
        throw name.error("\(name.text) would be made of itself; give another name")
      }
      session.model.name(name.text, expression)
    }
  }

  /// Each name with its value; of one that has letters, its formula.
  func report(_ invocation: Invocation) throws -> Report {
    var blocks: [Report.Block] = []
    for (name, typed) in definitions {
      if !blocks.isEmpty { blocks.append(.blank) }
      let names = invocation.session.expressionNames
      let letters = names.named[name.text]?.freeIndices(names: names) ?? []
      if letters.isEmpty {
        blocks += try ExpressionReport(typed, as: name.text, invocation).report(invocation).blocks
      } else {
        blocks.append(
          .line(
            "\(name.text) = \(typed.text), for each \(letters.joined(separator: " and "))"))
      }
    }
    return Report(
      blocks, record: ["command": "expression", "names": definitions.map(\.name.text)]
    ).at(invocation.point)
  }
}
