/// A formula as books have it: in pieces, `x for x > 0, otherwise e^x − 1`, and with letters that are told behind
/// it, `x s with s = 1/(1 + e^(−x))`.
struct WrittenFormula {
  struct Piece {
    let value: TextPart

    /// Where it holds, `0 < x < 1`; nil of what holds elsewhere.
    let condition: TextPart?
  }

  /// One without a condition where the formula is not in pieces.
  private(set) var pieces: [Piece] = []

  /// s = 1/(1 + e^(−x)), as they stand.
  private(set) var definitions: [TextPart] = []

  private static let letters = " with "

  /// What stands before a condition, and before what holds where none does.
  private static let (conditions, otherwise) = ([" for ", " if "], "otherwise")

  init(_ text: String) throws(FormulaError) {
    let whole = TextPart(text)
    let (formula, meanings) = whole.halves(at: Self.letters) ?? (whole, nil)
    definitions = meanings?.betweenCommas ?? []
    guard Self.conditions.contains(where: formula.text.contains) else {
      pieces = [Piece(value: formula, condition: nil)]
      return
    }
    for part in formula.betweenCommas {
      let isElsewhere = part.text.hasPrefix(Self.otherwise)
      if let (value, condition) = Self.conditions.lazy.compactMap(part.halves).first {
        guard !isElsewhere else { throw condition.error(.noOtherwise) }
        pieces.append(Piece(value: value, condition: condition))
      } else {
        let skipped = isElsewhere ? Self.otherwise.count : 0
        let rest = TextPart(String(part.text.dropFirst(skipped)), start: part.start + skipped)
        pieces.append(Piece(value: rest, condition: nil))
      }
    }
  }
}

extension String {
  /// Whether it is a formula of one variable in pieces, or with letters that are told behind it.
  package var isInPieces: Bool { [" for ", " if ", " with "].contains(where: contains) }
}
