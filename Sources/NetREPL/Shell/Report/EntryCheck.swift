import Core

/// One entry beside its finite difference, in a line and as data.
struct EntryCheck {
  var analytic: Double
  var estimate: DifferenceEstimate

  /// The largest entry of the whole, which the verdict is relative to.
  var scale: Double

  private var verdict: Verdict { Verdict(analytic: analytic, estimate: estimate, scale: scale) }
  private var error: Double { abs(analytic - estimate.value) }

  /// "finite difference 0.0237248441053, error 2.6e−13, bound 1.0e−12: agrees".
  var line: StyledText {
    StyledText(
      "finite difference \(Prose.number(estimate.value, digits: 12)), "
        + "error \(Prose.magnitude(error)), bound \(Prose.magnitude(estimate.bound)): ")
      + StyledText(verdict.words, verdict.style)
  }

  var members: [(String, JSONValue)] {
    [
      ("finiteDifference", .number(estimate.value)), ("error", .number(error)),
      ("bound", .number(estimate.bound)), ("verdict", .string(verdict.words)),
    ]
  }
}
