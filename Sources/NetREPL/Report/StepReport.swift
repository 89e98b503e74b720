import Core

/// One step of a derivation for the screen and as data.
struct StepReport {
  var step: DerivationStep

  /// Counted from 0, and how many there are.
  var position: Int
  var count: Int

  /// For the names of components; nil for the derivation of an activation.
  var network: Network?
  var isFull: Bool

  var blocks: [Report.Block] {
    var blocks: [Report.Block] = [
      .heading("Step \(position + 1) of \(count)   \(step.title)", aside: "")
    ]
    blocks += step.formulas.map { .line(StyledText("    \($0)".escapingControls)) }
    blocks += [.paragraph(step.rule), .blank]
    for quantity in step.quantities { blocks += self.blocks(of: quantity) }
    if let line = checkLine { blocks.append(line) }
    if step.verdict == .wrong {
      blocks.append(
        .line(StyledText("The formula and the differences contradict each other.", .bad)))
    }
    return blocks
  }

  private func blocks(of quantity: DerivedQuantity) -> [Report.Block] {
    let values = quantity.value.storage
    // Components of a signal are known by their place; words have to stand beside their numbers.
    var isProse = values.count == 1
    if case .signal = quantity.rows { isProse = true }
    if quantity.isVector, quantity.estimates == nil, isProse {
      let text = values.count == 1 ? Prose.number(values[0]) : Prose.vector(values)
      return [.paragraph("\(quantity.name) =\u{a0}\(text)")]
    }
    var table = MatrixTable(
      rowLabels: labels(quantity.rows), columnLabels: labels(quantity.columns),
      values: .dense(quantity.value), checks: checks(of: quantity), isFull: isFull)
    if quantity.isVector {
      table.columnLabels = .list([quantity.name])
      return [.matrix(table)]
    }
    let (rows, columns) = (quantity.value.rows, quantity.value.columns)
    return [
      .line(StyledText("\(quantity.name)   ") + StyledText("\(rows)×\(columns)", .dim)),
      .matrix(table),
    ]
  }

  private func labels(_ axis: DerivedQuantity.Axis) -> MatrixTable.Labels {
    switch axis {
    case .signal(let signal): network.map { signal.labels(in: $0) } ?? .none
    case .words(let words): .list(words)
    case .single: .none
    }
  }

  private func checks(of quantity: DerivedQuantity) -> [RowCheck]? {
    guard let estimates = quantity.estimates else { return nil }
    let value = quantity.value
    var summary = CheckSummary(rowCount: value.rows)
    let scale = value.largestMagnitude
    for i in 0..<value.rows {
      for j in 0..<value.columns {
        guard let estimate = estimates[i * value.columns + j] else { continue }
        summary.add(row: i, analytic: value[i, j], estimate: estimate, scale: scale)
      }
    }
    return summary.rows
  }

  private var checkLine: Report.Block? {
    guard let against = step.checkedAgainst else { return nil }
    let estimates = step.quantities.compactMap(\.estimates).joined()
    let checked = estimates.count { $0 != nil }
    let sample = checked < estimates.count ? ", \(checked) of \(estimates.count) entries" : ""
    guard let verdict = step.verdict, let error = step.error else {
      return .line(StyledText("Not checked: `set fd.limit` allows more time.", .dim))
    }
    return .line(
      StyledText(
        "Differences of \(against)\(sample): largest error \(Prose.magnitude(error)), ")
        + StyledText(verdict.words, verdict.style) + ".")
  }

  var record: JSONValue {
    .object([
      ("title", .string(step.title)),
      ("formula", .string(step.formulas.joined(separator: "\n"))),
      ("latex", .string(step.latex)), ("value", value), ("error", .optional(step.error)),
      ("verdict", step.verdict.map { .string($0.words) } ?? .null),
    ])
  }

  /// What was checked, or where nothing was all of the step: one value, or a list.
  private var value: JSONValue {
    let checked = step.quantities.filter { $0.estimates != nil }
    let values = (checked.isEmpty ? step.quantities : checked).map { quantity in
      quantity.isVector ? JSONValue.numbers(quantity.value.storage) : .matrix(quantity.value)
    }
    return values.count == 1 ? values[0] : .array(values)
  }
}
