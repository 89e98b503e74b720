import Formats

extension Report {
  /// What a strict run does not let pass: a claim that does not hold, a verdict of wrong; nil where there is
  /// neither.
  package var unsoundness: String? {
    if case .bool(false) = record["holds"] { return "a claim does not hold" }
    return record.json.saysWrong ? "a verdict is wrong" : nil
  }
}

extension JSON {
  /// Whether a verdict in it, or in a part of it, is wrong.
  fileprivate var saysWrong: Bool {
    switch self {
    case .object(let members):
      return members.contains { name, value in
        switch (name, value) {
        case ("verdict", .string(let words)): words.hasSuffix("wrong")
        case ("verdicts", .object(let counts)): counts.contains { $0.name == "wrong" }
        default: value.saysWrong
        }
      }
    case .array(let count, let entry):
      // A list of numbers, which can be long, has no verdicts.
      guard count > 0, case .object = entry(0) else { return false }
      return (0..<count).contains { entry($0).saysWrong }
    default: return false
    }
  }
}
