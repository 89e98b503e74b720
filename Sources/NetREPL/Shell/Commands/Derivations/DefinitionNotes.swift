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
    if let place = undefined.words(x) { sentences.append("No finite value \(place).") }
    if let place = rough.words(x) {
      sentences.append("No finite \(name(1)) or \(name(2)) \(place).")
    }
  }

  // MARK: Jumps

  private mutating func noteJumps() {
    for order in 0...2 {
      let points = examination.kinks.filter { firstJump(at: $0) == order }
      guard !points.isEmpty else { continue }
      var sentence = "\(name(order)) jumps at \(list(points))"
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
    let others = points.filter { abs(parts[order].value(at: $0) - used($0)) > 1e-9 }
    if let x = others.min(by: { abs($0) < abs($1) }) {
      return "; at \(list([x])) the formula gives \(Prose.number(parts[order].value(at: x))), and "
        + "\(name(order)) = \(Prose.number(used(x))) is the convention"
    }
    if points.count == 1, !used(points[0]).isFinite { return ", and has no value there" }
    return points.count == 1
      ? "; \(name(order)) = \(Prose.number(used(points[0]))) there is a convention" : ""
  }

  /// The order of the first of σ, σ′ and σ″ that jumps at a point; nil when none does.
  private func firstJump(at x: Double) -> Int? {
    parts.firstIndex { part in
      let (left, right) = (part.value(at: x.nextDown), part.value(at: x.nextUp))
      return abs(left - right) > 1e-6 * max(1, abs(left))
    }
  }

  private func list(_ points: [Double]) -> String {
    // Of many those nearest to 0.
    let shown = points.sorted { abs($0) < abs($1) }.prefix(5).sorted()
    let numbers = shown.map { Prose.place($0) }.joined(separator: ", ")
    let more = shown.count < points.count ? ", … (\(points.count) from −100 to 100)" : ""
    return "\(x) = \(numbers)\(more)"
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
