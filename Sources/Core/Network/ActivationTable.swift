internal import Numerics

extension ActivationRule {
  /// Every built-in activation, in the order in which help lists them.
  public static let all: [ActivationRule] = [
    purelin, tansig, softmax, logsoftmax,
  ]

  private static let byName: [String: ActivationRule] = {
    var result: [String: ActivationRule] = [:]
    for rule in all {
      for name in [rule.name] + rule.aliases { result[name] = rule }
    }
    return result
  }()

  /// The rule of that name or alias; capital letters do not matter.
  public static func named(_ name: String) -> ActivationRule? {
    byName[name.lowercased()]
  }
}

extension ActivationRule {
  /// A rule for an activation that acts on each neuron alone.
  private init(
    _ name: String, aliases: [String] = [], parameters: [Parameter] = [],
    formula: String, first: String, second: String, isPiecewiseLinear: Bool = false,
    kinks: @escaping @Sendable (ActivationArguments) -> [Double] = { _ in [] },
    value: @escaping @Sendable (Double, ActivationArguments) -> Double,
    jet: @escaping @Sendable (Double, ActivationArguments) -> Jet,
    complexValue: @escaping @Sendable (Complex<Double>, ActivationArguments) -> Complex<Double>
  ) {
    self.init(
      name: name, aliases: aliases, formula: formula, firstFormula: first, secondFormula: second,
      parameters: parameters, coupling: nil, isPiecewiseLinear: isPiecewiseLinear, kinks: kinks,
      value: value, jet: jet, complexValue: complexValue)
  }

  static let purelin = ActivationRule(
    "purelin", aliases: ["linear", "identity"],
    formula: "x", first: "1", second: "0", isPiecewiseLinear: true,
    value: { x, _ in x },
    jet: { x, _ in Jet(x, 1, 0) },
    complexValue: { z, _ in z })

  static let tansig = ActivationRule(
    "tansig", aliases: ["tanh"],
    formula: "2/(1+e^(−2x)) − 1 = tanh(x)", first: "4e^(−2x)/(1+e^(−2x))² = 1 − T²",
    second: "−2T(1 − T²)",
    value: { x, _ in .tanh(x) },
    jet: { x, _ in
      let value = Double.tanh(x)
      let e = Double.exp(-2 * abs(x))
      let first = 4 * e / ((1 + e) * (1 + e))
      return Jet(value, first, -2 * value * first)
    },
    complexValue: { z, _ in .tanh(z) })

  static let softmax = ActivationRule(
    coupled: .softmax, "softmax", formula: "p_i = e^(x_i)/Σ_j e^(x_j)",
    first: "diag(p) − p pᵀ", second: "Σ_i v_i ∂²p_i = diag(q) − p qᵀ − q pᵀ, q = p∘(v − v·p)")

  static let logsoftmax = ActivationRule(
    coupled: .logsoftmax, "logsoftmax", aliases: ["log_softmax"],
    formula: "ln p_i = x_i − ln Σ_j e^(x_j)",
    first: "1 − 1 pᵀ", second: "Σ_i v_i ∂² ln p_i = −(Σ v)(diag(p) − p pᵀ)")

  /// A rule for an activation that couples the neurons of a layer.
  private init(
    coupled coupling: Coupling, _ name: String, aliases: [String] = [],
    formula: String, first: String, second: String
  ) {
    self.init(
      name: name, aliases: aliases, formula: formula, firstFormula: first, secondFormula: second,
      parameters: [], coupling: coupling, isPiecewiseLinear: false, kinks: { _ in [] },
      value: { _, _ in preconditionFailure("\(name) acts on a whole layer") },
      jet: { _, _ in preconditionFailure("\(name) acts on a whole layer") },
      complexValue: { _, _ in preconditionFailure("\(name) acts on a whole layer") })
  }
}
