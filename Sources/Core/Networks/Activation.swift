package import Numerics

/// An activation σ with its parameters: one line of the table of activations, ready to evaluate.
///
/// Most activations act on each neuron alone. `softmax` and `logsoftmax` couple the neurons of a
/// layer, so their derivatives are not diagonal; `LayerDerivative` holds the rules of both kinds.
public struct Activation: Sendable {
  /// The line of the table this activation comes from.
  public let rule: ActivationRule

  /// The values of `rule.parameters`, in that order.
  public let parameters: [Double]

  /// σ in x, with these values; nil when the neurons of a layer are coupled.
  public let formula: Formula?

  /// The activations of a layer whose neurons have several; nil where they have one.
  public let ranges: [ActivationRange]?

  /// The same values in the form that the rule's functions take.
  @usableFromInline
  package let arguments: ActivationArguments

  /// The rule for many neurons at once, where there is one for this processor.
  @usableFromInline
  package let kernel: VectorKernel?

  /// - Precondition: one value for each parameter of the rule, within its range; values that come
  ///   from outside are asked about first with `rule.problem(with:)`.
  public init(_ rule: ActivationRule, parameters: [Double]? = nil) {
    let values = parameters ?? rule.parameters.map(\.standard)
    let problem = rule.problem(with: values)
    precondition(problem == nil, "\(rule.name): \(problem.map(\.description) ?? "")")
    self.rule = rule
    self.parameters = values
    arguments = ActivationArguments(
      first: values.first ?? 0, second: values.count > 1 ? values[1] : 0)
    formula =
      values.isEmpty
      ? rule.formula
      : rule.formula?.substituting(
        parameters: Dictionary(uniqueKeysWithValues: zip(rule.parameters.map(\.name), values)))
    kernel = rule.isDefined ? nil : VectorKernel(rule.name)
    ranges = nil
  }

  /// - Precondition: at least two ranges, that follow each other from 0 on.
  init(mixing ranges: [ActivationRange]) {
    rule = .mixed(ranges)
    parameters = []
    arguments = ActivationArguments(first: 0, second: 0)
    formula = nil
    kernel = nil
    self.ranges = ranges
  }

  /// The activation of that name or alias, with its standard parameters.
  public init?(named name: String) {
    guard let rule = ActivationRule.named(name) else { return nil }
    self.init(rule)
  }

  public var name: String { rule.name }

  /// Whether the neurons of a layer depend on each other (softmax, logsoftmax).
  @inlinable
  public var couplesNeurons: Bool { rule.coupling != nil }

  /// The points where σ′ or σ″ jumps, for some neuron or other.
  public var kinks: [Double] { ranges?.flatMap(\.activation.kinks) ?? rule.kinks(arguments) }

  /// Whether σ″ is zero away from the kinks: the layer adds nothing to a Hessian.
  public var isPiecewiseLinear: Bool { rule.isPiecewiseLinear }

  /// σ(z) for one neuron, to the last bits what `values` gives.
  ///
  /// - Precondition: the activation does not couple neurons.
  public func value(_ z: Double) -> Double {
    precondition(!couplesNeurons)
    return rule.value(z, arguments)
  }

  /// σ at a complex point next to the real line, for the complex step.
  ///
  /// It comes from the formula of σ, never from σ′. At a kink the branch is chosen by the real part,
  /// as `value` chooses it.
  ///
  /// - Precondition: the activation does not couple neurons.
  package func complexValue(_ z: Complex<Double>) -> Complex<Double> {
    if let own = rule.complexValue { return own(z, arguments) }
    guard let formula else { preconditionFailure("\(name) acts on a whole layer") }
    return formula.complexValue(at: z)
  }

  /// σ(z), σ′(z) and σ″(z) for one neuron.
  ///
  /// - Precondition: the activation does not couple neurons.
  public func jet(_ z: Double) -> Jet {
    precondition(!couplesNeurons)
    return rule.jet(z, arguments)
  }

  /// The outputs of a whole layer, from its pre-activations.
  public func values(_ z: [Double]) -> [Double] {
    switch rule.coupling {
    case nil: elementwiseValues(z)
    case .softmax: Softmax.values(z)
    case .logsoftmax: Softmax.logarithms(z)
    }
  }
}

extension Activation: Hashable {
  public static func == (left: Activation, right: Activation) -> Bool {
    left.name == right.name && left.parameters == right.parameters && left.ranges == right.ranges
      && left.rule.isDefined == right.rule.isDefined
      && (!left.rule.isDefined || left.formula == right.formula)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(parameters)
    hasher.combine(ranges)
  }
}
