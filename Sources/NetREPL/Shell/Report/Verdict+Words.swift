import Core

extension Verdict {
  /// What a person reads; the `verdict` of JSON too.
  var words: String {
    switch self {
    case .agrees: "agrees"
    case .limitedByRounding: "limited by rounding"
    case .limitedByTruncation: "limited by truncation"
    case .notCheckable: "not checkable"
    case .noDerivative: "no derivative here"
    case .wrong: "wrong"
    }
  }

  var style: StyledText.Style {
    switch self {
    case .agrees: .good
    case .limitedByRounding, .limitedByTruncation, .notCheckable, .noDerivative: .doubtful
    case .wrong: .bad
    }
  }

  var styled: StyledText { StyledText(words, style) }

  /// What stands in the place of one that there is none of.
  static let notSampled = "not in the sample"

  /// Whether a text is that of a verdict, or of none.
  static func isTold(by text: String) -> Bool {
    text == notSampled
      || [.agrees, .limitedByRounding, .limitedByTruncation, .notCheckable, .noDerivative, .wrong]
        .contains { (verdict: Verdict) in verdict.words == text }
  }
}
