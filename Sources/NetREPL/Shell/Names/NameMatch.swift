/// Which of the names of two tables belong together: all in their order where they are as many, unless the
/// same names stand in another order; otherwise those that both have.
struct NameMatch {
  /// Places in the first one and in the second one.
  var pairs: [(Int, Int)]

  /// The names that one of them alone has.
  var first: [String] = []
  var second: [String] = []

  /// Nil where they are not as many, and no names tell what belongs together.
  init?(_ first: [String], _ second: [String]) {
    let places = Dictionary(
      second.enumerated().map { ($1, $0) }, uniquingKeysWith: { one, _ in one })
    let isNamed = Set(first).count == first.count && places.count == second.count
    let common = first.indices.filter { places[first[$0]] != nil }
    if first.count == second.count, !isNamed || common.count < first.count {
      pairs = first.indices.map { ($0, $0) }
      return
    }
    // Rows that only have numbers have no names.
    let isNumbered = first.allSatisfy { Int($0) != nil } && second.allSatisfy { Int($0) != nil }
    guard isNamed, !common.isEmpty, !isNumbered || first.count == second.count else { return nil }
    let known = Set(first)
    pairs = common.compactMap { index in places[first[index]].map { (index, $0) } }
    self.first = first.filter { places[$0] == nil }
    self.second = second.filter { !known.contains($0) }
  }
}
