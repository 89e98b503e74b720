/// Formulas in pieces, and letters that are told behind a formula.
extension FormulaReader {
  mutating func formula(_ written: WrittenFormula) throws(FormulaError) -> Formula {
    try learn(written.definitions)
    if written.pieces.count == 1, written.pieces[0].condition == nil {
      return try formula(written.pieces[0].value)
    }
    guard let last = written.pieces.last, last.condition == nil else {
      let end = written.pieces.last?.condition
      throw FormulaError(
        problem: .noOtherwise,
        range: (end?.start ?? 0)..<(end.map { $0.start + $0.text.count } ?? 1))
    }
    var terms: [Formula] = []
    // 1 where none of the pieces so far holds.
    var rest: [Formula] = []
    for piece in written.pieces {
      let value = try formula(piece.value)
      guard let place = piece.condition else {
        guard terms.count == written.pieces.count - 1 else {
          throw piece.value.error(.noOtherwise)
        }
        terms.append(.multiplying(rest + [value]))
        continue
      }
      let condition = try condition(place)
      terms.append(.multiplying(rest + condition.holds + [value]))
      rest.append(condition.fails)
    }
    return .adding(terms)
  }

  /// A stretch of the text as a formula.
  private mutating func formula(_ part: TextPart) throws(FormulaError) -> Formula {
    do {
      let names = names
      return try formula(try Syntax(part.text).readingProducts { !names.isPlain($0) })
    } catch { throw error.moved(by: part.start) }
  }

  // MARK: Conditions

  /// Where a piece holds.
  private struct Condition {
    /// Factors that are 1 there, and 0 elsewhere, where they switch off what they multiply.
    var holds: [Formula] = []

    /// 1 where it does not hold, and 0 where it does.
    var fails: Formula { .opposite(of: .multiplying(holds)) }
  }

  /// x > 0, 0 < αx + β < 1.
  private mutating func condition(_ part: TextPart) throws(FormulaError) -> Condition {
    let plain = TextPart(
      // One character, so that places stay what they are.
      part.text.replacing("<=", with: "≤ ").replacing(">=", with: "≥ "), start: part.start)
    let (sides, signs) = plain.split(at: ["<", ">", "≤", "≥"])
    guard (1...2).contains(signs.count), ![" and ", " or "].contains(where: part.text.contains)
    else { throw part.error(.noCondition) }
    var values: [Formula] = []
    for side in sides { values.append(try formula(side)) }
    guard values.contains(where: { !$0.isConstant }) else { throw part.error(.noCondition) }
    var condition = Condition()
    for (index, sign) in signs.enumerated() {
      let isRising = sign == "<" || sign == "≤"
      let (low, high) =
        isRising ? (values[index], values[index + 1]) : (values[index + 1], values[index])
      // step(u) is 1 where u > 0: low < high as it stands, and low ≤ high where not high < low.
      let isStrict = sign == "<" || sign == ">"
      let step = Formula.apply(.step, isStrict ? high.above(low) : low.above(high))
      condition.holds.append(isStrict ? step : .opposite(of: step))
    }
    return condition
  }

  // MARK: Letters

  /// Learns what letters mean, in whatever order they are told.
  private mutating func learn(_ definitions: [TextPart]) throws(FormulaError) {
    var open = definitions
    while !open.isEmpty {
      var (later, problem): ([TextPart], FormulaError?) = ([], nil)
      for part in open {
        do throws(FormulaError) { try learn(part) } catch {
          // One that stands behind it may tell its letters.
          guard case .unknownName = error.problem else { throw error }
          later.append(part)
          problem = problem ?? error
        }
      }
      if let problem, later.count == open.count { throw problem }
      open = later
    }
  }

  /// s = 1/(1 + e^(−x)), or Φ(x) = …, whose letter stands before brackets too.
  private mutating func learn(_ part: TextPart) throws(FormulaError) {
    let (sides, signs) = part.split(at: ["="])
    guard signs.count == 1 else { throw part.error(.noDefinition) }
    let head = sides[0].text.filter { $0 != " " }
    let call = "(\(names.variable))"
    let name = head.hasSuffix(call) ? String(head.dropLast(call.count)) : head
    guard !name.isEmpty, name.allSatisfy(\.isLetter), !names.isPlain(name) else {
      throw sides[0].error(.noDefinition)
    }
    names.meanings[name] = .init(formula: try formula(sides[1]), isFunction: head != name)
  }
}

extension FormulaReader {
  /// What a letter means that is told behind the formula, or one of its derivatives: s, u′.
  func meant(by name: String) -> Formula? {
    if let meaning = names.meanings[name] { return meaning.formula }
    guard let derived = DerivativeName(name), name.hasPrefix(derived.base), derived.order <= 2,
      let meaning = names.meanings[derived.base]
    else { return nil }
    return (0..<derived.order).reduce(meaning.formula) { formula, _ in formula.derivative }
  }
}

extension Formula {
  /// 1 − u, of what is 0 or 1.
  fileprivate static func opposite(of formula: Formula) -> Formula {
    if case .sum(let terms) = formula, terms.count == 2, terms[0] == .one {
      return terms[1].negated
    }
    return .adding([.one, formula.negated])
  }

  /// This less another one.
  fileprivate func above(_ other: Formula) -> Formula {
    if other == .zero { return self }
    return self == .zero ? other.negated : .adding([self, other.negated])
  }
}

extension FormulaError {
  /// The same, of a text that begins later.
  fileprivate func moved(by count: Int) -> Self {
    Self(problem: problem, range: (range.lowerBound + count)..<(range.upperBound + count))
  }
}
