import Core

extension ArgumentKind {
  /// `NAME(x) = FORMULA`: as typed, since its words mean nothing one by one.
  static let definition = ArgumentKind(
    description: "NAME(x) = FORMULA",
    read: { word throws(CommandError) in .text(word.text) },
    candidates: { prefix, session in
      // The name at the end of what has been typed.
      let name = prefix.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }.reversed()
      let before = prefix.dropLast(name.count)
      let functions = Formula.Function.allCases.map(\.rawValue)
      let known = functions + ["max", "min"] + session.model.definitions.functionNames
      return known.map { .init(text: before + $0 + "(", endsWord: false) }
    })

  /// An activation of the table, or one that the user has defined.
  static let activation = ArgumentKind(
    description: "an activation",
    read: { word, definitions throws(CommandError) in
      .activation(try ActivationName.activation(word, knowing: definitions))
    },
    candidates: { _, session in
      (session.model.definitions.all.map(\.activation.rule) + ActivationRule.all)
        .map { .init(text: $0.name, note: $0.text) }
    })
}
