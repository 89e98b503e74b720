import Core

/// What there is to know about a definition besides its formulas, a sentence each: where it has no
/// value, where it is not smooth, and which digits double arithmetic alone would lose.
struct DefinitionNotes {
  let examination: FormulaExamination
  private(set) var sentences: [String] = []

  private let definition: Definition
  private let parts: [Formula]

  init(of definition: Definition, whole: Formula, first: Formula, second: Formula) {
    self.definition = definition
    parts = [whole, first, second]
    examination = FormulaExamination(of: whole)
    noteRanges()
    noteJumps()
    noteDigits()
    let texts = parts.map { $0.text(.unicode) }
    if texts.contains(where: { $0.contains("step(") }) {
      sentences.append("step(u) is 1 where u is positive, else 0.")
    }
  }

  private var x: String { definition.variable }

  /// mine, mine′ or mine″.
  private func name(_ order: Int) -> String { definition.name + ["", "′", "″"][order] }

  // MARK: Where there is no value

  private mutating func noteRanges() {
    let (value, slope, bend) = (parts[0], parts[1], parts[2])
    let undefined = LineSet(examination.undefined) { !value.value(at: $0).isFinite }
    let rough = LineSet(examination.notDifferentiable) {
      value.value(at: $0).isFinite
        && !(slope.value(at: $0).isFinite && bend.value(at: $0).isFinite)
    }
    let holes = value.hidesGaps ? [] : points(of: value.gaps).filter { !undefined.touches($0) }
    if let place = words(undefined, holes) { sentences.append("No finite value \(place).") }
    let edges = points(of: slope.gaps).filter { point in
      !undefined.touches(point) && !holes.contains(point) && !rough.touches(point)
        && Self.grows(slope, towards: point)
    }
    if let place = words(rough, edges) {
      sentences.append("No finite \(name(1)) or \(name(2)) \(place).")
    }
  }

  private func words(_ set: LineSet, _ points: [Double]) -> String? {
    let parts = [set.words(x), points.isEmpty ? nil : Prose.places(points, variable: x)]
    let words = parts.compactMap(\.self).joined(separator: " and ")
    return words.isEmpty ? nil : words
  }

  /// The single points among gaps, which sampling does not meet, ascending.
  private func points(of gaps: [FormulaGap]) -> [Double] {
    Set(gaps.flatMap(\.stretches).filter(\.isPoint).map(\.lower))
      .filter { abs($0) <= 100 }.sorted()
  }

  /// Whether it grows without bound as a point is approached, and has no limit there.
  private static func grows(_ formula: Formula, towards x: Double) -> Bool {
    [-1.0, 1].contains { side in
      let (far, near) = (formula.value(at: x + side * 1e-5), formula.value(at: x + side * 1e-9))
      return far.isFinite && !(abs(near) <= 8 * abs(far))
    }
  }

  // MARK: Jumps

  private mutating func noteJumps() {
    for order in 0...2 {
      let points = examination.kinks.filter { firstJump(at: $0) == order }
      guard !points.isEmpty else { continue }
      var sentence = "\(name(order)) jumps \(Prose.places(points, variable: x))"
      if order == 0 {
        sentence += ", where it has no slope"
      } else {
        sentence += order == 1 ? ", a kink" : ""
        sentence += convention(order, at: points)
      }
      sentences.append(sentence + ".")
    }
  }

  /// What is computed with at a jump of σ′ or σ″, and what the formula as it is printed gives there.
  private func convention(_ order: Int, at points: [Double]) -> String {
    func used(_ x: Double) -> Double {
      let jet = definition.activation.jet(x)
      return order == 1 ? jet.first : jet.second
    }
    // Where a maximum has a tie its formula takes the one side, and the convention is the other.
    func differs(_ x: Double) -> Bool { abs(parts[order].value(at: x) - used(x)) > 1e-9 }
    func number(_ value: Double) -> String { Prose.number(value) }
    if points.count == 1 {
      let x = points[0]
      if differs(x) {
        return
          "; \(Prose.places([x], variable: self.x)) the formula gives \(number(parts[order].value(at: x))), "
          + "and \(name(order)) = \(number(used(x))) is the convention"
      }
      return used(x).isFinite
        ? "; \(name(order)) = \(number(used(x))) there is a convention" : ", and has no value there"
    }
    let shown = points.sorted { abs($0) < abs($1) }.prefix(Self.mostConventions).sorted()
    let words = shown.map { x in
      let place = Prose.places([x], variable: self.x)
      if !used(x).isFinite { return "it has no value \(place)" }
      return "it is \(number(used(x))) \(place)"
        + (differs(x) ? ", where the formula gives \(number(parts[order].value(at: x)))" : "")
    }
    let rest = points.count - shown.count
    return "; by convention \(words.joined(separator: "; "))"
      + (rest == 0 ? "" : "; and \(rest) more")
  }

  /// Of more kinks the convention is not told one by one.
  private static let mostConventions = 4

  /// The order of the first of σ, σ′ and σ″ that jumps at a point; nil when none does.
  private func firstJump(at x: Double) -> Int? {
    parts.firstIndex { part in
      let (left, right) = (part.value(at: x.nextDown), part.value(at: x.nextUp))
      return abs(left - right) > 1e-6 * max(1, abs(left))
    }
  }

  // MARK: Digits

  private mutating func noteDigits() {
    guard let loss = examination.loss else { return }
    let digits = loss.digits >= 15 ? "all its digits" : "\(loss.digits) of its 16 digits"
    sentences.append(
      "In double arithmetic alone \(name(loss.order)) would lose \(digits) at "
        + "\(x) = \(Prose.minus(NumberFormat.shortest(loss.point))); it is computed with more.")
  }
}
