import TestSupport
import Testing

@testable import Core
@testable import Networks

/// Activations for many neurons, as networks use them.
@Suite struct VectorActivationTests {
  static let z = (0..<29).map { Double($0) / 7 - 2 }

  private func jets(of activation: Activation) -> [Jet] {
    var (value, first, second) = (Self.z, Self.z, Self.z)
    activation.jets(
      Self.z, count: Self.z.count, value: &value, first: &first, second: &second)
    return Self.z.indices.map { Jet(value[$0], first[$0], second[$0]) }
  }

  /// One with a kernel and parameters, and a rule of one's own without a kernel.
  static let activations = [
    Activation(.tansig), Activation(.celu, parameters: [0.3]),
    Activation(.hardsigmoid, parameters: [0.2, 0.4]),
    Activation(
      ActivationRule(
        "cube", parameters: [.finite("scale", standard: 2)], formula: "scale*x^3",
        value: { x, a in a.first * x * x * x },
        jet: { x, a in Jet(a.first * x * x * x, 3 * a.first * x * x, 6 * a.first * x) })),
  ]

  @Test(arguments: activations) func manyNeuronsAreAsOne(_ activation: Activation) {
    for (z, jet) in zip(Self.z, jets(of: activation)) {
      let one = activation.jet(z)
      #expect(abs(jet.value - one.value) <= 4 * one.value.ulp)
      #expect(abs(jet.first - one.first) <= 4 * one.first.ulp)
      #expect(abs(jet.second - one.second) <= 4 * one.second.ulp)
    }
  }

  @Test(arguments: activations) func theValueOfTheJetIsTheValue(_ activation: Activation) {
    var values = Self.z
    activation.values(Self.z, count: Self.z.count, into: &values)
    #expect(values == jets(of: activation).map(\.value))
    #expect(values == activation.values(Self.z))
  }

  @Test func noNeuronsGiveNothing() {
    #expect(Activation(.tansig).values([]) == [])
    #expect(Activation(.softmax).values([]) == [])
  }

  /// What the differences see in a large batch is what one point gives: one σ, wherever it stands.
  @Test func aBatchGivesTheBitsOfAPoint() {
    for activation in ActivationTests.elementwise {
      let points = Matrix(rows: 7, columns: 5, storage: (0..<35).map { Double($0) / 8 - 2 })
      let values = activation.rowwise(points)
      for i in 0..<points.rows {
        #expect(activation.values(Array(points.row(i))) == Array(values.row(i)))
      }
    }
  }
}
