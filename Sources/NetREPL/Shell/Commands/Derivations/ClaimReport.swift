import Core

/// A claim and what became of it, for the screen and as data.
struct ClaimReport {
  var read: ReadClaim
  var finding: ClaimFinding
  var rows: [Row]

  /// The right value beside the claimed one at a point, and what differences of σ say.
  struct Row {
    var x: Double
    var values: (truth: Double, claimed: Double)
    var estimate: DifferenceEstimate?
  }

  /// σ, σ′ or σ″ at each point, a part of its own since each is compared by itself.
  private let tensor: CheckedTensor

  init(_ read: ReadClaim, _ finding: ClaimFinding, _ rows: [Row]) {
    (self.read, self.finding, self.rows) = (read, finding, rows)
    tensor = CheckedTensor(
      "claim", of: read.claim.activation.name, wrt: [read.variable], title: "claim",
      shape: [rows.count], axes: [.list(rows.map { NumberFormat.shortest($0.x) })], rows: .none,
      columns: .none, parts: rows.map { .init("", .dense(Matrix([[$0.values.truth]]))) },
      check: .init(
        estimate: { row, _, _ in rows[row].estimate },
        absence: read.claim.order == 0 ? "no derivative" : nil), checkpoint: {})
  }

  /// Where every claim is shown; off the kinks of most activations.
  static let points = [-2, -1, -0.5, 0, 0.5, 1, 2]

  private var claim: Claim { read.claim }

  /// tansig′, with the variable: tansig′(x).
  private var subject: String { claim.activation.name + ["", "′", "″"][claim.order] }
  private var subjectAt: String { "\(subject)(\(read.variable))" }

  private func text(_ formula: Formula) -> String {
    formula.text(.unicode, variable: read.variable)
  }

  var report: Report {
    var blocks: [Report.Block]
    if finding.holds {
      let words = " for every \(read.variable): \(subjectAt) = \(text(claim.claimed))"
      blocks = [.line(StyledText("True", .good) + StyledText(words))]
      if text(claim.claimed) != rightFormula {
        blocks.append(.line("The table has \(subjectAt) = \(rightFormula)"))
      }
    } else {
      blocks =
        [
          .line(StyledText("False", .bad) + ": \(subjectAt) is not \(text(claim.claimed))"),
          .line("\(subjectAt) = \(rightFormula)"), .paragraph(whereText),
        ] + mendBlocks
    }
    var report = Report(blocks + [.blank, .table(table), .paragraph(closing)], record: record)
    report.checked = tensor
    return report
  }

  /// The formula of the table, which has T-forms too.
  private var rightFormula: String {
    let rule = claim.activation.rule
    let formula = [rule.text, rule.firstText, rule.secondText][claim.order]
    return read.variable == "x" ? formula : text(claim.right)
  }

  // MARK: Where, and what to do

  private var whereText: String {
    guard let largest = finding.largest else { return "" }
    let side = largest.point < 0 ? "−∞" : "∞"
    let size = Prose.number(largest.size)
    let place = "\(read.variable) = \(Prose.number(largest.point))"
    var words =
      switch (largest.size.isInfinite, largest.point.isInfinite) {
      case (true, true): "The difference grows without bound towards \(side)"
      case (true, false): "The difference grows without bound near \(place)"
      case (false, true): "The difference is largest towards \(side), where it tends to \(size)"
      case (false, false): "They differ most at \(place), by \(size)"
      }
    if let x = finding.undefinedAt {
      words += "; what is claimed has no value at \(read.variable) = \(Prose.number(x))"
    }
    return words + "."
  }

  private var mendBlocks: [Report.Block] {
    guard let mend = finding.mend else {
      return [.paragraph("No slip or two of the pen explain it.")]
    }
    let changes = mend.changes.map { change in
      switch change {
      case .replace(let wrong, let right): "\(text(wrong)) should be \(text(right))"
      case .drop(let term): "the term \(text(term)) is too many"
      case .factor(let factor): "a factor \(text(factor)) is missing"
      case .term(let term): "the term \(text(term)) is missing"
      }
    }
    return [
      .paragraph("What would mend it: \(changes.joined(separator: "; and "))."),
      .line(StyledText("    \(subjectAt) = \(text(mend.formula))", .good)),
    ]
  }

  // MARK: The table

  private var table: [TableColumn] {
    [
      .numbers(read.variable, rows.map(\.x)), .numbers("claimed", rows.map(\.values.claimed)),
      .numbers(subjectAt, rows.map(\.values.truth)),
      .numbers("difference", rows.map(difference)),
    ] + (claim.order == 0 ? [] : TableColumn.checks(tensor.summaries.map { $0.rows[0] }))
  }

  /// Nothing where the two are the same, but for their last digits.
  private func difference(_ row: Row) -> Double {
    let (truth, claimed) = row.values
    let difference = claimed - truth
    return abs(difference) <= 1e-13 * max(abs(truth), abs(claimed)) ? 0 : difference
  }

  /// What the verdict rests on.
  private var closing: String {
    let kinks = claim.hasKinks ? " off its kinks" : ""
    let compared =
      "Compared at \(Claim.pointCount) points from −10⁴ to 10⁴\(kinks), to 13 digits"
    return claim.order == 0
      ? "\(compared)."
      : "\(compared); errors are those of differences of \(claim.activation.name) alone."
  }

  // MARK: Data

  /// What became of it, and then the rows.
  private var record: Record {
    let found: Record = [
      "holds": finding.holds, "largestDifference": finding.largest?.size ?? 0,
      "at": finding.largest?.point, "order": claim.order, "claimed": claim.claimed.text(.source),
      "right": claim.right.text(.source), "mend": finding.mend?.formula.text(.source),
      "latex": claim.right.text(.latex), "x": rows.map(\.x),
      "claimedValue": rows.map(\.values.claimed),
    ]
    return found + tensor.recordMembers
  }
}
