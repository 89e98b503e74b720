/// One change of a formula, such as a slip of the pen makes.
struct FormulaEdit: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    case signOfTerm, dropTerm, dropFactor, exponent, number, sumForProduct, productForSum, invert
    case square, function, argument, term, factor

    /// The value for the variable, or the other way round: x(1 − x) for T(1 − T).
    case variable

    /// How far-fetched it is.
    var cost: Double {
      switch self {
      case .signOfTerm, .dropTerm, .number, .exponent, .variable: 1
      case .dropFactor, .productForSum, .argument, .factor: 1.2
      case .function, .invert, .square, .sumForProduct, .term: 1.5
      }
    }
  }

  let kind: Kind

  /// The part as it stands, and as it should be.
  let before: Formula
  let after: Formula
}

extension Formula {
  /// Every formula that one edit makes of this one, a factor before the whole included.
  func edited() -> [(formula: Formula, edit: FormulaEdit)] {
    let factors: [Formula] = [
      .x, .value, .one - .value, .one + .value, .one - .value.squared(), .exp(.x), .exp(-.x),
    ]
    return interchanged + editedInside()
      + factors.map { factor in
        let after = Formula.product([factor, self])
        return (after, FormulaEdit(kind: .factor, before: self, after: after))
      }
  }

  /// With T for x everywhere, and with x for T.
  private var interchanged: [(formula: Formula, edit: FormulaEdit)] {
    [
      (substituting(x: .value), FormulaEdit(kind: .variable, before: .x, after: .value)),
      (substituting(value: .x), FormulaEdit(kind: .variable, before: .value, after: .x)),
    ].filter { $0.formula != self }
  }

  private func editedInside() -> [(formula: Formula, edit: FormulaEdit)] {
    var result = ownEdits().map { edit in (edit.after, edit) }
    for (i, child) in children.enumerated() {
      result += child.editedInside().map { formula, edit in (replacingChild(i, by: formula), edit) }
    }
    return result
  }

  private func replacingChild(_ index: Int, by replacement: Formula) -> Formula {
    var position = -1
    return mapChildren { child in
      position += 1
      return position == index ? replacement : child
    }
  }

  /// The edits of this node alone.
  private func ownEdits() -> [FormulaEdit] {
    var edits: [FormulaEdit] = []
    func add(_ kind: FormulaEdit.Kind, _ after: Formula) {
      if after != self { edits.append(FormulaEdit(kind: kind, before: self, after: after)) }
    }
    switch self {
    case .number(let number): addNumbers(number.rational, add)
    case .constant, .parameter: break
    case .x:
      add(.variable, .value)
      add(.argument, -.x)
      add(.argument, .number(2) * .x)
      add(.argument, Formula.x.squared())
    case .value:
      add(.variable, .x)
      add(.argument, .one - .value)
      add(.argument, .one + .value)
      add(.argument, Formula.value.squared())
    case .sum(let members):
      for i in members.indices {
        var others = members
        others.remove(at: i)
        add(.dropTerm, .adding(others))
        others.insert(members[i].negated, at: i)
        add(.signOfTerm, .sum(others))
      }
      if members.count == 2 { add(.productForSum, Formula.product(members).simplified) }
      add(.square, squared())
    case .product(let members):
      for i in members.indices {
        var others = members
        others.remove(at: i)
        if members[i] != .number(-1) {
          add(.dropFactor, .multiplying(others))
        }
        others.insert(members[i].inverted, at: i)
        if members[i].rational == nil { add(.invert, .product(others)) }
      }
      if members.count == 2 { add(.sumForProduct, .sum(members)) }
      add(.signOfTerm, negated)
    case .power(let base, let exponent):
      add(.exponent, .power(exponent, base))
      if let p = exponent.rational {
        let sign = Rational(p.isNegative ? -1 : 1)
        for other in [p + sign, p + -sign].compactMap({ $0 }) where other != .zero {
          add(.exponent, Formula.power(base, .number(other)).lessPower)
        }
      }
    case .apply(let function, let u):
      add(.argument, .apply(function, u.negated))
      if let other = function.oftenMistaken { add(.function, .apply(other, u)) }
      add(.square, squared())
    case .call(_, let u):
      add(.argument, mapChildren { _ in u.negated })
      add(.square, squared())
    case .extremum(let which, let a, let b):
      add(.function, .extremum(which == .max ? .min : .max, a, b))
    }
    if rational == nil, self != .x {
      add(.term, .one + self)
      add(.term, .one - self)
    }
    return edits
  }

  private func addNumbers(_ c: Rational, _ add: (FormulaEdit.Kind, Formula) -> Void) {
    add(.number, .number(-c))
    let others = [c * Rational(2), c * Rational(1, over: 2), c + .one, c + Rational(-1)]
    for other in others.compactMap({ $0 }) { add(.number, .number(other)) }
  }

  private var inverted: Formula {
    if case .power(let base, let exponent) = self, let p = exponent.rational {
      return p == Rational(-1) ? base : .power(base, .number(-p))
    }
    return .power(self, .number(-1))
  }

  /// u for u¹.
  private var lessPower: Formula {
    if case .power(let base, let exponent) = self, exponent == .one { return base }
    return self
  }
}

extension Formula.Function {
  fileprivate var oftenMistaken: Formula.Function? {
    let pairs: [(Self, Self)] = [
      (.sin, .cos), (.sinh, .cosh), (.tan, .tanh), (.exp, .expm1), (.log, .log1p),
    ]
    return pairs.first { $0.0 == self || $0.1 == self }.map { $0.0 == self ? $0.1 : $0.0 }
  }
}
