internal import Formula
package import Networks

/// An activation that acts on each neuron alone, with its derivatives, as steps.
package enum ActivationProgram {
  /// The places of σ, σ′ and σ″ among the results.
  package static let (value, first, second) = (0, 1, 2)

  /// What the steps are for.
  package enum Machine: Sendable {
    /// One number at a time, where a function costs more than a few steps.
    case numbers

    /// Whole arrays, where each step passes over memory: the fewest steps.
    case arrays
  }

  /// σ, σ′ and σ″ in x.
  ///
  /// As the table of activations has them: nothing is lost where an activation saturates. What is left
  /// out is the second word of a double-double, so that up to a few times x² units in the last place
  /// are lost where e^(−x²) or the like is computed. Those of a formula that has been typed are the
  /// steps of the formula and of its derivatives, and lose what double arithmetic loses in them.
  ///
  /// - Precondition: the activation neither couples neurons nor has ranges of them.
  package static func of(
    _ activation: Activation, for machine: Machine = .numbers
  ) -> ScalarProgram {
    precondition(!activation.couplesNeurons && activation.ranges == nil)
    let rule = activation.rule
    if machine == .arrays, !rule.isDefined, let steps = arraySteps(of: rule.name) {
      return ScalarProgram { x in
        let jet = steps(x)
        return [jet.value, jet.first, jet.second]
      }
    }
    if !rule.isDefined, let steps = steps(of: rule.name) {
      return ScalarProgram { x in
        let jet = steps(x, activation.parameters)
        return [jet.value, jet.first, jet.second]
      }
    }
    guard let formula = activation.formula else {
      preconditionFailure("\(rule.name) has no formula")
    }
    let first = formula.derivative
    return ScalarProgram { x in
      [x.value(of: formula), x.value(of: first), x.value(of: first.derivative)]
    }
  }

  struct Jet {
    let (value, first, second): (Scalar, Scalar, Scalar)

    init(_ value: Scalar, _ first: Scalar, _ second: Scalar) {
      (self.value, self.first, self.second) = (value, first, second)
    }
  }

  typealias Steps = (_ x: Scalar, _ parameters: [Double]) -> Jet

  private static func steps(of name: String) -> Steps? {
    switch name {
    case "purelin": { x, _ in Jet(x, x.number(1), x.number(0)) }
    case "square": { x, _ in Jet(x * x, 2 * x, x.number(2)) }
    case "sin": { x, _ in Jet(x.apply(.sin), x.apply(.cos), -x.apply(.sin)) }
    case "cos": { x, _ in Jet(x.apply(.cos), -x.apply(.sin), -x.apply(.cos)) }
    case "exp": { x, _ in Jet(exp(x), exp(x), exp(x)) }
    case "radbas": { x, _ in radbas(x) }
    case "tansig": { x, _ in tansig(x) }
    case "logsig": { x, _ in Logistic(x).jet }
    case "posttansig": { x, _ in posttansig(x) }
    case "softsign": { x, _ in softsign(x) }
    case "softplus": { x, p in softplus(x, beta: p[0]) }
    case "poslin":
      { x, _ in rectifier(x, below: x.number(0), slope: x.number(0), bend: x.number(0)) }
    case "leakyrelu":
      { x, p in
        rectifier(x, below: p[0] * x, slope: x.number(p[0]), bend: x.number(0))
      }
    case "elu": { x, p in exponentialUnit(x, above: 1, below: p[0], scale: 1) }
    case "selu":
      { x, _ in
        exponentialUnit(x, above: 1.0507009873554805, below: 1.7580993408473768, scale: 1)
      }
    case "celu": { x, p in exponentialUnit(x, above: 1, below: p[0], scale: p[0]) }
    case "satlin": { x, _ in clamp(x, 0, 1) }
    case "satlins": { x, _ in clamp(x, -1, 1) }
    case "relu6": { x, _ in clamp(x, 0, 6) }
    case "hardsigmoid": { x, p in hardsigmoid(x, p[0], p[1]) }
    case "hardswish": { x, _ in hardswish(x) }
    case "gelu": { x, _ in gelu(x) }
    case "gelutanh": { x, _ in gelutanh(x) }
    case "swish": { x, _ in swish(x) }
    case "mish": { x, _ in mish(x) }
    default: nil
    }
  }
}
