/// A name that means a derivative: tansig', tansig'', dtansig.
package struct DerivativeName: Sendable, Hashable {
  package let base: String

  /// How often the function is differentiated, at least once.
  package let order: Int

  package init?(_ name: String) {
    let primes = name.reversed().prefix { "'′".contains($0) }.count
    let letters = name.dropLast(primes)
    let ds = primes > 0 ? 0 : letters.prefix { $0 == "d" }.count
    guard primes + ds > 0, letters.count > ds else { return nil }
    base = String(letters.dropFirst(ds))
    order = primes + ds
  }
}
