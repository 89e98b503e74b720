/// A derivative as it is written: what is differentiated, and by what.
struct DerivativeText: Sendable {
  var of: Name

  /// One variable of a first derivative, two of a second one.
  var by: [Name]

  /// A quantity with the entry that is meant, counted from 0.
  struct Name: Sendable, Equatable {
    var quantity: Quantity
    var indices: [Int]

    /// Several components, as ∂A/∂(I1, I3) and ∂A/∂I[1..4] have them; nil for all, or the one of `indices`.
    var chosen: [Int]?
    var text: String
  }

  /// - Parameter text: with ∂ or d before each name: ∂²A1/∂I², d2s/dW2[1,2]dW1[2,1].
  init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1)
    guard parts.count == 2, let sign = text.first else { return nil }
    var above = parts[0].dropFirst()
    let mark = ["²", "^2", "2"].first { above.hasPrefix($0) }
    if let mark { above = above.dropFirst(mark.count) }
    var below = parts[1].dropFirst().split(separator: sign).map(String.init)
    if mark != nil, below.count == 1 {
      // d2A1/dI2: a second derivative has two variables, so the 2 is a power.
      guard let end = ["²", "^2", "2"].first(where: { below[0].hasSuffix($0) }) else { return nil }
      let variable = String(below[0].dropLast(end.count))
      below = [variable, variable]
    }
    guard below.count == (mark == nil ? 1 : 2), let of = Name(String(above)) else { return nil }
    by = below.compactMap { Name($0) }
    self.of = of
    guard by.count == below.count else { return nil }
  }
}

extension DerivativeText.Name {
  fileprivate init?(_ text: String) {
    if text.hasPrefix("("), text.hasSuffix(")") {
      let names = text.dropFirst().dropLast().split(separator: ",").map { part in
        Self(String(part.filter { $0 != " " }))
      }
      guard let first = names.first ?? nil else { return nil }
      var chosen: [Int] = []
      for name in names {
        guard let name, name.quantity == first.quantity, let index = name.indices.first,
          name.indices.count == 1, !chosen.contains(index)
        else { return nil }
        chosen.append(index)
      }
      self.init(quantity: first.quantity, indices: [], chosen: chosen, text: text)
      return
    }
    if let range = text.firstRange(of: ".."), let open = text.firstIndex(of: "["), text.last == "]"
    {
      let (low, high) = (
        Int(text[text.index(after: open)..<range.lowerBound]),
        Int(text[range.upperBound...].dropLast())
      )
      guard let quantity = Quantity(String(text[..<open])), let low, let high, low >= 1,
        low <= high,
        high < 1 << 31
      else { return nil }
      self.init(
        quantity: quantity, indices: [], chosen: Array((low - 1)..<high), text: text)
      return
    }
    let head = text.prefix { $0 != "[" }
    guard let quantity = Quantity(String(head)) else { return nil }
    var indices: [Int] = []
    for part in text.dropFirst(head.count).dropFirst().dropLast().split(separator: ",") {
      guard let index = Int(part.filter { $0 != " " }), index > 0 else { return nil }
      indices.append(index - 1)
    }
    // I2 and A2 are components.
    if [.input, .output].contains(quantity.symbol), let number = quantity.number {
      guard indices.isEmpty else { return nil }
      self.init(
        quantity: Quantity(quantity.symbol), indices: [number - 1], chosen: nil, text: text)
    } else {
      self.init(quantity: quantity, indices: indices, chosen: nil, text: text)
    }
  }
}
