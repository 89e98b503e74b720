/// A result that `_` and `%3` bring back and `diff` compares.
struct StoredValue {
  /// Its number, 3 of `%3`; 0 before it is kept.
  var number = 0
  var tensor: CheckedTensor

  /// What is shown of it, at the settings of the moment.
  var blocks: (Display) -> [Report.Block]
}

/// What a user has chosen of how results are shown, besides what a renderer knows.
struct Display {
  /// Whether large matrices show their corners only.
  var hasLimits: Bool

  /// Significant digits in sentences; nil for all of them.
  var precision: Int?

  /// Whether tables have their differences beside them where all agree.
  var showsChecks = true
}
