import Core
import Formats

/// One step of a derivation for the screen and as data.
struct StepReport {
  var step: DerivationStep

  /// Counted from 0, and how many there are.
  var position: Int
  var count: Int

  /// For the names of components; nil for the derivation of an activation.
  var network: Network?
  var isFull: Bool

  /// Whether differences that agree stand beside each row.
  var showsChecks = true

  /// Whether the step is alone on the screen, and its tables have to leave room for the rest of it.
  var isAlone = false

  /// The matrices of the steps above: one that stands there is not shown again.
  var earlier: [Shown] = []

  struct Shown {
    /// Counted from 1.
    var step: Int
    var name: String
    var value: Matrix

    /// Whether a matrix would be the same table: the same but for the last bits.
    func shows(_ other: Matrix) -> Bool {
      guard other.rows == value.rows, other.columns == value.columns else { return false }
      let allowed = 16 * value.largestMagnitude.ulp
      return zip(value.storage, other.storage).allSatisfy { abs($0 - $1) <= allowed || $0 == $1 }
    }
  }

  /// Those that this step shows.
  var shown: [Shown] {
    step.quantities.filter { !$0.isVector }.map {
      Shown(step: position + 1, name: $0.name, value: $0.value)
    }
  }

  var blocks: [Report.Block] {
    var blocks: [Report.Block] = [
      .heading("Step \(position + 1) of \(count)   \(step.title)", aside: "")
    ]
    blocks += step.formulas.map { .line("    \($0.escapingControls)") }
    blocks += [.paragraph(step.rule), .blank]
    if let product = step.product { blocks += ProductFigure(product).blocks }
    blocks += shownQuantities
    if let line = checkLine { blocks.append(line) }
    return blocks + (summary.verdict == .wrong ? [.contradiction] : [])
  }

  // MARK: Quantities

  /// The lines of a classroom's screen, less those of a prompt.
  private static let screen = 28

  /// Of a deep network's vectors the first and the last are shown.
  private static let (mostVectors, firstVectors) = (18, 9)

  private var shownQuantities: [Report.Block] {
    let quantities = step.quantities
    let hidden = quantities.count - Self.mostVectors
    guard isAlone, !isFull, hidden > 1, quantities.allSatisfy(isProse) else {
      return tables.flatMap(blocks)
    }
    return quantities.prefix(Self.firstVectors).flatMap(blocks)
      + [.line(StyledText("… \(hidden) vectors not shown; `\(Self.wholeStep)` shows all.", .dim))]
      + quantities.suffix(Self.mostVectors - Self.firstVectors).flatMap(blocks)
  }

  /// The quantities, vectors of the same components with a checked one among them side by side.
  private var tables: [[DerivedQuantity]] {
    var tables: [[DerivedQuantity]] = []
    for quantity in step.quantities {
      if quantity.isVector, let last = tables.last?.last, last.isVector, last.rows == quantity.rows
      {
        tables[tables.count - 1].append(quantity)
      } else {
        tables.append([quantity])
      }
    }
    return tables.flatMap { table in
      table.contains { $0.estimates != nil } ? [table] : table.map { [$0] }
    }
  }

  private static let wholeStep = "set limits off; step"

  /// What the screen has left for each table.
  private var mostLines: Int? {
    let all = tables
    let tables = all.count { !isProse($0) }
    guard isAlone, tables > 0 else { return nil }
    let named = step.quantities.count { !$0.isVector }
    // Title, empty line and check, then another empty line and what may be typed; below the first
    // step also which output is derived.
    let around =
      1 + step.formulas.count + step.rule.count / 76 + 1 + 1 + 2 + 2 + (position == 0 ? 2 : 0)
    let figure = step.product.map { ProductFigure($0).height } ?? 0
    let room = Self.screen - around - figure - (all.count - tables) - named
    return max(room / tables, 6)
  }

  /// Components of a signal are known by their place; words have to stand beside their numbers.
  private func isProse(_ table: [DerivedQuantity]) -> Bool {
    table.count == 1 && isProse(table[0])
  }

  private func isProse(_ quantity: DerivedQuantity) -> Bool {
    guard quantity.isVector, quantity.estimates == nil else { return false }
    if case .signal = quantity.rows { return true }
    return quantity.value.storage.count == 1
  }

  private func blocks(of quantity: DerivedQuantity) -> [Report.Block] { blocks(of: [quantity]) }

  private func blocks(of vectors: [DerivedQuantity]) -> [Report.Block] {
    let quantity = vectors[0]
    let values = quantity.value.storage
    if isProse(vectors) {
      let text =
        quantity.isError
        ? Prose.magnitude(values[0])
        : values.count == 1 ? Prose.number(values[0]) : Prose.vector(values)
      return [.paragraph("\(quantity.name) =\u{a0}\(text)")]
    }
    if !quantity.isVector, let same = earlier.first(where: { $0.shows(quantity.value) }) {
      let name = same.name == quantity.name ? "" : "\(same.name), "
      return [.line("\(quantity.name)   " + StyledText("as \(name)step \(same.step)", .dim))]
    }
    var table = answer(quantity).table(0, isFull: isFull)
    if quantity.isVector {
      let rows = values.indices.map { row in vectors.map { $0.value.storage[row] } }
      (table.values, table.columnLabels) = (.dense(Matrix(rows)), .list(vectors.map(\.name)))
      // Each row with the worst of the vectors that stand side by side in it.
      let checks = vectors.compactMap { answer($0).summaries.first?.rows }
      table.checks = checks.first.map { first in
        first.indices.map { row in
          checks.dropFirst().reduce(into: first[row]) { $0.merge($1[row]) }
        }
      }
    }
    if hidesChecks { table.checks = nil }
    (table.mostLines, table.fullCommand) = (mostLines, isAlone ? Self.wholeStep : nil)
    if quantity.isVector { return [.matrix(table)] }
    return [
      .line("\(quantity.name)   " + StyledText(table.values.size, .dim)), .matrix(table),
    ]
  }

  /// A quantity beside the differences of this step, relative to its own largest entry.
  private func answer(_ quantity: DerivedQuantity) -> CheckedTensor {
    func labels(_ axis: DerivedQuantity.Axis) -> MatrixTable.Labels {
      switch axis {
      case .signal(let signal): network.map { signal.labels(in: $0) } ?? .none
      case .words(let words): .list(words)
      case .single: .none
      }
    }
    let (rows, columns) = (quantity.value.rows, quantity.value.columns)
    return CheckedTensor(
      "derive", of: quantity.name, title: quantity.name,
      shape: quantity.isVector ? [rows] : [rows, columns], rows: labels(quantity.rows),
      columns: labels(quantity.columns), parts: [.init(quantity.name, .dense(quantity.value))],
      check: quantity.estimates.map { estimates in
        .init(estimate: { estimates[$1 * columns + $2] })
      }, checkpoint: {})
  }

  /// How the whole step compares with its differences.
  private var summary: CheckSummary {
    step.quantities.reduce(into: CheckSummary(rowCount: 0)) { $0.merge(answer($1).summary) }
  }

  private var hidesChecks: Bool { !showsChecks && summary.verdict == .agrees }

  private var checkLine: Report.Block? {
    guard let against = step.checkedAgainst else { return nil }
    let (summary, count) = (summary, step.quantities.compactMap(\.estimates).joined().count)
    let sample = summary.total < count ? ", \(summary.total) of \(count) entries" : ""
    guard let verdict = summary.verdict else {
      return .line(StyledText("Not checked: `set fd.limit` allows more time.", .dim))
    }
    if hidesChecks {
      return .line(
        StyledText(
          "\(summary.total) of \(count) agree, largest error \(Prose.magnitude(summary.largestError)).",
          .dim))
    }
    return .line(
      "Differences of \(against)\(sample): largest error \(Prose.magnitude(summary.largestError)), "
        + verdict.styled + ".")
  }

  var record: Record {
    let summary = summary
    // What was checked, or where nothing was all of the step: one value, or a list.
    let checked = step.quantities.filter { $0.estimates != nil }
    let values = (checked.isEmpty ? step.quantities : checked).map { answer($0).value }
    return [
      "title": step.title, "formula": step.formulas.joined(separator: "\n"), "latex": step.latex,
      "value": values.count == 1 ? values[0] : values.json,
      "error": summary.verdict.map { _ in summary.largestError },
      "verdict": summary.verdict?.words, "explanation": step.rule,
    ]
  }
}
