/// Names in the order of the numbers in them: `net.2.weight` before `net.10.weight`.
enum NaturalOrder {
  static func isBefore(_ first: String, _ second: String) -> Bool {
    var (a, b) = (Substring(first), Substring(second))
    while let x = a.first, let y = b.first {
      if x.isASCIIDigit, y.isASCIIDigit {
        let (m, n) = (a.prefix(while: \.isASCIIDigit), b.prefix(while: \.isASCIIDigit))
        (a, b) = (a.dropFirst(m.count), b.dropFirst(n.count))
        let (u, v) = (m.drop { $0 == "0" }, n.drop { $0 == "0" })
        if u != v { return u.count != v.count ? u.count < v.count : u < v }
      } else {
        if x != y { return x < y }
        (a, b) = (a.dropFirst(), b.dropFirst())
      }
    }
    return a.isEmpty && !b.isEmpty
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { "0"..."9" ~= self }
}
