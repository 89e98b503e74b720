/// σ, σ′ and σ″ of an activation: the formulas of the table with their values at a few points, each
/// beside finite differences of σ alone.
package struct ActivationDerivation: Derivation {
  let activation: Activation
  let differences: FiniteDifference

  /// Off the kinks of the table, which all stand at whole numbers or at 0.
  private static let points = [-4, -2.5, -1.5, -0.5, 0.125, 0.75, 1.5, 2.5, 4.25]

  /// The pre-activations of a layer of coupled neurons.
  private static let coupledPoint = [1, 0.25, -0.5]

  package init(of activation: Activation, differences: FiniteDifference = .init()) {
    self.activation = activation
    self.differences = differences
    x = activation.couplesNeurons ? Self.coupledPoint : Self.points(for: activation)
  }

  package var steps: [PlannedStep] {
    let titles =
      activation.couplesNeurons
      ? ["The function", "D, its first derivative", "Its second derivative"]
      : ["The function σ", "The slope σ′", "The curvature σ″"]
    return [
      PlannedStep(titles[0]) { _ in
        step(0, DerivedQuantity("σ(x)", activation.values(x), rows: labels))
      }
    ]
      + Self.lines(of: activation.name).map { line in
        PlannedStep(line.title) { try step(line, checkpoint: $0) }
      } + [
        PlannedStep(titles[1]) { step(1, try slope(checkpoint: $0)) },
        PlannedStep(titles[2]) { step(2, try curvature(checkpoint: $0)) },
      ]
  }

  private var rule: ActivationRule { activation.rule }
  let x: [Double]

  /// The points where a formula has a value and both derivatives, off its kinks; all where none is.
  private static func points(for activation: Activation) -> [Double] {
    let usable = points.filter { x in
      let jet = activation.jet(x)
      return jet.value.isFinite && jet.first.isFinite && jet.second.isFinite
        && !activation.kinks.contains { abs($0 - x) < 0.0625 }
    }
    return usable.isEmpty ? points : usable
  }

  /// σ, σ′ or σ″ as it is read.
  private func text(_ order: Int) -> String {
    order == 0 ? rule.text : order == 1 ? rule.firstText : rule.secondText
  }

  /// The same in LaTeX.
  private func latex(_ order: Int) -> String {
    guard rule.isDefined, var formula = rule.formula else {
      return text(order).asLaTeX
    }
    for _ in 0..<order { formula = formula.derivative }
    return formula.text(.latex)
  }

  /// A layer of neurons that each take one of the points.
  private var map: NetworkMap {
    let layer = Layer(weights: .identity(x.count), activation: activation)
    return NetworkMap(Network(name: activation.name, layers: [layer]), from: .preactivation(1))
  }

  var labels: DerivedQuantity.Axis {
    .words(
      x.map { x in
        let size = x == x.rounded() ? "\(Int(clamping: abs(x)))" : "\(abs(x))"
        return "x = \(x < 0 ? "−" : "")\(size)"
      })
  }

  /// The outputs of a layer of coupled neurons.
  private var outputLabels: DerivedQuantity.Axis { .words((1...x.count).map { "σ\($0)" }) }

  /// What is said of σ, σ′ or σ″.
  private func step(_ order: Int, _ quantity: DerivedQuantity) -> DerivationStep {
    let isCoupled = activation.couplesNeurons
    let rules =
      isCoupled
      ? [
        "Each output depends on all the layer's pre-activations: the derivative is a matrix.",
        "Row i is the derivative of the output σi with respect to each pre-activation x.",
        "The formula for a row v of weights; the matrix is that of the first output, v =\u{a0}(1,\u{a0}0,\u{a0}0).",
      ]
      : [
        "T stands for the value σ(x) in the formulas of σ′ and σ″.",
        "Differentiate σ by its formula.", "Differentiate σ′ once more.",
      ]
    let left = isCoupled ? ["", "D = ", ""] : ["σ(x) = ", "σ′ = ", "σ″ = "]
    let latexLeft =
      isCoupled ? left : [#"\sigma(x) = "#, #"\sigma'(x) = "#, #"\sigma''(x) = "#]
    return DerivationStep(
      rule: rules[order], formulas: [left[order] + text(order)],
      latex: latexLeft[order] + latex(order), quantities: [quantity],
      checkedAgainst: order == 0 ? nil : activation.name)
  }

  private func slope(checkpoint: Checkpoint) throws -> DerivedQuantity {
    let value = try map.jacobian(at: x, checkpoint: checkpoint)
    let found = try differences.jacobian(of: map, at: x, checkpoint: checkpoint)
    if activation.couplesNeurons {
      return DerivedQuantity(
        "D", value, rows: outputLabels, columns: labels, estimates: found.estimates)
    }
    return DerivedQuantity(
      "σ′(x)", x.indices.map { value[$0, $0] }, rows: labels,
      estimates: x.indices.map { found[$0, $0] })
  }

  private func curvature(checkpoint: Checkpoint) throws -> DerivedQuantity {
    let values = try map.hessian(at: x, checkpoint: checkpoint)
    let found = try differences.hessian(of: map, at: x, checkpoint: checkpoint)
    if activation.couplesNeurons {
      return DerivedQuantity(
        "∂²σ1", values[0].matrix, rows: labels, columns: labels, estimates: found.estimates(of: 0))
    }
    return DerivedQuantity(
      "σ″(x)", x.indices.map { values[$0][$0, $0] }, rows: labels,
      estimates: x.indices.map { found[$0, $0, $0] })
  }
}
