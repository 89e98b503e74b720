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
    try checkAlone(part)
    if let derived = DerivativeName(name), isKnown(derived.base, definitions) {
      let primes = String(repeating: "′", count: min(derived.order, 3))
      throw part.error(
        "'\(name)' reads as a derivative, \(derived.base)\(primes); give another name")
    }
    // The other way round: d in front of it is a name already.
    if let other = definitions.all.first(where: { DerivativeName($0.name)?.base == name }) {
      throw part.error("'\(other.name)' is defined, and would read as the derivative of '\(name)'")
    }
    if keywords.contains(name) { throw part.error("'\(name)' is a word of the commands") }
    if let rule = ActivationRule.named(name) {
      let what = rule.name == name ? "a built-in activation" : "built in, as \(rule.name)"
      throw part.error("'\(name)' is \(what); give another name")
    }
  }

  /// - Throws: `CommandError` when the variable's name is that of something else.
  static func check(
    variable part: Word, of name: String, knowing definitions: Definitions
  ) throws(CommandError) {
    try checkAlone(part)
    if part.text == name || definitions.function(part.text) != nil {
      throw part.error("'\(part.text)' is a function; the variable needs another name")
    }
  }

  private static func isKnown(_ name: String, _ definitions: Definitions) -> Bool {
    functions.contains(name) || definitions[name] != nil || ActivationRule.named(name) != nil
  }

  /// Spelling, and what the language itself gives a meaning.
  private static func checkAlone(_ part: Word) throws(CommandError) {
    let name = part.text
    if let last = name.last, "'′″".contains(last) {
      throw part.error("a name has no prime: the derivatives follow from the formula")
    }
    // One scalar each: marks that combine, or that nobody sees, are no letters.
    let isName = name.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "_"
    }
    guard isName, name.first?.isLetter == true, name.count == name.unicodeScalars.count else {
      throw part.error("a name is made of letters, digits and _, and begins with a letter")
    }
    guard name.count <= longest else {
      throw part.error("a name has at most \(longest) letters")
    }
    if functions.contains(name) {
      throw part.error("'\(name)' is a function of the language")
    }
    if constants.contains(name) {
      throw part.error("'\(name)' is a constant")
    }
    if name == "T" {
      throw part.error("'T' stands for the value of an activation")
    }
  }
}
