/// The points where a formula, or a derivative of it, jumps: the zeros of what stands in |…|, sign,
/// step, max and min.
enum Kinks {
  /// How far out they are looked for in this way.
  static let reach = 100.0

  /// The kinks of some formulas from −100 to 100, ascending.
  ///
  /// Found by sampling: two zeros of one argument less than 1/16 apart may be missed.
  static func of(_ formulas: [Formula]) -> [Double] {
    let arguments = Set(formulas.flatMap(\.switchingArguments).map(\.simplified))
    return Set(arguments.flatMap(zeros)).sorted()
  }

  private static func zeros(of argument: Formula) -> [Double] {
    if argument.isConstant { return [] }
    let count = 16 * Int(clamping: reach)
    var found: [Double] = []
    var before: (x: Double, value: Double)?
    for k in -count...count {
      let x = Double(k) / 16
      let value = argument.plainValue(at: x)
      if value == 0 {
        found.append(x)
      } else if let before, before.value * value < 0 {
        found.append(signChange(of: argument, from: before.x, to: x, isRising: value > 0))
      }
      before = (x, value)
    }
    // A whole stretch of zeros is no kink.
    return found.count > count / 4 ? [] : found
  }

  /// Bisection to the last bit.
  private static func signChange(
    of argument: Formula, from lower: Double, to upper: Double, isRising: Bool
  ) -> Double {
    var (lower, upper) = (lower, upper)
    while true {
      let middle = lower + (upper - lower) / 2
      if middle <= lower || middle >= upper { return upper }
      let value = argument.value(at: middle)
      if value == 0 { return middle }
      if (value > 0) == isRising { upper = middle } else { lower = middle }
    }
  }
}

extension Formula {
  /// What decides between branches.
  var switchingArguments: [Formula] {
    let inner = children.flatMap(\.switchingArguments)
    switch self {
    case .apply(.abs, let u), .apply(.sign, let u), .apply(.step, let u): return inner + [u]
    case .extremum(_, let a, let b): return inner + [a - b]
    case .call: return expandingCalls.switchingArguments
    default: return inner
    }
  }
}
