import TestSupport
import Testing

@testable import Core
@testable import FiniteDifferences

/// The points of a difference, its noise and its units, by hand.
@Suite struct StencilTests {
  private func stencil(
    _ kind: Stencil.Kind, _ first: StepSearch.Step, _ second: StepSearch.Step
  ) -> Stencil {
    Stencil(kind: kind, i: 0, j: 1, stepI: first, stepJ: second)
  }

  private func step(_ length: Double, start: Double) -> StepSearch.Step {
    StepSearch.Step(length: length, start: start)
  }

  /// Where each value is off by σ: (v₊ − v₋)/2h has σ√2/2h, (v₊ + v₋ − 2v)/h² has σ√6/h², and four values
  /// over 4·(h/2)·(g/2) have 2σ/hg.
  @Test func theNoiseOfADifference() {
    let (h, g) = (step(4, start: 0.25), step(4, start: 2))
    #expect(stencil(.first, h, h).noiseFactor == 0.5.squareRoot() / 0.25)
    #expect(stencil(.second, h, h).noiseFactor == 6.0.squareRoot() / 0.0625)
    #expect(stencil(.mixed, h, g).noiseFactor == 4)
  }

  /// An output that moves by 1 evenly over a step of h has the slope 1/h. Of second derivatives the
  /// slope changes by that over the natural step.
  @Test func theUnitOfADifference() {
    let (h, g) = (step(4, start: 0.25), step(8, start: 2))
    #expect(stencil(.first, h, h).unit(0.5) == 8)
    #expect(stencil(.second, h, h).unit(0.5) == 2)
    #expect(stencil(.mixed, h, g).unit(0.5) == 1 / (0.25 * (0.0625 + 0.25) * 32))
  }

  @Test func whatAStencilKnowsOfItsSteps() {
    let (whole, short) = (step(1, start: 0.5), step(1, start: 0.1))
    #expect(!stencil(.mixed, whole, whole).isShrunk)
    #expect(stencil(.mixed, short, whole).isShrunk && stencil(.mixed, whole, short).isShrunk)
    var blocked = whole
    blocked.isBlocked = true
    #expect(!stencil(.mixed, whole, whole).isBlocked)
    #expect(stencil(.mixed, blocked, whole).isBlocked && stencil(.mixed, whole, blocked).isBlocked)
  }

  /// Both sides lie equally far, and on either side, where the digits of x end before those of h.
  @Test(arguments: [3, -3, 0x1p20, -0x1p20, 0, 0.1, -0.1])
  func bothSidesLieEquallyFar(x: Double) {
    let displacement = Displacement(x, 0.1)
    #expect(displacement.above - x == x - displacement.below)
    #expect(displacement.up == displacement.above - x && displacement.down == displacement.up)
    #expect(abs(displacement.up - 0.1) <= x.ulp)
  }

  /// A = (10⁻³x, x, 10³x) moves by so much over 1.
  @Test func eachOutputHasItsOwnUnit() throws {
    let weights = [1e-3, 1, 1e3]
    let layer = Layer(weights: Matrix(weights.map { [$0] }), activation: Activation(.purelin))
    let map = NetworkMap(Network(name: "linear", layers: [layer]))
    let differences = try FiniteDifference().jacobian(of: map, at: [0.25])
    for (k, weight) in weights.enumerated() {
      let entry = try #require(differences[k, 0])
      #expect(abs(entry.unit - weight) <= 1e-9 * weight)
      #expect(abs(entry.value - weight) <= 1e-12 * weight)
    }
  }

  /// A bias moves its pre-activation by as much as itself, a weight by what goes in, an input by the
  /// largest weight.
  @Test func theFirstMovement() {
    let layer = Layer(weights: Matrix([[3, -5]]), bias: [1], activation: Activation(.tansig))
    let network = Network(name: "n", layers: [layer])
    func movement(_ variables: NetworkFunction.Variables, _ variable: Int) -> Double? {
      NetworkFunction(network, of: [variables], at: [2, 7])
        .firstMovement(of: variable) { _ in [2, 7] }
    }
    #expect(movement(.parameters(.bias(1)), 0) == 1)
    #expect(movement(.parameters(.weights(1)), 0) == 2)
    #expect(movement(.parameters(.weights(1)), 1) == 7)
    #expect(movement(.signal(.input), 1) == 5)
  }

  /// A = max(0, x) + 5 at its kink: the slopes of the two sides, 0 and 1, lie 1 apart.
  @Test func acrossAKinkTheBoundIsTheJump() throws {
    let network = Network(
      name: "kink",
      layers: [
        Layer(weights: .identity(1), activation: Activation(.poslin)),
        Layer(weights: .identity(1), bias: [5], activation: Activation(.purelin)),
      ])
    let entry = try #require(
      try FiniteDifference().jacobian(of: NetworkMap(network), at: [0])[0, 0])
    #expect(entry.value >= 0 && entry.value <= 1)
    #expect(entry.bound >= 1 && entry.bound < 1.001)
  }
}
