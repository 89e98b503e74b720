extension Formula {
  /// |u| sign(u) is u, u sign(u) is |u|, and step(u) max(u, 0) is max(u, 0).
  static func joinSigns(_ factors: inout [Formula]) {
    for (own, factor) in factors.enumerated() {
      if case .apply(.step, let u) = factor,
        // Not of 1/max(u, 0), which has no value where the step is 0.
        factors.contains(where: {
          let (base, exponent) = $0.baseAndExponent
          return base == .extremum(.max, u, .zero) && exponent.rational?.isNegative == false
        })
      {
        factors.remove(at: own)
        return
      }
      guard case .apply(.sign, let u) = factor else { continue }
      for (i, other) in factors.enumerated() {
        let joined: Formula
        switch other {
        case .apply(.abs, u): joined = u
        case u: joined = .apply(.abs, u)
        case .power(u, .number(let number)):
          guard let n = number.rational.integer, n > 1 else { continue }
          let rest = simplifiedPower(u, .number(n - 1))
          joined = .product([rest, .apply(.abs, u)])
        default: continue
        }
        factors[i] = joined
        factors.remove(at: own)
        return
      }
    }
  }

  /// sin(u)/cos(u) is tan(u), and sinh(u)/cosh(u) is tanh(u).
  static func joinQuotients(_ factors: inout [Formula]) {
    for (i, factor) in factors.enumerated() {
      let (base, exponent) = factor.baseAndExponent
      guard case .apply(let function, let u) = base, let n = exponent.rational else { continue }
      let (below, quotient): (Function, Function)
      switch function {
      case .sin: (below, quotient) = (.cos, .tan)
      case .sinh: (below, quotient) = (.cosh, .tanh)
      default: continue
      }
      let divisor = simplifiedPower(.apply(below, u), .number(-n))
      guard let own = factors.firstIndex(of: divisor) else { continue }
      factors[i] = simplifiedPower(.apply(quotient, u), exponent)
      factors.remove(at: own)
      return
    }
  }

  private var baseAndExponent: (Formula, Formula) {
    if case .power(let base, let exponent) = self { (base, exponent) } else { (self, .one) }
  }

  /// n/2 for an exponent.
  static func half(_ n: Rational) -> Formula {
    (n * Rational(1, over: 2)).map { .number($0) }
      ?? .product([.number(n), .number(Rational(1, over: 2))])
  }

  /// √2 √π is √(2π).
  static func joinRoots(_ factors: inout [Formula]) {
    for exponent in [1, -1] {
      func inside(_ factor: Formula) -> Formula? {
        return switch (factor, exponent) {
        case (.apply(.sqrt, let u), 1) where u.isConstant: u
        case (.power(.apply(.sqrt, let u), let p), -1) where u.isConstant && p == .number(-1): u
        default: nil
        }
      }
      let insides = factors.compactMap(inside)
      guard insides.count > 1 else { continue }
      factors.removeAll { inside($0) != nil }
      let root = Formula.apply(.sqrt, simplifiedProduct(insides))
      factors.append(exponent == 1 ? root : .power(root, .number(-1)))
    }
  }
}
