/// A header whose words are one stem and the numbers from 1 to d, as `x2, x1` or `Input_1, Input_2`:
/// it numbers the inputs of a network that has no names for them.
struct NumberedHeader {
  /// The column of each input, from 0.
  let places: [Int]

  /// - Returns: nil where the words say nothing like that.
  init?(_ header: [String]) {
    var stem: String?
    var found = [Int?](repeating: nil, count: header.count)
    for (place, cell) in header.enumerated() {
      let word = cell.lowercased()
      let digits = word.reversed().prefix { $0.isASCII && $0.isNumber }.count
      let own = String(word.dropLast(digits)).filter { !"_ -.([".contains($0) }
      guard digits > 0, let number = Int(word.suffix(digits)), number >= 1,
        number <= header.count, found[number - 1] == nil, !own.isEmpty, own == stem ?? own
      else { return nil }
      stem = own
      found[number - 1] = place
    }
    places = found.compactMap { $0 }
  }
}
