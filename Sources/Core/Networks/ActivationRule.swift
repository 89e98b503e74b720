public import Formula
package import Numerics

/// One line of the table of activations: σ, σ′ and σ″ side by side, as formulas and as functions.
///
/// Each of the three functions is within 1e-15 of the true value, relatively, wherever that is not
/// below 1e-300. Where σ′ or σ″ of a gate such as gelu passes through zero, and is below a sixteenth
/// of the terms of the product rule that cancel there, it is within 1e-15 of those.
/// Not-a-number gives not-a-number, and ±∞ gives the limits.
public struct ActivationRule: Sendable {
  /// The name shown and stored, MATLAB's where it has one.
  public let name: String

  /// The names of other systems for the same function, in lower case.
  public let aliases: [String]

  /// The formulas as people read them, in x: `1 − T²` and the like, with T for the value.
  public let formula: String
  public let firstFormula: String
  public let secondFormula: String

  public let parameters: [Parameter]

  /// How the neurons of a layer are coupled; nil when each acts alone.
  public let coupling: Coupling?

  /// Whether σ″ is zero away from the kinks.
  public let isPiecewiseLinear: Bool

  /// The points where σ′ or σ″ jumps.
  ///
  /// One rule says what holds at the point itself: σ′ and σ″ are those of the outer piece, the left
  /// one of a rectifier (relu′(0) = 0, elu′(0) = α) and the saturated one of a clamp, as PyTorch has
  /// it. Softsign has no outer piece, and there σ″(0) = 0 is the middle of the two limits.
  package let kinks: @Sendable (ActivationArguments) -> [Double]

  /// σ alone, the function that finite differences see.
  let value: @Sendable (Double, ActivationArguments) -> Double

  /// σ, σ′ and σ″ together; the value is bit for bit that of `value`.
  package let jet: @Sendable (Double, ActivationArguments) -> Jet

  /// σ at a complex point next to the real line, for the complex step.
  ///
  /// It comes from the definition of σ, never from σ′. At a kink the branch is chosen by the real
  /// part, as `value` chooses it.
  package let complexValue: @Sendable (Complex<Double>, ActivationArguments) -> Complex<Double>

  /// The kernel that computes the same for many neurons at once; nil when there is none.
  let vectorFunction: VectorKernel.Function?

  /// The formula of an activation that a user has defined; nil for those of the table.
  public package(set) var definition: Formula? = nil

  /// The multiply-adds that take as long as one value of σ, nominally.
  package var evaluationCost = 250

  public enum Coupling: Sendable { case softmax, logsoftmax }
}

/// The parameter values of an activation, in the order of `ActivationRule.parameters`.
package struct ActivationArguments: Sendable {
  package var first: Double
  package var second: Double

  package init(first: Double, second: Double) {
    self.first = first
    self.second = second
  }
}

extension ActivationRule {
  /// A rule for an activation that acts on each neuron alone.
  ///
  /// The functions are written for numbers; that not-a-number passes through is seen to here.
  package init(
    _ name: String, aliases: [String] = [], parameters: [Parameter] = [],
    formula: String, first: String, second: String, isPiecewiseLinear: Bool = false,
    vectorFunction: VectorKernel.Function? = nil,
    kinks: @escaping @Sendable (ActivationArguments) -> [Double] = { _ in [] },
    value: @escaping @Sendable (Double, ActivationArguments) -> Double,
    jet: @escaping @Sendable (Double, ActivationArguments) -> Jet,
    complexValue: @escaping @Sendable (Complex<Double>, ActivationArguments) -> Complex<Double>
  ) {
    self.init(
      name: name, aliases: aliases, formula: formula, firstFormula: first, secondFormula: second,
      parameters: parameters, coupling: nil, isPiecewiseLinear: isPiecewiseLinear, kinks: kinks,
      value: { x, a in x.isNaN ? x : value(x, a) },
      jet: { x, a in x.isNaN ? Jet(x, x, x) : jet(x, a) },
      complexValue: complexValue, vectorFunction: vectorFunction)
  }

  /// A rule for an activation that couples the neurons of a layer.
  package init(
    coupled coupling: Coupling, _ name: String, aliases: [String] = [],
    formula: String, first: String, second: String
  ) {
    self.init(
      name: name, aliases: aliases, formula: formula, firstFormula: first, secondFormula: second,
      parameters: [], coupling: coupling, isPiecewiseLinear: false, kinks: { _ in [] },
      value: { _, _ in preconditionFailure("\(name) acts on a whole layer") },
      jet: { _, _ in preconditionFailure("\(name) acts on a whole layer") },
      complexValue: { _, _ in preconditionFailure("\(name) acts on a whole layer") },
      vectorFunction: nil)
  }
}
