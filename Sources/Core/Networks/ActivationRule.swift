package import Numerics

/// One line of the table of activations: its names, its formula, and the functions that compute σ, σ′
/// and σ″.
///
/// What is printed, typeset, continued to complex numbers or enclosed in intervals comes from the
/// formula; where that would read worse or lose digits, the line has words or a function of its own.
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

  public let parameters: [Parameter]

  /// σ in x, the parameters being symbols; nil when the neurons of a layer are coupled.
  public let formula: Formula?

  /// The formulas as people read them, where those that follow from `formula` read worse.
  let written: Written?

  /// What follows from the formula.
  let derived = DerivedTexts()

  /// How the neurons of a layer are coupled; nil when each acts alone.
  public let coupling: Coupling?

  /// Whether σ″ is zero away from the kinks.
  public let isPiecewiseLinear: Bool

  /// Whether a user has defined it by its formula; the others are those of the table.
  public let isDefined: Bool

  /// The points where σ′ or σ″ jumps.
  ///
  /// One rule says what holds at the point itself: σ′ and σ″ are those of the outer piece, the left
  /// one of a rectifier (relu′(0) = 0, elu′(0) = α) and the saturated one of a clamp, as PyTorch has
  /// it. Softsign has no outer piece, and there σ″(0) = 0 is the middle of the two limits.
  package let kinks: @Sendable (ActivationArguments) -> [Double]

  /// σ alone, the function that finite differences see.
  package let value: @Sendable (Double, ActivationArguments) -> Double

  /// σ, σ′ and σ″ together; the value is bit for bit that of `value`.
  package let jet: @Sendable (Double, ActivationArguments) -> Jet

  /// σ at a complex point next to the real line, where the formula would lose digits there; never
  /// from σ′.
  package let complexValue: ComplexFunction?

  /// The multiply-adds that take as long as one value of σ, nominally.
  package let evaluationCost: Int

  public enum Coupling: Sendable { case softmax, logsoftmax }

  package typealias ComplexFunction =
    @Sendable (Complex<Double>, ActivationArguments) -> Complex<Double>
}

/// The parameter values of an activation, in the order of `ActivationRule.parameters`.
@usableFromInline
package struct ActivationArguments: Sendable {
  @usableFromInline
  package var first: Double
  @usableFromInline
  package var second: Double

  package init(first: Double, second: Double) {
    self.first = first
    self.second = second
  }
}

extension ActivationRule {
  /// A rule of the table for an activation that acts on each neuron alone.
  ///
  /// The functions are written for numbers; that not-a-number passes through is seen to here. The
  /// value is that of the jet where there is no shorter way to it.
  ///
  /// - Precondition: `text` is a formula in x and the names of the parameters.
  init(
    _ name: String, aliases: [String] = [], parameters: [Parameter] = [],
    formula text: String, written: Written? = nil, isPiecewiseLinear: Bool = false,
    kinks: @escaping @Sendable (ActivationArguments) -> [Double] = { _ in [] },
    value: (@Sendable (Double, ActivationArguments) -> Double)? = nil,
    jet: @escaping @Sendable (Double, ActivationArguments) -> Jet,
    complexValue: ComplexFunction? = nil
  ) {
    let names = FormulaReader.Names(parameters: Set(parameters.map(\.name)))
    guard let formula = try? Formula(text, names: names) else {
      preconditionFailure("the formula of \(name) is not one: \(text)")
    }
    self.init(
      name, aliases: aliases, parameters: parameters, formula: formula, written: written,
      isPiecewiseLinear: isPiecewiseLinear, kinks: kinks, value: value, jet: jet,
      complexValue: complexValue)
  }

  /// A rule for an activation that acts on each neuron alone.
  package init(
    _ name: String, aliases: [String] = [], parameters: [Parameter] = [], formula: Formula?,
    written: Written? = nil, isPiecewiseLinear: Bool, isDefined: Bool = false,
    evaluationCost: Int = 250, kinks: @escaping @Sendable (ActivationArguments) -> [Double],
    value: (@Sendable (Double, ActivationArguments) -> Double)? = nil,
    jet: @escaping @Sendable (Double, ActivationArguments) -> Jet,
    complexValue: ComplexFunction? = nil
  ) {
    self.init(
      name: name, aliases: aliases, parameters: parameters, formula: formula, written: written,
      coupling: nil, isPiecewiseLinear: isPiecewiseLinear, isDefined: isDefined, kinks: kinks,
      value: { x, a in x.isNaN ? x : value?(x, a) ?? jet(x, a).value },
      jet: { x, a in x.isNaN ? Jet(x, x, x) : jet(x, a) }, complexValue: complexValue,
      evaluationCost: evaluationCost)
  }

  /// A rule for an activation that couples the neurons of a layer.
  init(coupled coupling: Coupling, _ name: String, aliases: [String] = [], written: Written) {
    self.init(
      name: name, aliases: aliases, parameters: [], formula: nil, written: written,
      coupling: coupling, isPiecewiseLinear: false, isDefined: false, kinks: { _ in [] },
      value: { _, _ in preconditionFailure("\(name) acts on a whole layer") },
      jet: { _, _ in preconditionFailure("\(name) acts on a whole layer") }, complexValue: nil,
      evaluationCost: 250)
  }
}
