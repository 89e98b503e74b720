import Core
import Platform

/// Which entries of an answer are listed, a line each, and in what order: `top 10`, `sort by |x|`,
/// `where |x| > 1e-3`.
struct EntryChoice: Equatable {
  /// How many at most, the largest first.
  var top: Int?
  var order: Key?
  var condition: Condition?

  enum Key: String, CaseIterable {
    case magnitude = "|x|"
    case value = "x"
    case error
  }

  struct Condition: Equatable {
    var key: Key
    var relation: Relation
    var limit: Double

    /// How one is written.
    static let form = "a condition reads |x| > 1e-3, also of x and error, with < <= >="

    /// The longer ones first.
    enum Relation: String, CaseIterable {
      case least = ">="
      case most = "<="
      case more = ">"
      case less = "<"
    }
  }
}

/// An entry by the part, the row and the column that it stands in.
struct EntryPlace: Equatable {
  var part: Int
  var row: Int
  var column: Int
}

extension EntryChoice {
  /// The places of the entries that are meant, in the order that is asked for; a number that is none
  /// counts as the largest.
  func places(of tensor: CheckedTensor) -> [EntryPlace] {
    var found: [(place: EntryPlace, value: Double)] = []
    let order = order ?? (top == nil ? nil : .magnitude)
    for part in tensor.parts.indices {
      let values = tensor.parts[part].values
      for index in (0..<values.entryCount).untilStopped {
        let (row, column) = values.place(index)
        let entry = tensor.entry(part, row, column)
        if let condition, !condition.holds(for: entry) { continue }
        let value = order.map { $0.value(of: entry) } ?? 0
        found.append((EntryPlace(part: part, row: row, column: column), value))
      }
    }
    if order != nil {
      // Equal ones stay in their order.
      let sorted = found.enumerated().sorted { a, b in
        let (x, y) = (a.element.value, b.element.value)
        if x.isNaN || y.isNaN {
          return x.isNaN && !y.isNaN || x.isNaN == y.isNaN && a.offset < b.offset
        }
        return x > y || x == y && a.offset < b.offset
      }
      found = sorted.map(\.element)
    }
    return found.prefix(top ?? found.count).map(\.place)
  }

  /// "the 10 largest |x|", "where |x| > 0.001, by |x|".
  var words: String {
    let by = (order ?? .magnitude).rawValue
    var words: [String] = []
    if let top { words.append(top == 1 ? "the largest \(by)" : "the \(top) largest \(by)") }
    if let condition {
      words.append(
        "where \(condition.key.rawValue) \(condition.relation.rawValue) "
          + Prose.number(condition.limit))
    }
    if top == nil, let order { words.append("by \(order.rawValue)") }
    return words.joined(separator: ", ")
  }
}

extension EntryChoice.Key {
  fileprivate func value(of entry: CheckedEntry) -> Double {
    switch self {
    case .magnitude: abs(entry.analytic)
    case .value: entry.analytic
    // What was not checked has none.
    case .error: entry.error ?? -1
    }
  }
}

extension EntryChoice.Condition {
  fileprivate func holds(for entry: CheckedEntry) -> Bool {
    if key == .error, entry.error == nil { return false }
    let value = key.value(of: entry)
    return switch relation {
    case .more: value > limit
    case .less: value < limit
    case .least: value >= limit
    case .most: value <= limit
    }
  }
}

extension EntryChoice.Condition {
  /// - Throws: `CommandError` where the text is none.
  init(_ text: String, at range: Range<Int>?) throws(CommandError) {
    let problem = CommandError(Self.form, at: range)
    guard
      let relation = Relation.allCases.first(where: { text.contains($0.rawValue) }),
      let sign = text.firstRange(of: relation.rawValue),
      let key = EntryChoice.Key(rawValue: String(text[..<sign.lowerBound].trimmingSpaces))
    else { throw problem }
    self.key = key
    self.relation = relation
    limit = try NumberExpression.value(
      of: String(text[sign.upperBound...].trimmingSpaces), at: range)
    guard !limit.isNaN else { throw problem }
  }
}
