/// A part of a formula that has no value on some stretches of the line.
package struct FormulaGap: Sendable, Hashable {
  package enum Reason: Sendable, Hashable {
    /// What is divided by is 0, and so is what is divided, or not.
    case zeroByZero, divisionByZero

    /// A root or another broken power of a negative number.
    case root

    /// A logarithm of what is not positive.
    case logarithm
  }

  /// The part: √x, or x/|x|.
  package let part: Formula

  package let reason: Reason

  /// Where it has no value, ascending.
  package let stretches: [Stretch]

  package func isMissing(at x: Double) -> Bool { stretches.contains { $0.contains(x) } }

  /// Whether it has no value there and next to it.
  package func isMissing(alongside x: Double) -> Bool {
    stretches.contains { !$0.isPoint && $0.contains(x) }
  }
}

extension Formula {
  /// Where it has no value, strictly: 1/(1 + 1/x) has none at 0, and x/x neither.
  ///
  /// Each part of the formula is looked at as `SignMap` does it, calls from inside.
  ///
  /// - Precondition: T is not in it.
  /// - Complexity: some thousand evaluations for each divisor, root and logarithm.
  package var gaps: [FormulaGap] {
    var known: Set<Hazard> = []
    var result: [FormulaGap] = []
    for hazard in expandingCalls.hazards where known.insert(hazard).inserted {
      result += hazard.gaps
    }
    return result
  }

  /// Whether a part that may have no value goes into one that gives it one, as 1/x into atan.
  package var hidesGaps: Bool {
    switch self {
    case .apply, .power, .extremum: children.contains { !$0.expandingCalls.hazards.isEmpty }
    case .call: expandingCalls.hidesGaps
    default: children.contains(where: \.hidesGaps)
    }
  }

  /// The points where it may bend or jump: zeros of what stands in |…|, sign, step, max and min.
  package var switches: [Double] {
    Set(
      expandingCalls.switchingArguments.flatMap { argument in
        SignMap(of: argument.simplified).cells.map(\.stretch).filter(\.isPoint).map(\.lower)
      }
    ).sorted()
  }

  /// The numbers that stand in it.
  package var numbers: [Double] {
    if let rational { [rational.value] } else { children.flatMap(\.numbers) }
  }

  private var hazards: [Hazard] {
    var own: [Hazard] = []
    switch self {
    case .product(let members):
      let divisors = members.filter { $0.isDivision }
      let above = Formula.multiplying(members.filter { !$0.isDivision })
      // A step of 0 switches the rest off.
      if members.contains(where: { $0.isStep && !$0.isConstant }) { return [] }
      own = divisors.compactMap { divisor in
        guard case .power(let base, _) = divisor else { return nil }
        return Hazard(part: above.divided(by: divisor), argument: base, kind: .division(by: above))
      }
      // The powers have been looked at together with what they divide.
      let inner = members.flatMap { member -> [Hazard] in
        if member.isDivision, case .power(let base, let exponent) = member {
          return base.hazards + member.rootHazards(base, exponent)
        }
        return member.hazards
      }
      return inner + own
    case .power(let base, let exponent):
      own = rootHazards(base, exponent)
      if isDivision {
        own.append(Hazard(part: self, argument: base, kind: .division(by: .one)))
      }
    case .apply(.sqrt, let u): own = [Hazard(part: self, argument: u, kind: .root)]
    case .apply(.log, let u): own = [Hazard(part: self, argument: u, kind: .logarithm)]
    case .apply(.log1p, let u): own = [Hazard(part: self, argument: .one + u, kind: .logarithm)]
    case .apply(.tan, let u):
      own = [Hazard(part: self, argument: .apply(.cos, u), kind: .division(by: .one))]
    default: break
    }
    return children.flatMap(\.hazards) + own
  }

  private func divided(by divisor: Formula) -> Formula {
    self == .one ? divisor : .product(factors + [divisor])
  }

  private func rootHazards(_ base: Formula, _ exponent: Formula) -> [Hazard] {
    if exponent.rational?.isWhole == true { return [] }
    // e^x and 2^x are powers of something positive.
    if base.isConstant, base.plainValue(at: 0) > 0 { return [] }
    return [Hazard(part: self, argument: base, kind: .root)]
  }

  private var isDivision: Bool {
    if case .power(_, let exponent) = self { exponent.rational?.isNegative == true } else { false }
  }
}

/// A part that has no value where its argument has a certain sign.
private struct Hazard: Hashable {
  enum Kind: Hashable {
    case division(by: Formula)
    case root, logarithm
  }

  let part: Formula
  let argument: Formula
  let kind: Kind

  var gaps: [FormulaGap] {
    let cells = SignMap(of: argument.zerosAlone(kind)).cells
    switch kind {
    case .root: return gap(.root, cells.filter { $0.sign == -1 }.map(\.stretch))
    case .logarithm:
      return gap(.logarithm, cells.filter { $0.sign == -1 || $0.sign == 0 }.map(\.stretch))
    case .division(let above):
      let zeros = cells.filter { $0.sign == 0 }.map(\.stretch)
      func isZeroAbove(_ stretch: Stretch) -> Bool {
        let x = stretch.isPoint ? stretch.lower : stretch.samples[0]
        let value = abs(above.value(at: x))
        if value == 0, let sign = above.preciseSign(at: x), sign != 0 { return false }
        // A zero that is no double has one beside it, a last digit of x away.
        let around = [x - x.ulp, x + x.ulp].map { abs(abs(above.value(at: $0)) - value) }
        return value == 0 || value <= 4 * max(around[0], around[1])
      }
      return gap(.zeroByZero, zeros.filter(isZeroAbove))
        + gap(.divisionByZero, zeros.filter { !isZeroAbove($0) })
    }
  }

  private func gap(_ reason: FormulaGap.Reason, _ stretches: [Stretch]) -> [FormulaGap] {
    stretches.isEmpty
      ? [] : [FormulaGap(part: part, reason: reason, stretches: stretches.joined)]
  }
}

extension Formula {
  /// What has its zeros, where only those matter: x for x², |x| and √x.
  fileprivate func zerosAlone(_ kind: Hazard.Kind) -> Formula {
    guard case .division = kind else { return simplified }
    switch self {
    case .power(let base, let exponent) where exponent.rational?.isNegative == false:
      return base.zerosAlone(kind)
    case .apply(.abs, let u), .apply(.sqrt, let u), .apply(.sign, let u):
      return u.zerosAlone(kind)
    default: return simplified
    }
  }
}
