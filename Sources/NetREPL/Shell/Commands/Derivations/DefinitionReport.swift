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
      (name: "\(name)(\(variable))", formulas: [function.body, whole]),
      (name: "\(name)′(\(variable))", formulas: [first] + (form.map { [$0.first] } ?? [])),
      (name: "\(name)″(\(variable))", formulas: [second] + (form.map { [$0.second] } ?? [])),
    ]
    let width = parts[1].name.count
    var lines: [String] = []
    for part in parts {
      var texts: [String] = []
      for formula in part.formulas {
        let text = shown(formula)
        if !texts.contains(text) { texts.append(text) }
      }
      for (i, text) in texts.enumerated() {
        let name = i == 0 ? part.name : ""
        lines.append(name + String(repeating: " ", count: width - name.count) + " = " + text)
      }
    }
    if form != nil { lines[lines.count - 1] += "   with T = \(name)(\(variable))" }
    var blocks: [Report.Block] = lines.map { .line(StyledText($0)) }
    blocks += notes.sentences.map { .paragraph($0) }
    if !isNew {
      blocks.append(
        .paragraph("Defined anew: networks and functions that use the earlier \(name) keep it."))
    }
    return Report(
      blocks: blocks,
      record: .object([
        ("command", .string("define")), ("name", .string(name)), ("variable", .string(variable)),
        ("value", record(function.body, nil)), ("first", record(first, form?.first)),
        ("second", record(second, form?.second)), ("kinks", .numbers(notes.examination.kinks)),
        ("notes", .strings(notes.sentences)),
      ]))
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
  private func record(_ formula: Formula, _ form: Formula?) -> JSONValue {
    .object([
      ("formula", .string(text(formula, .unicode))), ("latex", .string(text(formula, .latex))),
      ("source", .string(text(formula, .source))),
      ("byValue", form.map { .string(text($0, .unicode)) } ?? .null),
    ])
  }
}

extension Definitions {
  /// The list of them.
  var report: Report {
    let record = JSONValue.object([
      ("command", .string("define")),
      (
        "definitions",
        .array(
          all.map { definition in
            .object([
              ("name", .string(definition.name)), ("variable", .string(definition.variable)),
              ("source", .string(definition.text(.source))),
            ])
          })
      ),
    ])
    guard !all.isEmpty else {
      return .lines("Nothing is defined; for example: define f(x) = x/(1 + abs(x))", record: record)
    }
    let names = all.map { "\($0.name)(\($0.variable))" }
    let table = Table(columns: [
      Table.text("", names), Table.text("", all.map { "= " + $0.text(.unicode) }),
    ])
    return Report(blocks: [.table(table)], record: record)
  }
}

extension Definition {
  /// The formula as it was defined, in its own variable.
  func text(_ style: Formula.Style) -> String { function.body.text(style, variable: variable) }
}
