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
    var blocks: [Report.Block] = [.line(headline)]
    if finding.holds {
      if text(claim.claimed) != rightFormula {
        blocks.append(.line(StyledText("The table has \(subjectAt) = \(rightFormula)")))
      }
    } else {
      blocks += [.line(StyledText("\(subjectAt) = \(rightFormula)")), .paragraph(whereText)]
      blocks += mendBlocks
    }
    blocks += [.blank, .table(table)]
    blocks.append(.paragraph(closing))
    return Report(blocks: blocks, record: record)
  }

  private var headline: StyledText {
    finding.holds
      ? StyledText("True", .good)
        + " for every \(read.variable): \(subjectAt) = \(text(claim.claimed))"
      : StyledText("False", .bad) + ": \(subjectAt) is not \(text(claim.claimed))"
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
    var words = ""
    let side = largest.point < 0 ? "−∞" : "∞"
    if largest.size.isInfinite {
      let place =
        largest.point.isInfinite
        ? "towards \(side)" : "near \(read.variable) = \(Prose.number(largest.point))"
      words = "The difference grows without bound \(place)"
    } else if largest.point.isInfinite {
      words =
        "The difference is largest towards \(side), where it tends to \(Prose.number(largest.size))"
    } else {
      words =
        "They differ most at \(read.variable) = \(Prose.number(largest.point)), by "
        + Prose.number(largest.size)
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

  private var table: Table {
    let estimates = rows.map(\.estimate)
    var columns = [
      Table.Column(header: read.variable, cells: .numbers(rows.map(\.x))),
      Table.Column(header: "claimed", cells: .numbers(rows.map(\.values.claimed))),
      Table.Column(header: subjectAt, cells: .numbers(rows.map(\.values.truth))),
      Table.Column(header: "difference", cells: .numbers(rows.map(difference))),
    ]
    guard claim.order > 0 else { return Table(columns: columns) }
    columns += [
      Table.text("│", rows.map { _ in "│" }),
      Table.Column(
        header: "max error",
        cells: .magnitudes(
          rows.map { row in row.estimate.map { abs(row.values.truth - $0.value) } })),
      Table.Column(header: "bound", cells: .magnitudes(estimates.map { $0?.bound })),
      Table.Column(
        header: "",
        cells: .text(
          rows.map { row in
            guard let verdict = verdict(of: row) else { return StyledText("") }
            return StyledText(verdict.words, verdict.style)
          })),
    ]
    return Table(columns: columns)
  }

  /// Nothing where the two are the same, but for their last digits.
  private func difference(_ row: Row) -> Double {
    let (truth, claimed) = row.values
    let difference = claimed - truth
    return abs(difference) <= 1e-13 * max(abs(truth), abs(claimed)) ? 0 : difference
  }

  private func verdict(of row: Row) -> Verdict? {
    row.estimate.map {
      Verdict(analytic: row.values.truth, estimate: $0, scale: abs(row.values.truth))
    }
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

  private var record: JSONValue {
    let largest = finding.largest
    return .object([
      ("command", .string("claim")), ("holds", .bool(finding.holds)),
      ("largestDifference", .number(largest?.size ?? 0)), ("at", .optional(largest?.point)),
      ("of", .string(claim.activation.name)), ("order", .integer(claim.order)),
      ("claimed", .string(claim.claimed.text(.source))),
      ("right", .string(claim.right.text(.source))),
      ("mend", finding.mend.map { .string($0.formula.text(.source)) } ?? .null),
      ("latex", .string(claim.right.text(.latex))), ("x", .numbers(rows.map(\.x))),
      ("value", .numbers(rows.map(\.values.truth))),
      ("claimedValue", .numbers(rows.map(\.values.claimed))),
      ("finiteDifference", .array(rows.map { .optional($0.estimate?.value) })),
      (
        "error",
        .array(rows.map { row in .optional(row.estimate.map { abs(row.values.truth - $0.value) }) })
      ),
      ("bound", .array(rows.map { .optional($0.estimate?.bound) })),
      ("verdict", .array(rows.map { row in verdict(of: row).map { .string($0.words) } ?? .null })),
    ])
  }
}
