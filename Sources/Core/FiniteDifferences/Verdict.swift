/// What a finite difference says about an analytic derivative. Later cases are worse.
public enum Verdict: Int, Sendable, Hashable, CaseIterable {
  /// They differ by less than the bound, and the bound is small.
  case agrees

  /// Rounding leaves the difference too few digits to say.
  case limitedByRounding

  /// The step does: it is too large for the curvature.
  case limitedByTruncation

  /// No step is of use: each crosses a kink, leads to where there is no value, or to numbers that are
  /// too large; or there is no value at the point itself.
  case notCheckable

  /// The value is finite, and its derivative is not: some σ′ or σ″ is infinite or has two sides.
  case noDerivative

  /// They differ by more than any error of the difference explains.
  case wrong

  /// A bound is small when below this fraction of the object: six digits are then compared.
  static let resolution = 1e-6

  public init(analytic: Double, estimate: DifferenceEstimate, scale: Double) {
    self = Comparison(analytic: analytic, estimate: estimate, scale: scale).verdict
  }
}

extension Verdict: Comparable {
  public static func < (left: Verdict, right: Verdict) -> Bool { left.rawValue < right.rawValue }
}

/// An analytic derivative beside its finite difference: how far they are apart, and what that says.
public struct Comparison: Sendable, Hashable {
  public let verdict: Verdict

  /// |analytic − difference|.
  public let error: Double

  /// What the error was compared with: the bound of the difference, and, where that alone is less
  /// than the error of an entry that agrees, the rounding of the analytic value with it.
  public let bound: Double

  /// A difference of fewer bounds than this is not called wrong.
  ///
  /// Nowhere among the entries that `FiniteDifference` was measured on was an error above 20 bounds.
  private static let safety = 32.0

  /// Rounding of the analytic value: relative to itself, and to the largest entry, since its terms
  /// may cancel.
  private static let analyticRounding = (entry: 0x1p-46, object: 0x1p-48)

  /// - Parameters:
  ///   - analytic: the entry in question.
  ///   - estimate: the same by differences.
  ///   - scale: the largest magnitude of an entry of the whole object, for what "small" means;
  ///     where that is not finite, the entry's own magnitude counts.
  public init(analytic: Double, estimate: DifferenceEstimate, scale: Double) {
    error = abs(analytic - estimate.value)
    guard analytic.isFinite, estimate.value.isFinite else {
      bound = estimate.bound
      verdict = Self.verdict(ofMissing: analytic, estimate)
      return
    }
    let scale = scale.isFinite ? scale : abs(analytic)
    let rounding =
      Self.analyticRounding.entry * abs(analytic) + Self.analyticRounding.object * scale
      // Below the smallest normal number there are fewer digits the smaller a number is.
      + .leastNormalMagnitude
    let size = max(max(abs(analytic), abs(estimate.value)), max(scale, estimate.unit))
    let isResolved = estimate.bound <= Verdict.resolution * size
    let isObstructed = estimate.limitation.isObstacle
    // An output that its whole step moves by rounding alone has nothing to resolve: an exact 0.
    let isStill =
      analytic == 0 && [.rounding, .truncation].contains(estimate.limitation)
      && estimate.unit <= 64 * estimate.bound
    if estimate.bound.isFinite,
      error == 0 && !isObstructed || error <= estimate.bound && (isResolved || isStill)
    {
      (verdict, bound) = (.agrees, estimate.bound)
    } else if error > Self.safety * estimate.bound + rounding && !isObstructed {
      (verdict, bound) = (.wrong, estimate.bound)
    } else if error <= estimate.bound + rounding && isResolved {
      (verdict, bound) = (.agrees, estimate.bound + rounding)
    } else {
      // Of a bound that is small only the rounding beside it has decided.
      bound = estimate.bound + (isResolved && !isObstructed ? rounding : 0)
      verdict =
        isObstructed
        ? .notCheckable
        : estimate.limitation == .truncation ? .limitedByTruncation : .limitedByRounding
    }
  }

  /// Where one of the two is no number.
  private static func verdict(ofMissing analytic: Double, _ estimate: DifferenceEstimate) -> Verdict
  {
    if case .noDerivative = estimate.limitation { return .noDerivative }
    // Without a finite difference nothing can be said; beside one, infinity is a number that is too
    // large on the way, and NaN 0·∞: no value, and none to call wrong.
    return .notCheckable
  }
}

extension DifferenceEstimate.Limitation {
  /// Whether it is more than the size of the step and the digits of the values.
  var isObstacle: Bool {
    switch self {
    case .rounding, .truncation, .nearKink, .notFinite: false
    case .kink, .domain, .overflow, .stepTooSmall, .infiniteVariable, .noDerivative: true
    }
  }
}
