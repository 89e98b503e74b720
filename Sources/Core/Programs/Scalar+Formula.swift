internal import Formula

extension Scalar {
  /// A formula at this number, computed as it is written.
  ///
  /// - Precondition: T and parameters are not in it.
  func value(of formula: Formula) -> Scalar {
    switch formula {
    case .number(let value): return number(value.value)
    case .constant(.pi): return number(.pi)
    case .constant(.e): return number(2.718281828459045)
    case .x: return self
    case .value, .parameter: preconditionFailure("a formula that is not one of x alone")
    case .sum(let members): return sum(members)
    case .product(let members): return product(members)
    case .power(.constant(.e), let exponent): return exp(value(of: exponent))
    case .power(let base, let exponent): return value(of: base).power(value(of: exponent))
    case .apply(let function, let u): return value(of: u).apply(function)
    case .call(let named, let u): return value(of: u).value(of: named.body)
    case .extremum(let which, let a, let b):
      let (a, b) = (value(of: a), value(of: b))
      let (larger, smaller) = which == .max ? (a, b) : (b, a)
      // Where neither comparison holds one of them is not a number, and so is their sum.
      return Comparing(comparison: .atLeast, a: a, b: b)
        .then(
          larger,
          otherwise: Comparing(comparison: .greater, a: b, b: a)
            .then(smaller, otherwise: a + b))
    }
  }

  private func sum(_ members: [Formula]) -> Scalar {
    members.dropFirst().reduce(value(of: members.first ?? .zero)) { sum, member in
      if case .product(let factors) = member, factors.first?.rational.map(\.isNegative) == true {
        return sum - -value(of: member)
      }
      return sum + value(of: member)
    }
  }

  /// What stands below the line is multiplied first, and divided by once.
  private func product(_ members: [Formula]) -> Scalar {
    var (above, below) = (number(1), number(1))
    for member in members {
      if case .power(let base, let exponent) = member, let p = exponent.rational, p.isNegative {
        below = below * value(of: base).power(number(-p.value))
      } else {
        above = above * value(of: member)
      }
    }
    return above / below
  }

  private func apply(_ function: Formula.Function) -> Scalar {
    switch function {
    case .exp: apply(ScalarProgram.Function.exp)
    case .log: apply(ScalarProgram.Function.log)
    case .log1p: apply(ScalarProgram.Function.log1p)
    case .expm1: apply(ScalarProgram.Function.expm1)
    case .sqrt: apply(ScalarProgram.Function.sqrt)
    case .abs: apply(ScalarProgram.Function.abs)
    case .sin: apply(ScalarProgram.Function.sin)
    case .cos: apply(ScalarProgram.Function.cos)
    case .tan: apply(ScalarProgram.Function.tan)
    case .sinh: apply(ScalarProgram.Function.sinh)
    case .cosh: apply(ScalarProgram.Function.cosh)
    case .tanh: apply(ScalarProgram.Function.tanh)
    case .asinh: apply(ScalarProgram.Function.asinh)
    case .atan: apply(ScalarProgram.Function.atan)
    case .erf: apply(ScalarProgram.Function.erf)
    case .step: (self > 0).then(1, otherwise: (self <= 0).then(0, otherwise: self))
    case .sign: sign
    }
  }

  /// −1, 0 or 1; not-a-number of what is none.
  var sign: Scalar { (self > 0).then(1, otherwise: (self < 0).then(-1, otherwise: self)) }
}
