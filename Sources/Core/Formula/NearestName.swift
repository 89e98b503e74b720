/// Finds the name that a mistyped one was probably meant to be.
package enum NearestName {
  /// The known name closest to `name`, the first one of equally close ones; nil when none is close.
  ///
  /// Close means few typing mistakes for its length: none but capitals for one letter, 1 for up to
  /// four, 2 for up to seven, else 3. A mistake is a letter missing, added, changed, or swapped with
  /// its neighbour.
  package static func of(_ name: String, in known: some Sequence<String>) -> String? {
    let typed = Array(name.lowercased().unicodeScalars)
    let limit = allowedMistakes(typed.count)
    var best: (name: String, mistakes: Int)?
    for candidate in known {
      let letters = Array(candidate.lowercased().unicodeScalars)
      // As many letters differ at least; this also keeps a huge name from costing anything.
      guard abs(letters.count - typed.count) <= limit else { continue }
      let mistakes = distance(typed, letters)
      if mistakes <= limit, mistakes < best?.mistakes ?? .max { best = (candidate, mistakes) }
    }
    return best?.name
  }

  private static func allowedMistakes(_ length: Int) -> Int {
    switch length {
    case ...1: 0
    case ...4: 1
    case ...7: 2
    default: 3
    }
  }

  /// The optimal string alignment distance: the fewest insertions, deletions, changes and swaps of
  /// neighbours, no part edited twice.
  static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    // rows[i][j] is the distance between the first i of a and the first j of b.
    var rows = [Array(0...b.count)]
    for i in 1..<(a.count + 1) {
      var row = [i]
      for j in 1..<(b.count + 1) {
        let change = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        var least = min(rows[i - 1][j] + 1, row[j - 1] + 1, change)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          least = min(least, rows[i - 2][j - 2] + 1)
        }
        row.append(least)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
