import Core

/// Finds the command a statement names and fits its words to the command's pattern.
struct Parser {
  var commands: [CommandSpec]

  /// Whether a unique beginning of a command's name will do, as at the prompt.
  var allowsAbbreviations: Bool

  /// What the user has defined: names that may stand where an activation is named.
  var definitions = Definitions()

  /// The command that `%3` and `_` are, that a quantity alone is, and that an expression is.
  var recall: CommandSpec?
  var show: CommandSpec?
  var expression: CommandSpec?

  /// The command that an equation of what has a meaning already is.
  var claim: CommandSpec?

  /// Whether a word means something in an expression by itself.
  var isExpressionName: (String) -> Bool = { _ in false }

  /// - Throws: `CommandError` when there is no such command, or the words do not fit its pattern.
  func parse(_ statement: Statement) throws(CommandError) -> (CommandSpec, Arguments) {
    guard let first = statement.words.first else { throw CommandError("there is no command") }
    // `%3` and `_` are commands of their own: they show an earlier result.
    let isResult = statement.words.count == 1 && ArgumentKind.resembles(result: first.text)
    if !isResult, let found = try expression(statement) { return found }
    let command =
      if isResult, let recall { recall } else { try self.command(first) }
    var matcher = Matcher(
      allowsAbbreviations: allowsAbbreviations, definitions: definitions)
    let words = isResult ? statement.words : Array(statement.words.inOwnWords.dropFirst())
    guard let arguments = matcher.match(command.pattern, words) else {
      throw problem(matcher, command, words, statement)
    }
    return (command, arguments)
  }

  /// The line as an expression, or as the name for one; nil where it is a command.
  private func expression(
    _ statement: Statement
  ) throws(CommandError) -> (CommandSpec, Arguments)? {
    let words = statement.words
    let first = words[0]
    guard let expression, let show else { return nil }
    // trace is a command, and trace (H1) an expression.
    let isCommand = commands.contains { $0.name == first.text }
    let isCalled = words.count > 1 && words[1].text.first == "(" && isExpressionName(first.text)
    guard !isCommand || isCalled else { return nil }
    if let last = words.last, last.text.hasSuffix("="),
      statement.text.count(where: { $0 == "=" }) == 1
    {
      let end = last.range.upperBound
      throw CommandError("what it is belongs behind '='", at: end..<(end + 1))
    }
    let isAssigned = statement.isAssignment
    let isEquation =
      statement.text.contains("=") && !commands.contains { $0.name == first.text.lowercased() }
      && Quantity(String(first.text.prefix { $0.isLetter || $0.isNumber })) != nil
    guard isAssigned || isEquation || isExpression(first.text) else { return nil }
    if !isAssigned, statement.words.count == 1,
      let value = try? ArgumentKind.shown.read(first, definitions)
    {
      var arguments = Arguments()
      arguments.add("QUANTITY", value, first)
      return (show, arguments)
    }
    var arguments = Arguments()
    // z1 = W1 I + b1 names nothing: it says something about what is there.
    if let claim, statement.text.contains("="), !isAssigned || isMeant(statement) {
      try checkNoAssignment(statement)
      for word in statement.words { arguments.add("EQUATION", .text(word.text), word) }
      return (claim, arguments)
    }
    for word in statement.words { arguments.add("EXPRESSION", .text(word.text), word) }
    return (expression, arguments)
  }

  /// - Throws: `CommandError` where numbers stand behind an input, a weight or a bias: they are likelier meant to be
  ///   set.
  private func checkNoAssignment(_ statement: Statement) throws(CommandError) {
    let parts = statement.text.split(separator: "=", omittingEmptySubsequences: false)
      .map { String($0.trimmingSpaces) }
    guard parts.count == 2, let name = try? QuantityName(parts[0]),
      [.input, .weights, .bias].contains(name.symbol),
      !parts[1].isEmpty, parts[1].allSatisfy({ $0.isNumber || "+-−.eE,; []()".contains($0) })
    else { return }
    let meaning = Quantity(name.headText)?.meaning ?? parts[0]
    throw statement.words[0].error(
      "'\(name.headText)' is \(meaning): `set \(parts[0]) \(parts[1])` sets it, and "
        + "`claim \(statement.text)` checks it")
  }

  /// Whether what stands before = is a quantity of the network.
  private func isMeant(_ statement: Statement) -> Bool {
    let name = statement.text.prefix { $0 != "=" }.trimmingSpaces.description
    return Quantity(name) != nil || Syntax.isSubscriptedQuantity(name)
  }

  /// Whether words that begin a line are an expression, or a name for one, and no command.
  func isExpression(_ words: [Word]) -> Bool {
    guard let first = words.first else { return false }
    let isName = words.count > 1 && words[1].text.first == "="
    return isName || isExpression(first.text)
  }

  /// Whether an expression can begin with a word: with a sign or a number, or with a name that means
  /// something in one. A mistyped command is none, whatever stands behind it.
  private func isExpression(_ word: String) -> Bool {
    guard let first = word.first else { return false }
    let name = String(word.prefix { ($0.isLetter || $0.isNumber || $0 == "_") && $0 != "ᵀ" })
    if first.isLetter {
      return isExpressionName(name) || word.hasPrefix("d") && word.contains("/d")
    }
    return "([+-−–|√∂%_".contains(first) || first.isASCII && first.isNumber
      || first == "." && word.dropFirst().first?.isNumber == true
  }

  private func command(_ word: Word) throws(CommandError) -> CommandSpec {
    // Capitals are no other command, and neither is the word of another program.
    for name in [word.text.lowercased(), [word].inOwnWords[0].text] {
      if let exact = commands.first(where: { $0.name == name }) { return exact }
    }
    let names = commands.map(\.name)
    let matching = commands.filter { $0.name.hasPrefix(word.text) }
    if allowsAbbreviations, matching.count == 1 { return matching[0] }
    if allowsAbbreviations, matching.count > 1 {
      let choices = matching.map(\.name).joined(separator: ", ")
      throw word.error("'\(word.text)' could be \(choices)")
    }
    if matching.count == 1 {
      throw word.error(
        "no command \(word.text.quoted); only at the prompt is it short for \(matching[0].name)")
    }
    let hint = NearestName.suggestion(for: word.text, among: names)
    throw word.error("no command \(word.text.quoted)\(hint.isEmpty ? "; `help` lists them" : hint)")
  }

  private func problem(
    _ matcher: Matcher, _ command: CommandSpec, _ words: [Word], _ statement: Statement
  ) -> CommandError {
    let position = matcher.failurePosition
    let end = statement.words.last?.range.upperBound ?? 0
    let range = position < words.count ? words[position].range : end..<(end + 1)

    var keywords: [String] = []
    var descriptions: [String] = []
    var problems: [CommandError] = []
    for expectation in matcher.expected {
      switch expectation {
      case .word(let word): if !keywords.contains(word) { keywords.append(word) }
      case .argument(_, let kind):
        if !descriptions.contains(kind.description) { descriptions.append(kind.description) }
      case .problem(let error): problems.append(error)
      case .end: break
      }
    }

    guard position < words.count else {
      let wanted = (descriptions + keywords.map { "'\($0)'" }).joined(separator: " or ")
      return CommandError(
        "\(statement.text.quoted) needs \(wanted) next; \(command.advice)", at: range)
    }
    let word = words[position].text
    if command.pattern.optionWords.contains(word), !keywords.contains(word),
      words[..<position].contains(where: { $0.text == word })
    {
      return CommandError("\(word.quoted) is given twice", at: range)
    }
    // Of several ways to read a word the last is the most general one, and its message the best;
    // unless the word is a mistyped keyword.
    let nearest = NearestName.suggestion(for: word, among: keywords)
    if let last = problems.last, nearest.isEmpty || last.message.contains("did you mean") {
      return last
    }
    if !nearest.isEmpty {
      return CommandError("\(word.quoted) cannot stand here\(nearest)", at: range)
    }
    // Where there are several ways to go on, the words that can.
    if !keywords.isEmpty, command.usages.count > 1 {
      return CommandError(
        "\(word.quoted) cannot stand here; these words can: \(keywords.joined(separator: ", "))",
        at: range)
    }
    let what =
      keywords.isEmpty && descriptions.isEmpty
      ? "\(word.quoted) is one word too many"
      : "\(word.quoted) cannot stand here"
    return CommandError("\(what); \(command.advice)", at: range)
  }
}

extension Statement {
  /// The command without `> FILE` or `>> FILE` behind it, and that file; whether a row is added to it.
  var redirection: (statement: Statement, file: Word?, appends: Bool) {
    get throws(CommandError) {
      let words = wordsAroundArrows
      guard
        let sign = words.indices.first(where: {
          words[$0].isArrow && !Self(words: words, line: line).isOfCondition($0)
        }), sign > 0
      else {
        return (self, nil, false)
      }
      let file = words.dropFirst(sign + 1)
      guard file.count == 1, let name = file.first else {
        throw words[sign].error("one file belongs behind \(words[sign].text)")
      }
      var statement = self
      statement.words = Array(words[..<sign])
      return (statement, name, words[sign].text == ">>")
    }
  }

  /// The words, those with an unquoted > cut around it: J>j.csv.
  private var wordsAroundArrows: [Word] {
    words.enumerated().flatMap { index, word -> [Word] in
      guard let start = word.text.firstIndex(of: ">"), word.text.count == word.range.count,
        !isOfCondition(index)
      else { return [word] }
      let before = word.text[..<start]
      let arrow = word.text[start...].prefix(while: { $0 == ">" }).prefix(2)
      let behind = word.text[start...].dropFirst(arrow.count)
      var position = word.range.lowerBound
      return [before, arrow, behind].compactMap { part in
        defer { position += part.count }
        return part.isEmpty
          ? nil : Word(text: String(part), range: position..<(position + part.count))
      }
    }
  }

  /// Whether the > of a word compares: where |x| > 1e-3, and 1 for x > 0, otherwise 0.
  private func isOfCondition(_ index: Int) -> Bool {
    if let start = words[..<index].lastIndex(where: { ["for", "if"].contains($0.text) }),
      !words[start..<index].contains(where: { $0.text.hasSuffix(",") })
    {
      return true
    }
    let before = words[..<index].suffix(2).map(\.text)
    return before.last == "where"
      || before.first == "where"
        && EntryChoice.Key(rawValue: words[index - 1].text) != nil
  }

  /// Whether it is NAME = EXPRESSION.
  var isAssignment: Bool {
    let name = text.prefix { $0 != "=" }
    return !text.dropFirst(name.count + 1).trimmingSpaces.isEmpty
      && name.allSatisfy { $0.isLetter || $0.isNumber || " _".contains($0) }
      && name.first?.isLetter == true && !name.trimmingSpaces.contains(" ")
  }
}

extension [CommandSpec] {
  /// The command of that name, or the only one whose name begins so.
  func named(_ text: String) -> CommandSpec? {
    let matching = filter { $0.name.hasPrefix(text) }
    let own = [Word(text: text, range: 0..<0)].inOwnWords[0].text
    return first { $0.name == own } ?? (matching.count == 1 ? matching[0] : nil)
  }
}

extension [Word] {
  /// The words of a command, the first as it is called here.
  var inOwnWords: [Word] {
    guard let first, let own = Self.otherWords[first.text.lowercased()] else { return self }
    return own.map { Word(text: $0, range: first.range) } + dropFirst()
  }

  /// What other programs and people call a command, or a form of one.
  private static let otherWords = [
    "exit": ["quit"], "q": ["quit"], "bye": ["quit"], "?": ["help"],
    "diagonal": ["hessian", "diagonal"], "laplacian": ["hessian", "laplacian"],
    "hvp": ["hessian", "times"],
  ]
}

extension CommandSpec {
  /// The ways to write the command, one each.
  var usages: [String] {
    // Its words stand for themselves: there is no name before them.
    if name == "%" { return ["_", "%3"] }
    if name == "=" { return ["J I", "x = J I"] }
    if case .choice(let ways)? = pattern.first {
      return ways.map { way in "\(name) \((way + pattern.dropFirst()).shortUsage)" }
    }
    return [pattern.isEmpty ? name : "\(name) \(pattern.shortUsage)"]
  }

  /// Whether nothing stands before its words.
  var isNameless: Bool { name == "%" || name == "=" }

  /// What to do about words that do not fit.
  fileprivate var advice: String {
    usages.count == 1 ? "usage: \(usages[0])" : "`help \(name)` explains"
  }
}

extension Word {
  /// Whether it sends an answer to a file.
  fileprivate var isArrow: Bool { [">", ">>"].contains(text) && text.count == range.count }
}
