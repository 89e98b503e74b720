/// A name with a letter or a number as its subscript.
struct Subscripted {
  /// What stands before the subscript.
  let head: String

  /// What stands behind it, as a'.
  let primes: String
  let subscripted: String

  /// - Returns: nil where no quantity and no σ stands before it.
  init?(_ text: String) {
    let base = text.prefix { $0 != "'" }
    let parts = base.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 2, Self.symbol(parts[0]) != nil || Self.isSigma(parts[0]) else {
      return nil
    }
    (head, subscripted) = (String(parts[0]), String(parts[1]))
    primes = String(text.dropFirst(base.count))
  }

  static func isSigma(_ head: some StringProtocol) -> Bool {
    Expression.Names.sigma.contains(String(head))
  }

  static func symbol(_ head: some StringProtocol) -> Quantity.Symbol? {
    let text = String(head)
    return Quantity.Symbol(rawValue: text) ?? Quantity(text + "1")?.symbol
  }

  var symbol: Quantity.Symbol? { Self.symbol(head) }

  /// The number that it is.
  var number: Int? { Int(subscripted) }

  /// The letter that it is; nil of a number, or of brackets that follow.
  var letter: String? {
    guard subscripted.count == 1, let first = subscripted.first, first.isASCII, first.isLowercase
    else { return nil }
    return subscripted
  }

  /// Whether a letter stands for a layer.
  var isOfLayers: Bool { Self.isSigma(head) || symbol?.countsLayers == true }

  /// f0 for f_0, H[k] for H_k; nil where it stands for any layer.
  func plain(_ syntax: Syntax) -> Syntax.Kind? {
    if number != nil { return .name(head + subscripted + primes) }
    guard let letter, let symbol, symbol.countsComponents, !symbol.countsLayers, primes.isEmpty
    else { return nil }
    return .entry(syntax.with(.name(head)), [.one(syntax.with(.name(letter)))])
  }
}
