/// What is computed of one number x, step by step, each step from those before it.
///
/// Programs in other languages and graphs of other engines are written from these: an activation
/// with its derivatives is told once, in steps that every one of them has. `Scalar` makes them.
package struct ScalarProgram: Sendable, Hashable {
  /// The steps; those they name stand before them.
  package let steps: [Step]

  /// The steps that are asked for.
  package let results: [Int]

  package enum Step: Sendable, Hashable {
    case x
    case constant(Double)
    case add(Int, Int)
    case subtract(Int, Int)
    case multiply(Int, Int)
    case divide(Int, Int)
    case negate(Int)

    /// Base and exponent, where the exponent is no small whole number.
    case power(Int, Int)

    case apply(Function, Int)

    /// The third where the comparison of the first two holds, else the fourth. What is not-a-number
    /// compares with nothing.
    case choose(Comparison, Int, Int, then: Int, otherwise: Int)
  }

  package enum Function: String, Sendable, Hashable, CaseIterable {
    case exp, expm1, log, log1p, sqrt, abs
    case sin, cos, tan, sinh, cosh, tanh, asinh, atan, erf, erfc
  }

  package enum Comparison: String, Sendable, Hashable, CaseIterable {
    case greater = ">"
    case atLeast = ">="
  }
}

extension ScalarProgram.Step {
  /// The steps that it is computed from.
  package var operands: [Int] {
    switch self {
    case .x, .constant: []
    case .add(let a, let b), .subtract(let a, let b), .multiply(let a, let b),
      .divide(let a, let b),
      .power(let a, let b):
      [a, b]
    case .negate(let a), .apply(_, let a): [a]
    case .choose(_, let a, let b, let c, let d): [a, b, c, d]
    }
  }

  /// The same step with its operands elsewhere.
  func moved(_ place: (Int) -> Int) -> Self {
    switch self {
    case .x, .constant: self
    case .add(let a, let b): .add(place(a), place(b))
    case .subtract(let a, let b): .subtract(place(a), place(b))
    case .multiply(let a, let b): .multiply(place(a), place(b))
    case .divide(let a, let b): .divide(place(a), place(b))
    case .power(let a, let b): .power(place(a), place(b))
    case .negate(let a): .negate(place(a))
    case .apply(let function, let a): .apply(function, place(a))
    case .choose(let comparison, let a, let b, let c, let d):
      .choose(comparison, place(a), place(b), then: place(c), otherwise: place(d))
    }
  }
}

extension ScalarProgram {
  /// The same with some of its results alone, and without the steps that nothing needs.
  package func keeping(_ chosen: [Int]) -> ScalarProgram {
    Self.pruned(steps, results: chosen.map { results[$0] })
  }

  /// Steps without those that no result needs.
  static func pruned(_ steps: [Step], results: [Int]) -> ScalarProgram {
    var isNeeded = Array(repeating: false, count: steps.count)
    for k in results { isNeeded[k] = true }
    for k in steps.indices.reversed() where isNeeded[k] {
      for operand in steps[k].operands { isNeeded[operand] = true }
    }
    var places = Array(repeating: 0, count: steps.count)
    var kept: [Step] = []
    for k in steps.indices where isNeeded[k] {
      places[k] = kept.count
      kept.append(steps[k].moved { places[$0] })
    }
    return ScalarProgram(steps: kept, results: results.map { places[$0] })
  }

  /// The number that a result is, whatever x is; nil where it depends on x.
  package func constant(_ result: Int) -> Double? {
    if case .constant(let value) = steps[results[result]] { value } else { nil }
  }
}
