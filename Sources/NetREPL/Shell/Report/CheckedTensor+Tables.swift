import Core
import Platform

extension CheckedTensor {
  func report(_ display: Display) -> Report {
    report(display, blocks: blocks)
  }

  /// A report of its own making, which `%3` makes again at the display of that moment.
  func report(_ display: Display, blocks: @escaping (Display) -> [Report.Block]) -> Report {
    var report = Report(blocks(display), of: self)
    report.result = StoredValue(tensor: self, blocks: blocks)
    return report
  }

  /// Its tables, the notes, and what is to be said of the differences.
  func blocks(_ display: Display) -> [Report.Block] {
    if !display.showsChecks, !hidesChecks, check?.run != nil || shape.isEmpty,
      summary.verdict == .agrees
    {
      var quiet = self
      quiet.hidesChecks = true
      return quiet.blocks(display)
    }
    let isFull = isFull || !display.hasLimits
    guard !shape.isEmpty else {
      let value = Prose.number(parts[0].values[0, 0], digits: nil)
      return preface + [.line("\(title) = \(value)")] + entryLine + notes + footnotes
    }
    if let choice {
      let heading = heading ?? (parts.count == 1 ? parts[0].title : title)
      return [.heading(heading, aside: parts[0].aside)] + preface
        + chosenEntries(choice, isFull: isFull) + notes + checkNotes + footnotes
    }
    var blocks: [Report.Block] = []
    let shown = isFull || parts.count <= Self.mostShown ? parts.count : Self.shownOfMany
    for (index, part) in parts.prefix(shown).enumerated() {
      if index > 0 { blocks.append(.blank) }
      let title =
        part.name.isEmpty
        ? heading ?? part.title : "\(part.title)  \(part.name)".escapingControls
      blocks.append(.heading(title, aside: part.aside))
      if index == 0 { blocks += preface }
      if asEntries {
        blocks += entryTable(index, isFull: isFull)
      } else {
        blocks.append(.matrix(table(index, isFull: isFull)))
      }
    }
    if shown < parts.count { blocks.append(.paragraph(restNote(shown))) }
    return blocks + (isFull || check == nil ? [] : largestNote) + notes + checkNotes + footnotes
  }

  func table(_ index: Int, isFull: Bool) -> MatrixTable {
    let part = parts[index]
    let summary = summaries.isEmpty ? nil : summaries[index]
    if isUpright { return uprightTable(index, isFull: isFull) }
    return MatrixTable(
      rowLabels: rows, columnLabels: columns, values: part.values,
      checks: check?.absence == nil && !hidesChecks ? summary?.rows : nil, isFull: isFull,
      isBrief: parts.count > Self.mostWhole, fullCommand: part.fullCommand ?? fullCommand,
      expression: part.expression)
  }

  /// Whether a single row stands upright: then each of its entries has room for a name of its own.
  private var isUpright: Bool {
    guard rows.isIndexed, columns.areNamed else { return false }
    return parts.allSatisfy { $0.values.rows == 1 && $0.values.columns > 1 }
  }

  /// One row as a column, an entry a line with its own check.
  private func uprightTable(_ index: Int, isFull: Bool) -> MatrixTable {
    let part = parts[index]
    let values = (0..<part.values.columns).map { part.values[0, $0] }
    let checks = values.indices.map { column in
      let comparison = entry(index, 0, column).comparison
      return RowCheck(
        largestError: comparison?.error ?? 0, bound: comparison?.bound ?? 0,
        verdict: comparison?.verdict)
    }
    return MatrixTable(
      rowLabels: columns, columnLabels: rows,
      values: .dense(Matrix(rows: values.count, columns: 1, storage: values)),
      checks: check == nil || check?.absence != nil || hidesChecks ? nil : checks, isFull: isFull,
      isBrief: parts.count > Self.mostWhole, fullCommand: part.fullCommand ?? fullCommand)
  }

  /// One line an entry: analytic, finite difference, error, bound, verdict; where it is cut, how many
  /// are missing.
  private func entryTable(_ part: Int, isFull: Bool) -> [Report.Block] {
    let count = parts[part].values.entryCount
    let shown = (isFull ? 0..<count : 0..<min(count, Self.mostEntries)).map(
      parts[part].values.place)
    let table = Report.Block.table(
      [.text("entry", shown.untilStopped.map { entryName(part, $0.row, $0.column) })]
        + checkColumns(shown.map { EntryPlace(part: part, row: $0.row, column: $0.column) }))
    if shown.count == count { return [table] }
    return [table, .paragraph("\(count - shown.count) entries not shown; add `full` for all.")]
  }

  /// What counts the matrices that are not shown.
  private func restNote(_ shown: Int) -> String {
    let noun = if case .symmetric = parts[0].values { "Hessians" } else { "matrices" }
    let next = (parts[shown].fullCommand ?? "").replacing(" full", with: "")
    return "\(parts.count - shown) more \(noun) not shown; `\(next)` shows one, "
      + "`\(fullCommand ?? "")` all."
  }

  /// The sentences about its differences.
  var checkNotes: [Report.Block] {
    if hidesChecks { return [quietLine] }
    guard let run = check?.run else { return [] }
    return check?.absence.map { [.paragraph("Not compared: \($0).")] } ?? run.blocks(summary)
  }

  /// "4 of 4 agree, largest error 3.5e−15".
  private var quietLine: Report.Block {
    let (summary, run) = (summary, check?.run)
    return .line(
      StyledText(
        "\(run?.checked ?? summary.total) of \(run?.total ?? summary.total) agree, largest error "
          + "\(Prose.magnitude(summary.largestError)); `checks` shows them.", .dim))
  }

  /// "finite difference 0.0237248441053, error 2.6e−13, bound 1.0e−12: agrees" of a number.
  var entryLine: [Report.Block] {
    let entry = entry(0, 0, 0)
    if hidesChecks { return [quietLine] }
    guard let estimate = entry.estimate, let comparison = entry.comparison else { return [] }
    return [
      .line(
        "finite difference \(Prose.number(estimate.value, digits: 12)), " as StyledText
          + "error \(Prose.magnitude(comparison.error)), bound \(Prose.magnitude(comparison.bound)): "
          + comparison.verdict.styled)
    ]
  }

  /// More matrices than this are shown by their corners.
  private static let mostWhole = 4

  /// Of more than the first number the second is shown, and the others are counted.
  private static let (mostShown, shownOfMany) = (12, 4)
}
