internal import Numerics

/// a + b ε₁ + c ε₂ + d ε₁ε₂ with ε₁² = ε₂² = 0: arithmetic that carries two first derivatives and
/// their mixed second derivative along, exactly.
///
/// Source: J. Fike and J. Alonso, "The development of hyper-dual numbers for exact
/// second-derivative calculations", AIAA 2011-886.
package struct HyperDualNumber {
  var value: Double
  package var first: Double
  var second: Double
  package var mixed: Double

  package init(_ value: Double, _ first: Double = 0, _ second: Double = 0, _ mixed: Double = 0) {
    self.value = value
    self.first = first
    self.second = second
    self.mixed = mixed
  }

  /// φ of it, given φ, φ′ and φ″ at its value.
  func composed(_ jet: Jet) -> HyperDualNumber {
    HyperDualNumber(
      jet.value, jet.first * first, jet.first * second,
      jet.first * mixed + Self.product(jet.second, first, second))
  }

  /// a b c, where it can be had: no partial product overflows or vanishes unless the whole does.
  ///
  /// With a = 0 it is 0: what overflowed in the others was finite.
  package static func product(_ a: Double, _ b: Double, _ c: Double) -> Double {
    if a == 0 { return 0 }
    let pair = b * c
    let product = a * pair
    guard !(pair.isNormal && product.isNormal) else { return product }
    let sorted = [a, b, c].sorted { abs($0) < abs($1) }
    return sorted[0] * sorted[2] * sorted[1]
  }

  package static func + (a: HyperDualNumber, b: HyperDualNumber) -> HyperDualNumber {
    HyperDualNumber(
      a.value + b.value, a.first + b.first, a.second + b.second, a.mixed + b.mixed)
  }

  package static func - (a: HyperDualNumber, b: HyperDualNumber) -> HyperDualNumber {
    HyperDualNumber(
      a.value - b.value, a.first - b.first, a.second - b.second, a.mixed - b.mixed)
  }

  package static func * (a: HyperDualNumber, b: HyperDualNumber) -> HyperDualNumber {
    HyperDualNumber(
      a.value * b.value, a.value * b.first + a.first * b.value,
      a.value * b.second + a.second * b.value,
      a.value * b.mixed + a.first * b.second + a.second * b.first + a.mixed * b.value)
  }

  var reciprocal: HyperDualNumber {
    let r = 1 / value
    return composed(Jet(r, -r * r, 2 * r * r * r))
  }

  var exponential: HyperDualNumber {
    let e = Double.exp(value)
    return composed(Jet(e, e, e))
  }

  /// ln(1 + it).
  var logarithmOnePlus: HyperDualNumber {
    let r = 1 / (1 + value)
    return composed(Jet(.log(onePlus: value), r, -r * r))
  }
}

extension Activation {
  /// The outputs of a whole layer at hyper-dual pre-activations.
  package func hyperDualValues(_ z: [HyperDualNumber]) -> [HyperDualNumber] {
    guard let coupling = rule.coupling else {
      return zip(z, jets(z.map(\.value))).map { $0.composed($1) }
    }
    guard let largest = z.indices.max(by: { z[$0].value < z[$1].value }) else { return [] }
    // Shifted with all parts: exp of the largest is exactly 1, and a saturated output keeps the
    // digits of its small derivatives.
    let shifted = z.map { $0 - z[largest] }
    var others = HyperDualNumber(0)
    let exponentials = shifted.map(\.exponential)
    for (j, entry) in exponentials.enumerated() where j != largest { others = others + entry }
    switch coupling {
    case .softmax:
      let reciprocal = (HyperDualNumber(1) + others).reciprocal
      return exponentials.map { $0 * reciprocal }
    case .logsoftmax:
      let logarithm = others.logarithmOnePlus
      return shifted.map { $0 - logarithm }
    }
  }
}
