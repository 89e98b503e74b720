import Core
import TestSupport
import Testing

@Suite struct KinkTests {
  /// z_1 = (x + y, x − y + b); only the second neuron can be near its kink at (0.5, 0.5).
  private func map(distance b: Double) -> NetworkMap {
    NetworkMap(
      Network(
        name: "kinked",
        layers: [
          Layer(
            weights: Matrix([[1, 1], [1, -1]]), bias: [0, b],
            activation: Activation(named: "poslin")!),
          Layer(
            weights: Matrix([[0.3, 2], [0.1, -1]]), bias: [0, 0],
            activation: Activation(named: "tansig")!),
        ]))
  }

  private let x = [0.5, 0.5]
  private let kink = NeuronPlace(layer: 1, neuron: 2, activation: "poslin")

  /// z_2 = (0.3 + 2b, 0.1 − b); slopes 0.3 ± 2 and 0.1 ∓ 1 to x and y.
  private func exactJacobian(_ b: Double) -> [[Double]] {
    let weights: [[Double]] = b > 0 ? [[2.3, -1.7], [-0.9, 1.1]] : [[0.3, 0.3], [0.1, 0.1]]
    return map(distance: b)(x).enumerated().map { k, t in weights[k].map { (1 - t * t) * $0 } }
  }

  @Test(arguments: [0.3, 1e-2, 1e-4, -1e-4, 1e-5])
  func stepsThatCrossNoKinkAreFound(distance: Double) throws {
    let differences = try FiniteDifference().jacobian(of: map(distance: distance), at: x)
    let exact = exactJacobian(distance)
    for k in 0..<2 {
      for j in 0..<2 {
        let entry = try #require(differences[k, j])
        #expect(Verdict(analytic: exact[k][j], estimate: entry, scale: 2.3) == .agrees)
        let wrong = exact[k][j] * (1 + 1e-6)
        #expect(Verdict(analytic: wrong, estimate: entry, scale: 2.3) == .wrong)
      }
    }
    #expect(differences.kinks.isEmpty)
  }

  @Test func secondDerivativesStepAroundAKink() throws {
    let b = 1e-3
    let differences = try FiniteDifference().hessian(of: map(distance: b), at: x)
    let slopes: [[Double]] = [[2.3, -1.7], [-0.9, 1.1]]
    for (k, t) in map(distance: b)(x).enumerated() {
      for (i, j) in [(0, 0), (1, 0), (1, 1)] {
        let entry = try #require(differences[k, i, j])
        let exact = -2 * t * (1 - t * t) * slopes[k][i] * slopes[k][j]
        #expect(Verdict(analytic: exact, estimate: entry, scale: 4) == .agrees)
      }
    }
  }

  @Test(arguments: [0, 1e-12, -1e-12])
  func aKinkAtThePointIsNamed(distance: Double) throws {
    let map = map(distance: distance)
    let jacobian = try FiniteDifference().jacobian(of: map, at: x)
    let hessian = try FiniteDifference().hessian(of: map, at: x)
    #expect(jacobian.kinks == [kink])
    #expect(hessian.kinks == [kink])
    let entry = try #require(jacobian[0, 0])
    #expect(entry.limitation == .kink(kink))
    // Both one-sided slopes are within the bound; neither is called right nor wrong.
    for exact in [exactJacobian(1e-12)[0][0], exactJacobian(-1e-12)[0][0]] {
      #expect(abs(entry.value - exact) <= entry.bound)
      #expect(Verdict(analytic: exact, estimate: entry, scale: 2.3) == .notCheckable)
    }
    let second = try #require(hessian[0, 0, 0])
    #expect(Verdict(analytic: 0, estimate: second, scale: 1) == .notCheckable)
  }

  @Test func aGivenStepAcrossAKinkIsNoticed() throws {
    let settings = FiniteDifference(method: .central, step: 0.1)
    let entry = try #require(try settings.jacobian(of: map(distance: 0.01), at: x)[0, 0])
    #expect(entry.limitation == .kink(kink))
    // Ridders goes on to smaller steps.
    let extrapolated = try FiniteDifference(step: 0.1).jacobian(of: map(distance: 0.01), at: x)
    let exact = exactJacobian(0.01)[0][0]
    #expect(
      Verdict(analytic: exact, estimate: try #require(extrapolated[0, 0]), scale: 1) == .agrees)
  }
  /// The product of the two sides would be 0.
  @Test func aKinkBetweenTinyNumbersIsNoticed() throws {
    let map = NetworkMap(
      Network(
        name: "tiny",
        layers: [
          Layer(
            weights: Matrix([[1e-170]]), bias: [-4e-171], activation: Activation(named: "poslin")!)
        ]))
    let settings = FiniteDifference(method: .central, step: 0.5)
    let entry = try #require(try settings.jacobian(of: map, at: [0.5])[0, 0])
    #expect(entry.limitation == .kink(NeuronPlace(layer: 1, neuron: 1, activation: "poslin")))
  }
}
