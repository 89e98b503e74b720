import Core

extension Pattern {
  /// What may stand behind a derivative: which entries, and all of them.
  static let entries = Pattern.options([
    [.word("top"), .argument("N", .index)],
    [.word("sort"), .word("by"), .argument("KEY", .sortKey)],
    [.word("where"), .list("CONDITION", .condition)], [.word("full")],
  ])
}

extension CommandSpec {
  /// What the words of `Pattern.entries` mean.
  static let entryMeanings = [
    ("N", "`top N`: so many of the largest entries, a line each"),
    ("KEY", "`sort by KEY`, by |x|, x or error: the entries a line each, the largest first"),
    (
      "CONDITION",
      "`where CONDITION`: the entries that |x| > 1e-3, say, holds for; also x and error, < <= >="
    ),
    ("full", "every row and column, whatever the size"),
  ]
}

extension ArgumentKind {
  static let sortKey = name(
    "|x|, x or error", of: EntryChoice.Key.allCases.map { (text: $0.rawValue, note: nil) }
  ) { "entries are sorted by |x|, x or error, not by \($0)" }

  /// A piece of `|x| > 1e-3`.
  static let condition = ArgumentKind(
    description: "a condition such as |x| > 1e-3",
    read: { word throws(CommandError) in
      let isPiece =
        word.text.contains { "|<>=".contains($0) } || word.text == "x"
        || word.text.hasPrefix("error") || (try? NumberExpression.value(of: word.text)) != nil
      guard isPiece, !["full", "top", "sort"].contains(word.text) else {
        throw word.error(EntryChoice.Condition.form)
      }
      return .text(word.text)
    },
    candidates: { _, _ in EntryChoice.Key.allCases.map { .init(text: $0.rawValue) } })
}

extension EntryChoice {
  /// What the words of a command choose; nil where they choose nothing.
  ///
  /// - Throws: `CommandError` where a condition is none.
  init?(_ arguments: Arguments) throws(CommandError) {
    top = arguments.has("top") ? arguments.integer("N") : nil
    order = arguments.text("KEY").flatMap(Key.init)
    if arguments.has("where") {
      condition = try Condition(
        arguments.texts("CONDITION").joined(), at: arguments.range("CONDITION"))
    }
    if top == nil, order == nil, condition == nil { return nil }
  }
}
