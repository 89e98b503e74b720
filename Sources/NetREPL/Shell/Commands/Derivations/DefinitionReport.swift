import Core

extension Definition {
  /// The definition with σ′ and σ″, and what there is to know about it.
  func report(isNew: Bool) -> Report {
    let whole = function.body.expandingCalls
    let first = whole.derivative
    let second = first.derivative
    let form = ValueForm(of: whole)
    let notes = DefinitionNotes(of: self, whole: whole, first: first, second: second)

    // Each function by its ways of writing it, the later ones below the first.
    let parts = [
      ("", [function.body, whole]), ("′", [first] + (form.map { [$0.first] } ?? [])),
      ("″", [second] + (form.map { [$0.second] } ?? [])),
    ]
    let width = name.count + variable.count + 3
    var lines: [String] = []
    for (primes, formulas) in parts {
      var name = "\(name)\(primes)(\(variable))"
      var texts: [String] = []
      for text in formulas.map(shown) where !texts.contains(text) {
        lines.append(name + String(repeating: " ", count: width - name.count) + " = " + text)
        texts.append(text)
        name = ""
      }
    }
    if form != nil { lines[lines.count - 1] += "   with T = \(name)(\(variable))" }
    var blocks: [Report.Block] = lines.map { .line("\($0)") }
    blocks += notes.sentences.map { .paragraph($0) }
    if !isNew {
      blocks.append(
        .paragraph("Defined anew: networks and functions that use the earlier \(name) keep it."))
    }
    return Report(
      blocks,
      record: [
        "name": name, "variable": variable, "value": record(function.body, nil),
        "first": record(first, form?.first), "second": record(second, form?.second),
        "kinks": notes.examination.kinks, "notes": notes.sentences,
      ])
  }

  /// A formula on the screen: one that would fill it is cut, and the cut is counted.
  private func shown(_ formula: Formula) -> String {
    let text = text(formula, .unicode)
    return text.count <= 500
      ? text : "\(text.clipped(to: 300)) (\(text.count) characters; --format json has all)"
  }

  private func text(_ formula: Formula, _ style: Formula.Style) -> String {
    formula.text(style, variable: variable)
  }

  /// A formula in each style, and by T where it has such a form.
  private func record(_ formula: Formula, _ form: Formula?) -> Record {
    [
      "formula": text(formula, .unicode), "latex": text(formula, .latex),
      "source": text(formula, .source), "byValue": form.map { text($0, .unicode) },
    ]
  }

  /// The command that defines it.
  var line: String { "define \(name)(\(variable)) = \(text(.source))" }

  /// The formula as it was defined, in its own variable.
  fileprivate func text(_ style: Formula.Style) -> String { text(function.body, style) }
}

extension Definitions {
  /// The list of them.
  var report: Report {
    let record: Record = [
      "definitions": all.map { definition -> Record in
        [
          "name": definition.name, "variable": definition.variable,
          "source": definition.text(.source),
        ]
      }
    ]
    guard !all.isEmpty else {
      return .line("Nothing is defined; for example: define f(x) = x/(1 + abs(x))", record: record)
    }
    let names = all.map { "\($0.name)(\($0.variable))" }
    return Report(
      [.table([.text("", names), .text("", all.map { "= " + $0.text(.unicode) })])],
      record: record)
  }
}
