internal import Numerics

/// One line of the table of activations: σ, σ′ and σ″ side by side, as formulas and as functions.
public struct ActivationRule: Sendable {
  /// The name shown and stored, MATLAB's where it has one.
  public let name: String

  /// The names of other systems for the same function.
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
  let kinks: @Sendable (ActivationArguments) -> [Double]

  /// σ alone, the function that finite differences see.
  let value: @Sendable (Double, ActivationArguments) -> Double

  /// σ, σ′ and σ″ together; the value is bit for bit that of `value`.
  let jet: @Sendable (Double, ActivationArguments) -> Jet

  /// σ at a complex point next to the real line, for the complex step.
  ///
  /// At a kink the branch is chosen by the real part, as `value` chooses it.
  let complexValue: @Sendable (Complex<Double>, ActivationArguments) -> Complex<Double>

  /// A parameter of an activation, such as the slope of leakyrelu.
  public struct Parameter: Sendable, Hashable {
    /// The name in network files.
    public let name: String

    /// The value when none is given.
    public let standard: Double

    /// The values that make sense.
    public let range: ClosedRange<Double>
  }

  public enum Coupling: Sendable { case softmax, logsoftmax }
}

/// The parameter values of an activation, in the order of `ActivationRule.parameters`.
struct ActivationArguments: Sendable {
  var first: Double
  var second: Double
}
