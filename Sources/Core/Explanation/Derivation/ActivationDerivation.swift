internal import Derivatives
public import FiniteDifferences
internal import Formula
public import LinearAlgebra
public import Networks

/// σ, σ′ and σ″ of an activation: the formulas of the table with their values at a few points, each
/// beside finite differences of σ alone.
public struct ActivationDerivation: Derivation {
  private let activation: Activation
  private let differences: FiniteDifference

  /// Off the kinks of the table, which all stand at whole numbers or at 0.
  private static let points = [-4, -2.5, -1.5, -0.5, 0.125, 0.75, 1.5, 2.5, 4.25]

  /// The pre-activations of a layer of coupled neurons.
  private static let coupledPoint = [1, 0.25, -0.5]

  public init(of activation: Activation, differences: FiniteDifference = .init()) {
    self.activation = activation
    self.differences = differences
    x = activation.couplesNeurons ? Self.coupledPoint : Self.points(for: activation)
  }

  public var titles: [String] {
    activation.couplesNeurons
      ? ["The function", "D, its first derivative", "Its second derivative"]
      : ["The function σ", "The slope σ′", "The curvature σ″"]
  }

  public func step(_ index: Int, checkpoint: Checkpoint = {}) throws -> DerivationStep {
    switch index {
    case 0: return function
    case 1: return try slope(checkpoint: checkpoint)
    default: return try curvature(checkpoint: checkpoint)
    }
  }

  private var rule: ActivationRule { activation.rule }
  private let x: [Double]

  /// The points where a formula has a value and both derivatives, off its kinks; all where none is.
  private static func points(for activation: Activation) -> [Double] {
    let usable = points.filter { x in
      let jet = activation.jet(x)
      return jet.value.isFinite && jet.first.isFinite && jet.second.isFinite
        && !activation.kinks.contains { abs($0 - x) < 0.0625 }
    }
    return usable.isEmpty ? points : usable
  }

  /// σ, σ′ or σ″ in LaTeX.
  private func latex(_ order: Int) -> String {
    guard rule.isDefined, var formula = rule.formula else {
      return [rule.text, rule.firstText, rule.secondText][order].asLaTeX
    }
    for _ in 0..<order { formula = formula.derivative }
    return formula.text(.latex)
  }

  /// A layer of neurons that each take one of the points.
  private var map: NetworkMap {
    NetworkMap(
      Network(
        name: activation.name,
        layers: [
          Layer(
            weights: .identity(x.count), bias: Array(repeating: 0, count: x.count),
            activation: activation)
        ]), from: .preactivation(1))
  }

  private var labels: DerivedQuantity.Axis {
    .words(
      x.map { x in
        let size = x == x.rounded() ? "\(Int(abs(x)))" : "\(abs(x))"
        return "x = \(x < 0 ? "−" : "")\(size)"
      })
  }

  /// The outputs of a layer of coupled neurons.
  private var outputLabels: DerivedQuantity.Axis { .words((1...x.count).map { "σ\($0)" }) }

  private var function: DerivationStep {
    DerivationStep(
      titles[0],
      rule: activation.couplesNeurons
        ? "Each output depends on all the layer's pre-activations: the derivative is a matrix."
        : "T stands for the value σ(x) in the formulas of σ′ and σ″.",
      formulas: [activation.couplesNeurons ? rule.text : "σ(x) = \(rule.text)"],
      latex: (activation.couplesNeurons ? "" : #"\sigma(x) = "#) + latex(0),
      quantities: [DerivedQuantity("σ(x)", activation.values(x), rows: labels)])
  }

  private func slope(checkpoint: Checkpoint) throws -> DerivationStep {
    let value = try map.jacobian(at: x, checkpoint: checkpoint)
    let found = try differences.jacobian(of: map, at: x, checkpoint: checkpoint)
    let quantity =
      activation.couplesNeurons
      ? DerivedQuantity(
        "D", value, rows: outputLabels, columns: labels, estimates: found.estimates)
      : DerivedQuantity(
        "σ′(x)", Matrix(rows: x.count, columns: 1, storage: x.indices.map { value[$0, $0] }),
        rows: labels, columns: .single, estimates: x.indices.map { found[$0, $0] })
    return DerivationStep(
      titles[1],
      rule: activation.couplesNeurons
        ? "Row i is the derivative of the output σi with respect to each pre-activation x."
        : "Differentiate σ by its formula.",
      formulas: [
        activation.couplesNeurons ? "D = \(rule.firstText)" : "σ′ = \(rule.firstText)"
      ],
      latex: (activation.couplesNeurons ? "D = " : #"\sigma'(x) = "#) + latex(1),
      quantities: [quantity],
      checkedAgainst: activation.name)
  }

  private func curvature(checkpoint: Checkpoint) throws -> DerivationStep {
    let values = try map.hessian(at: x, checkpoint: checkpoint)
    let found = try differences.hessian(of: map, at: x, checkpoint: checkpoint)
    let quantity =
      activation.couplesNeurons
      ? DerivedQuantity(
        "∂²σ1", values[0].matrix, rows: labels, columns: labels, estimates: found.estimates(of: 0))
      : DerivedQuantity(
        "σ″(x)", Matrix(rows: x.count, columns: 1, storage: x.indices.map { values[$0][$0, $0] }),
        rows: labels, columns: .single, estimates: x.indices.map { found[$0, $0, $0] })
    return DerivationStep(
      titles[2],
      rule: activation.couplesNeurons
        ? "The formula for a row v of weights; the matrix is that of the first output, v =\u{a0}(1,\u{a0}0,\u{a0}0)."
        : "Differentiate σ′ once more.",
      formulas: [activation.couplesNeurons ? rule.secondText : "σ″ = \(rule.secondText)"],
      latex: (activation.couplesNeurons ? "" : #"\sigma''(x) = "#) + latex(2),
      quantities: [quantity], checkedAgainst: activation.name)
  }
}
