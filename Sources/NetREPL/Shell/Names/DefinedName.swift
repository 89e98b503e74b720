import Core

/// What names a function of the user's, or its variable, may have.
enum DefinedName {
  private static let longest = 40

  /// The names that the language itself gives a meaning.
  private static let functions =
    Formula.Function.allCases.map(\.rawValue) + Formula.Extremum.allCases.map(\.rawValue)
  private static let constants = Formula.Constant.allCases.map(\.rawValue) + ["π"]

  /// Words that stand where an activation can stand.
  private static let keywords = [
    "activations", "all", "as", "hessian", "jacobian", "of", "seed", "weights",
  ]

  /// - Throws: `CommandError` when the name has a meaning already, or would be read as another one.
  static func check(_ part: Word, knowing definitions: Definitions) throws(CommandError) {
    let name = part.text
    func refuse(_ reason: String) -> CommandError { CommandError(reason, at: part.range) }
    try checkSpelling(part)
    try checkMeaning(part)
    if let derived = DerivativeName(name), isKnown(derived.base, definitions) {
      let primes = String(repeating: "′", count: min(derived.order, 3))
      throw refuse("'\(name)' reads as a derivative, \(derived.base)\(primes); give another name")
    }
    // The other way round: d in front of it is a name already.
    if let other = definitions.all.first(where: { DerivativeName($0.name)?.base == name }) {
      throw refuse("'\(other.name)' is defined, and would read as the derivative of '\(name)'")
    }
    if keywords.contains(name) { throw refuse("'\(name)' is a word of the commands") }
    if let rule = ActivationRule.named(name) {
      let what = rule.name == name ? "a built-in activation" : "built in, as \(rule.name)"
      throw refuse("'\(name)' is \(what); give another name")
    }
  }

  /// - Throws: `CommandError` when the variable's name is that of something else.
  static func check(
    variable part: Word, of name: String, knowing definitions: Definitions
  ) throws(CommandError) {
    try checkSpelling(part)
    try checkMeaning(part)
    if part.text == name || definitions.function(part.text) != nil {
      throw CommandError(
        "'\(part.text)' is a function; the variable needs another name", at: part.range)
    }
  }

  private static func isKnown(_ name: String, _ definitions: Definitions) -> Bool {
    functions.contains(name) || definitions[name] != nil || ActivationRule.named(name) != nil
  }

  private static func checkSpelling(_ part: Word) throws(CommandError) {
    let name = part.text
    if let last = name.last, "'′″".contains(last) {
      throw CommandError(
        "a name has no prime: the derivatives follow from the formula", at: part.range)
    }
    // One scalar each: marks that combine, or that nobody sees, are no letters.
    let isName = name.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "_"
    }
    guard isName, name.first?.isLetter == true, name.count == name.unicodeScalars.count else {
      throw CommandError(
        "a name is made of letters, digits and _, and begins with a letter", at: part.range)
    }
    guard name.count <= longest else {
      throw CommandError("a name has at most \(longest) letters", at: part.range)
    }
  }

  private static func checkMeaning(_ part: Word) throws(CommandError) {
    let name = part.text
    if functions.contains(name) {
      throw CommandError("'\(name)' is a function of the language", at: part.range)
    }
    if constants.contains(name) {
      throw CommandError("'\(name)' is a constant", at: part.range)
    }
    if name == "T" {
      throw CommandError("'T' stands for the value of an activation", at: part.range)
    }
  }
}
