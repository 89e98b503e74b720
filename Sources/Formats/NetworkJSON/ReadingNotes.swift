/// Collects what becomes warnings: a few examples and a count, so that a bad file of any size gives
/// two lines.
struct ReadingNotes {
  private static let kept = 3

  private var nonFinite: [ModelWarning.NonFinite] = []
  private var nonFiniteCount = 0
  private var unknownKeys: [ModelWarning.UnknownKey] = []
  private var unknownKeyCount = 0

  /// Keeps the numbers that are not finite; `entry` names one, counted from 1.
  mutating func keep(nonFiniteOf numbers: some Sequence<Double>, entry: (Int) -> String) {
    for (j, number) in numbers.enumerated() where !number.isFinite {
      nonFiniteCount += 1
      guard nonFinite.count < Self.kept else { continue }
      nonFinite.append(ModelWarning.NonFinite(entry: entry(j + 1), value: number))
    }
  }

  mutating func keep(unknownKeysOf value: JSONValue, layer: Int?, known: Set<String>) {
    for member in value.members ?? [] where !known.contains(member.key) {
      unknownKeyCount += 1
      guard unknownKeys.count < Self.kept else { continue }
      unknownKeys.append(ModelWarning.UnknownKey(key: member.key, layer: layer))
    }
  }

  var warnings: [ModelWarning] {
    var warnings: [ModelWarning] = []
    if nonFiniteCount > 0 { warnings.append(.notFinite(first: nonFinite, count: nonFiniteCount)) }
    if unknownKeyCount > 0 {
      warnings.append(.unknownKeys(first: unknownKeys, count: unknownKeyCount))
    }
    return warnings
  }
}
