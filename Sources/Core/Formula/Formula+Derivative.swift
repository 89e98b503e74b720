extension Formula {
  /// The derivative with respect to x, simplified.
  ///
  /// - Precondition: T is not in it.
  public var derivative: Formula {
    let raw = rawDerivative
    let simplified = raw.simplified
    // Nobody reads a page-long formula: it stays as it is.
    let tidied = simplified.size <= 300 ? simplified.tidied : simplified
    // What is rewritten is shown once it has been seen to have the same values.
    return [tidied, simplified].first { $0.hasTheValues(of: raw) } ?? raw
  }

  /// Whether the two agree to 12 digits at a few points, wherever the other one has a value.
  private func hasTheValues(of other: Formula) -> Bool {
    [-7.3, -1.9, -0.6, 0.2, 0.85, 1.7, 4.1].allSatisfy { x in
      let (value, expected) = (value(at: x), other.value(at: x))
      return !expected.isFinite || abs(value - expected) <= 1e-12 * abs(expected) + 1e-280
    }
  }

  /// The derivative as the rules give it: sum, product, power and chain rule; those of the
  /// functions stand in their table.
  var rawDerivative: Formula {
    if isConstant { return .zero }
    switch self {
    case .number, .constant, .parameter: return .zero
    case .x: return .one
    case .value: preconditionFailure("T has no derivative of its own")
    case .sum(let members): return .sum(members.map(\.rawDerivative))
    case .product(let members):
      return .sum(
        members.indices.filter { !members[$0].isConstant }.map { i in
          var factors = members
          factors[i] = members[i].rawDerivative
          return .product(factors)
        })
    case .power(let base, let exponent): return Self.derivative(of: base, raisedTo: exponent)
    case .apply(let function, let u):
      return function.rule.derivative.substituting(x: u) * u.rawDerivative
    case .call(let function, let u):
      return function.slope.substituting(x: u) * u.rawDerivative
    case .extremum(let which, let a, let b):
      // At a tie the constant decides, as in relu′(0) = 0: the flat side is the outer one.
      let (first, second) = a.isConstant ? (b, a) : (a, b)
      let difference = which == .max ? first - second : second - first
      let chosen = Formula.apply(.step, difference)
      if second.isConstant { return chosen * first.rawDerivative }
      return chosen * first.rawDerivative + (.one - chosen) * second.rawDerivative
    }
  }

  private static func derivative(of base: Formula, raisedTo exponent: Formula) -> Formula {
    if exponent.isConstant {
      let lowered =
        exponent.rational.flatMap { $0 + Rational(-1) }.map { .number($0) } ?? exponent - .one
      return exponent * .power(base, lowered) * base.rawDerivative
    }
    let logarithm = base == .constant(.e) ? Formula.one : .apply(.log, base)
    if base.isConstant { return .power(base, exponent) * logarithm * exponent.rawDerivative }
    return .power(base, exponent)
      * (exponent.rawDerivative * logarithm + exponent * base.rawDerivative / base)
  }
}

extension NamedFormula {
  /// The derivative in x; in terms of the function itself where that is shorter: 1 − tansig(x)².
  var slope: Formula {
    let direct = body.derivative
    // Without the calls, whose own slopes would be looked for again and again.
    guard let form = ValueForm(of: body.expandingCalls) else { return direct }
    let inTerms = form.first.substituting(value: .call(self, .x))
    return inTerms.size <= direct.size + 4 ? inTerms : direct
  }
}
