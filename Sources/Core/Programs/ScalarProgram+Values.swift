internal import Numerics

extension ScalarProgram {
  /// The results at x, each step rounded once: what any language with the same steps gives.
  ///
  /// - Complexity: nanoseconds a step.
  package func callAsFunction(_ x: Double) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(steps.count)
    for step in steps { values.append(Self.value(of: step, at: x, values)) }
    return results.map { values[$0] }
  }

  private static func value(of step: Step, at x: Double, _ values: [Double]) -> Double {
    switch step {
    case .x: x
    case .constant(let value): value
    case .add(let a, let b): values[a] + values[b]
    case .subtract(let a, let b): values[a] - values[b]
    case .multiply(let a, let b): values[a] * values[b]
    case .divide(let a, let b): values[a] / values[b]
    case .negate(let a): -values[a]
    case .power(let a, let b): power(values[a], values[b])
    case .apply(let function, let a): function(values[a])
    case .choose(let comparison, let a, let b, let c, let d):
      comparison.holds(values[a], values[b]) ? values[c] : values[d]
    }
  }

  /// That of C: of a negative base only whole exponents have a value.
  private static func power(_ base: Double, _ exponent: Double) -> Double {
    if base < 0, exponent == exponent.rounded() {
      let isOdd = exponent.truncatingRemainder(dividingBy: 2) != 0
      return isOdd ? -.pow(-base, exponent) : .pow(-base, exponent)
    }
    if base == 0, exponent < 0 { return .infinity }
    return .pow(base, exponent)
  }
}

extension ScalarProgram.Function {
  func callAsFunction(_ u: Double) -> Double {
    switch self {
    case .exp: .exp(u)
    case .expm1: .expMinusOne(u)
    case .log: .log(u)
    case .log1p: .log(onePlus: u)
    case .sqrt: u.squareRoot()
    case .abs: Swift.abs(u)
    case .sin: .sin(u)
    case .cos: .cos(u)
    case .tan: .tan(u)
    case .sinh: .sinh(u)
    case .cosh: .cosh(u)
    case .tanh: .tanh(u)
    case .asinh: .asinh(u)
    case .atan: .atan(u)
    case .erf: .erf(u)
    case .erfc: .erfc(u)
    }
  }
}

extension ScalarProgram.Comparison {
  func holds(_ a: Double, _ b: Double) -> Bool {
    switch self {
    case .greater: a > b
    case .atLeast: a >= b
    }
  }
}
