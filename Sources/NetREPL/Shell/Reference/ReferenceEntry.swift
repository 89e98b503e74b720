import Core

/// What a reference tells of one name: a command's argument, a setting, a quantity, a function.
struct ReferenceEntry {
  /// The name as it is typed.
  var name: String

  /// What stands behind the name in the same line: other names, or the value at first.
  var aside = ""

  /// What it is, in a sentence without its end; code stands between backticks.
  var meaning: String
}

extension ReferenceEntry {
  /// The settings, with what each is at first.
  static var settings: [ReferenceEntry] {
    let standard = Settings()
    return Setting.all.map { setting in
      let first = setting.get(standard)
      let values = setting.values.filter { $0 != first }.map { $0.contains(" ") ? $0 : "`\($0)`" }
      return ReferenceEntry(
        name: setting.name, aside: "at first \(first)",
        meaning: "\(setting.summary); or \(values.joined(separator: ", "))")
    }
  }

  /// The quantities of the formulas; of those that each layer has, the ones of layer 2.
  static var quantities: [ReferenceEntry] {
    Quantity.Symbol.allCases.map { symbol in
      let quantity = Quantity(symbol, symbol.countsLayers ? 2 : nil)
      return ReferenceEntry(
        name: quantity.text, meaning: "\(quantity.meaning); `\(quantity.formula)`")
    }
  }

  /// The functions of expressions.
  static var functions: [ReferenceEntry] {
    TensorFunction.allCases.map { ReferenceEntry(name: $0.rawValue, meaning: $0.meaning) }
  }

  /// The activations of the table.
  static var activations: [ReferenceEntry] {
    ActivationRule.all.map { rule in
      let parameters = rule.parameters.map(\.name).joined(separator: ", ")
      return ReferenceEntry(
        name: rule.name + (parameters.isEmpty ? "" : "(\(parameters))"),
        aside: rule.aliases.isEmpty ? "" : "also \(rule.aliases.joined(separator: ", "))",
        meaning: "`\(rule.text)`")
    }
  }
}

extension CommandSpec {
  /// What its arguments are, in the order of the help.
  var argumentEntries: [ReferenceEntry] {
    arguments.map { ReferenceEntry(name: $0.name, meaning: $0.meaning) }
  }

  /// What stands for `[OPTION...]` in the usages, each as it is typed.
  var options: [String] {
    pattern.options.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// The commands of a group, and the lines that are no commands, in the order of the help.
  static func all(in group: Group) -> [CommandSpec] {
    (CommandTable.all + [.recall, .expression]).filter { $0.group == group }
  }
}

extension [Pattern] {
  fileprivate var options: [String] {
    flatMap { pattern -> [String] in
      switch pattern {
      case .options(let options): options.map(\.usage)
      case .choice(let ways): ways.flatMap(\.options)
      case .optional(let inner): inner.options
      case .word, .argument, .list, .rest: []
      }
    }
  }
}
