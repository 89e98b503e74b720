import Core

extension DerivationStep {
  /// The largest |analytic − finite difference| of the step; nil when nothing was checked.
  var error: Double? {
    let errors = quantities.flatMap { quantity in
      zip(quantity.value.storage, quantity.estimates ?? []).compactMap { analytic, estimate in
        estimate.map { abs(analytic - $0.value) }
      }
    }
    return errors.isEmpty ? nil : errors.largestMagnitude
  }

  /// The worst verdict of the step; nil when nothing was checked.
  var verdict: Verdict? { quantities.compactMap(\.verdict).max() }
}
