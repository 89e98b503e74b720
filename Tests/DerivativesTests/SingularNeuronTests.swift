import Testing

@testable import Core
@testable import Derivatives

/// Entries of J and H that pass through no neuron without a slope or a curvature are numbers, though a
/// product of matrices says 0·∞; those that do are none.
@Suite struct SingularNeuronTests {
  private func network(_ formula: String, weights: [[Double]], bias: [Double]) throws -> Network {
    let rule = ActivationRule(name: "f", formula: try Formula(formula))
    return Network(
      name: "singular",
      layers: [
        Layer(weights: Matrix(weights), bias: bias, activation: Activation(rule)),
        Layer(weights: Matrix([[1, 3]]), activation: Activation(.purelin)),
      ])
  }

  /// A = x₁^1.5 + 3(x₁ + 2x₂)^1.5 at (0, 1/2): the first neuron has a slope, 0, and no curvature, and only
  /// x₁ moves it. By hand ∂A = (0 + 3·1.5, 3·2·1.5), ∂²A/∂x₁∂x₂ = 3·2·0.75 and ∂²A/∂x₂² = 3·4·0.75.
  @Test func withoutACurvature() throws {
    let map = NetworkMap(try network("x^1.5", weights: [[1, 0], [1, 2]], bias: [0, 0]))
    #expect(try map.jacobian(at: [0, 0.5]).storage == [4.5, 9])
    let hessian = try map.hessian(at: [0, 0.5])[0]
    #expect(!hessian[0, 0].isFinite)
    #expect(hessian[1, 0] == 4.5 && hessian[1, 1] == 9)
  }

  /// A = √x₁ + 3√(x₁ + 2x₂) at (0, 1/2): the first neuron has no slope. By hand ∂A/∂x₂ = 3·2/2 and
  /// ∂²A/∂x₂² = −3·4/4; what x₁ is in has no number.
  @Test func withoutASlope() throws {
    let map = NetworkMap(try network("sqrt(x)", weights: [[1, 0], [1, 2]], bias: [0, 0]))
    let jacobian = try map.jacobian(at: [0, 0.5])
    #expect(!jacobian[0, 0].isFinite && jacobian[0, 1] == 3)
    let hessian = try map.hessian(at: [0, 0.5])[0]
    #expect(!hessian[0, 0].isFinite && !hessian[1, 0].isFinite)
    #expect(hessian[1, 1] == -3)
  }
}
