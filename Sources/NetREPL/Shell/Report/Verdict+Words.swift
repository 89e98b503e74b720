import Core

extension Verdict {
  /// What a person reads; the `verdict` of JSON too.
  var words: String {
    switch self {
    case .agrees: "agrees"
    case .limitedByRounding: "limited by rounding"
    case .limitedByTruncation: "limited by truncation"
    case .wrong: "wrong"
    }
  }

  var style: StyledText.Style {
    switch self {
    case .agrees: .good
    case .limitedByRounding, .limitedByTruncation: .doubtful
    case .wrong: .bad
    }
  }

  var styled: StyledText { StyledText(words, style) }
}
