/// A derivative as finite differences see it: one entry of a Jacobian or Hessian.
public struct DifferenceEstimate: Sendable, Hashable {
  /// The estimate; NaN when the map's value at the point, or at every step, is not finite.
  public let value: Double

  /// A calibrated bound of |value − derivative|: truncation and rounding together.
  ///
  /// It is no proof: see `FiniteDifference` for how often it holds.
  public let bound: Double

  /// What the bound mostly consists of.
  public let limitation: Limitation

  /// The size that the derivative has if the output changes evenly over the natural step: a bound
  /// far below it says something even where the derivative is 0.
  public let unit: Double

  public enum Limitation: Sendable, Hashable {
    /// The rounding of the map's values, magnified by the division by the step.
    case rounding

    /// The step is too large for the map's curvature.
    case truncation

    /// A kink so near that every step crosses it.
    case kink(NeuronPlace)

    /// A kink so near that only steps that are too small for the digits of the values do not cross it.
    case nearKink(NeuronPlace)

    /// A neuron whose activation has no value on one side of the point, however near.
    case domain(NeuronPlace)

    /// The map's values are too large for a number at every step.
    case overflow

    /// The step, which somebody wished for, is below the digits of the variable.
    case stepTooSmall

    /// The variable itself is not finite, as the bias of a masked neuron: no step leads away from it.
    case infiniteVariable

    /// A neuron whose activation has a value at the point, but no finite slope or curvature.
    case noDerivative(NeuronPlace)

    /// The map's value at the point itself is not finite.
    case notFinite
  }

  public init(value: Double, bound: Double, limitation: Limitation, unit: Double) {
    self.value = value
    self.bound = bound
    self.limitation = limitation
    self.unit = unit
  }
}
