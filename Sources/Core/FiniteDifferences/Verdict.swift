/// What a finite difference says about an analytic derivative. Later cases are worse.
public enum Verdict: Int, Sendable, Hashable, CaseIterable {
  /// They differ by less than the bound, and the bound is small.
  case agrees

  /// Rounding leaves the difference too few digits to say.
  case limitedByRounding

  /// The step does: it is too large for the curvature, or there is a kink within it.
  case limitedByTruncation

  /// They differ by more than any error of the difference explains.
  case wrong

  /// A bound is small when below this fraction of the object: six digits are then compared.
  static let resolution = 1e-6

  /// A difference of fewer bounds than this is not called wrong.
  ///
  /// Nowhere among the entries that `FiniteDifference` was measured on was an error above 20 bounds.
  static let safety = 32.0

  /// Rounding of the analytic value: relative to itself, and to the largest entry, since its terms
  /// may cancel.
  private static let analyticRounding = (entry: 0x1p-46, object: 0x1p-48)

  /// - Parameters:
  ///   - analytic: the entry in question.
  ///   - estimate: the same by differences.
  ///   - scale: the largest magnitude of an entry of the whole object, for what "small" means;
  ///     where that is not finite, the entry's own magnitude counts.
  public init(analytic: Double, estimate: DifferenceEstimate, scale: Double) {
    guard analytic.isFinite, estimate.value.isFinite else {
      // Without a finite value of the map nothing can be said; with one, NaN is a mistake.
      self = estimate.value.isFinite ? .wrong : .limitedByRounding
      return
    }
    let difference = abs(analytic - estimate.value)
    let scale = scale.isFinite ? scale : abs(analytic)
    let rounding =
      Self.analyticRounding.entry * abs(analytic) + Self.analyticRounding.object * scale
    let size = max(max(abs(analytic), abs(estimate.value)), max(scale, estimate.unit))
    let isResolved = estimate.bound <= Self.resolution * size
    if difference == 0 && !estimate.isAcrossKink || difference <= estimate.bound && isResolved {
      self = .agrees
    } else if difference > Self.safety * estimate.bound + rounding && !estimate.isAcrossKink {
      self = .wrong
    } else if difference <= estimate.bound + rounding && isResolved {
      self = .agrees
    } else {
      self = estimate.limitation == .rounding ? .limitedByRounding : .limitedByTruncation
    }
  }
}

extension Verdict: Comparable {
  public static func < (left: Verdict, right: Verdict) -> Bool { left.rawValue < right.rawValue }
}

extension DifferenceEstimate {
  var isAcrossKink: Bool {
    if case .kink = limitation { true } else { false }
  }
}
