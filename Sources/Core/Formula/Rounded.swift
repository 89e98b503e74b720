/// A double, and a bound of how far it is from the true value.
package struct Rounded {
  var value: Double
  var error: Double

  /// The roundoff unit, half an ulp of 1.
  static let unit = 0x1p-53

  package init(exactly value: Double) {
    self.value = value
    error = 0
  }

  /// A result, with the error of what it was made from; one rounding is added.
  init(_ value: Double, error: Double, roundings: Double = 1) {
    self.value = value
    self.error = error + roundings * Self.unit * abs(value) + .leastNonzeroMagnitude
  }

  /// Whether the bound is 24 roundings at most: real errors are then about two.
  package var isAccurate: Bool {
    value.isFinite && (error <= 24 * Self.unit * abs(value) || error == 0)
      && (abs(value) >= .leastNormalMagnitude || error == 0)
  }

  /// Whether nothing at all has been rounded.
  var isExact: Bool { error == 0 }

  static func + (a: Rounded, b: Rounded) -> Rounded {
    let sum = a.value + b.value
    // Exact sums are common: 1 + 0, 3 − 1.
    if a.isExact, b.isExact, sum - a.value == b.value, sum - b.value == a.value {
      return Rounded(exactly: sum)
    }
    return Rounded(sum, error: a.error + b.error)
  }

  static func * (a: Rounded, b: Rounded) -> Rounded {
    let product = a.value * b.value
    if a.isExact, b.isExact, (-product).addingProduct(a.value, b.value) == 0,
      abs(product) >= 0x1p-960 || a.value == 0 || b.value == 0
    {
      return Rounded(exactly: product)
    }
    return Rounded(
      product, error: abs(a.value) * b.error + abs(b.value) * a.error + a.error * b.error)
  }

  static func / (a: Rounded, b: Rounded) -> Rounded {
    let quotient = a.value / b.value
    if a.isExact, b.isExact, (-a.value).addingProduct(quotient, b.value) == 0,
      abs(a.value) >= 0x1p-960 || a.value == 0
    {
      return Rounded(exactly: quotient)
    }
    // The divisor as small as it may be.
    let least = abs(b.value) - b.error
    guard least > 0 else { return Rounded(quotient, error: .infinity) }
    return Rounded(quotient, error: (a.error + abs(quotient) * b.error) / least)
  }
}
