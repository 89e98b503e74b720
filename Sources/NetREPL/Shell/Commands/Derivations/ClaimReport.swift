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
  private var subject: String {
    claim.activation.text + ["", "′", "″"][claim.order]
  }
  private var subjectAt: String { "\(subject)(\(read.variable))" }

  /// What is claimed; in pieces as it was typed, which is shorter than one formula of them.
  private var claimedText: String { read.written ?? text(claim.claimed) }

  private func text(_ formula: Formula) -> String {
    formula.text(.unicode, variable: read.variable)
  }

  var report: Report {
    let equation = "\(subjectAt) = \(claimedText)"
    var blocks: [Report.Block]
    switch finding.outcome {
    case .holds:
      blocks = [.line(StyledText("True", .good) + " \(range)\(domain): \(equation)")]
      blocks += conventionBlocks + tableBlocks
    case .holdsWhereDefined:
      blocks = [
        .line(
          StyledText("Not for every \(read.variable)", .bad)
            + ", but \(finding.isProved ? "wherever" : "\(pointsCompared) where") it has a value: \(equation)"
        ),
        .paragraph("\(gapText)."),
      ]
      blocks += tableBlocks
    case .fails:
      blocks = [
        .line(StyledText("False", .bad) + ": \(subjectAt) is not \(claimedText)"),
        .line("\(subjectAt) = \(rightFormula)"),
      ]
      blocks += [whereText, agreementText].filter { !$0.isEmpty }.map { .paragraph($0) }
      blocks += mendBlocks
    }
    if !read.rounded.isEmpty {
      blocks.insert(
        .paragraph(
          "Numbers have the digits of a double: "
            + read.rounded.prefix(3).map {
              "\($0.typed) is read as \(NumberFormat.shortest($0.value))"
            }
            .joined(separator: "; ") + "."), at: 0)
    }
    if read.isOfValue {
      blocks.insert(
        .paragraph("T is the value \(claim.activation.text)(x), not a variable."),
        at: 0)
    }
    var report = Report(blocks + [.blank, .table(table), .paragraph(closing)], record: record)
    report.checked = tensor
    return report
  }

  /// What is known: "for every x", or only "at all 390 points compared".
  private var range: String {
    finding.isProved || finding.compared == nil
      ? "for every \(read.variable)\(exceptions)" : pointsCompared + exceptions
  }

  private var pointsCompared: String { "at all \(finding.compared?.all ?? 0) points compared" }

  /// " but 0" where the claim does not keep to the convention at a kink.
  private var exceptions: String {
    let found = Set(finding.conventions.map(\.point) + claim.discontinuities)
    let points =
      found.sorted().prefix(4).map { Prose.place($0) }
      + (found.count > 4 ? ["…"] : [])
    return points.isEmpty ? "" : " but \(points.joined(separator: ", "))"
  }

  private var domain: String { finding.isPartial ? " where \(subject) has a value" : "" }

  private var conventionBlocks: [Report.Block] {
    let jumps = claim.discontinuities
    let name = claim.activation.name
    let note: [Report.Block] =
      jumps.isEmpty
      ? []
      : [
        .paragraph(
          "\(name) jumps \(Prose.places(jumps, variable: read.variable)) and has no derivative there."
        )
      ]
    let own = finding.conventions.filter { !jumps.contains($0.point) }
    return note
      + own.prefix(3).map { kink in
        .paragraph(
          "At \(read.variable) = \(Prose.place(kink.point)), where a branch ends, it gives "
            + "\(Prose.number(kink.claimed)), and networks are computed with "
            + "\(Prose.number(kink.value)).")
      }
  }

  private var tableBlocks: [Report.Block] {
    claimedText == rightFormula
      ? [] : [.line("The table has \(subjectAt) = \(rightFormula)")]
  }

  /// The formula of the table, which has T-forms too.
  private var rightFormula: String {
    let rule = claim.activation.rule
    guard read.variable == "x" else { return text(claim.right) }
    let formula = [rule.text, rule.firstText, rule.secondText][claim.order]
    let letters = zip(rule.parameters, claim.activation.parameters)
      .map { (Self.symbols[$0.name] ?? $0.name, $1) }.filter { formula.contains($0.0) }
      .map { "\($0.0) = \(Prose.number($0.1))" }
    if letters.isEmpty { return formula }
    return formula + (formula.contains(" with ") ? ", " : " with ")
      + letters.joined(separator: ", ")
  }

  private static let symbols = ["alpha": "α", "beta": "β"]

  // MARK: Where, and what to do

  private var whereText: String {
    let parts = [differenceText, gapText].filter { !$0.isEmpty }
    return parts.isEmpty ? "" : parts.joined(separator: "; ") + "."
  }

  private var differenceText: String {
    guard let largest = finding.largest else {
      guard finding.gaps.isEmpty, let x = finding.differsAt else { return "" }
      return
        "They differ at \(read.variable) = \(Prose.number(x)), by less than a double can hold"
    }
    let end = largest.point < 0 ? "−∞" : "∞"
    let size = Prose.number(largest.size)
    let place =
      "\(read.variable) = \(Prose.number(largest.side == nil ? claim.shown(largest) ?? largest.point : largest.point))"
    return switch (largest.size.isInfinite, largest.point.isInfinite, largest.side) {
    case (true, true, _): "The difference grows without bound towards \(end)"
    case (true, false, _): "The difference grows without bound near \(place)"
    case (false, true, _):
      "The largest difference found is \(size), approached towards \(end)"
    case (false, false, .left): "The largest difference found is \(size), just below \(place)"
    case (false, false, .right): "The largest difference found is \(size), just above \(place)"
    case (false, false, nil): "The largest difference found is \(size), at \(place)"
    }
  }

  /// "√x has no value for x < 0".
  private var gapText: String {
    finding.gaps.prefix(4).map { gap in
      let place =
        gap.stretches == [.line]
        ? "for any \(read.variable)" : Prose.places(gap.stretches, variable: read.variable)
      return switch gap.reason {
      case .zeroByZero: "\(text(gap.part)) is 0/0 \(place)"
      case .divisionByZero: "\(text(gap.part)) has no value \(place), a division by 0"
      case .root, .logarithm: "\(text(gap.part)) has no value \(place)"
      }
    }.joined(separator: "; ")
  }

  private var agreementText: String {
    if finding.agreesElsewhere, let compared = finding.compared {
      return "It is right at \(compared.same) of \(compared.all) points compared."
    }
    return finding.agreement.isEmpty
      ? "" : "It is right \(Prose.places(finding.agreement, variable: read.variable))."
  }

  private var mendBlocks: [Report.Block] {
    guard let mend = finding.mend else {
      // Of what has no value nothing else is to be said.
      if finding.largest == nil { return [] }
      return [.paragraph("No slip or two of the pen explain it.")]
    }
    let changes = mend.changes.map { change in
      switch change {
      case .replace(.x, with: .value): "\(read.variable) should be T, the value"
      case .replace(.value, with: .x): "T should be \(read.variable), the variable"
      case .replace(let wrong, let right): "\(text(wrong)) should be \(text(right))"
      case .drop(let term): "the term \(text(term)) is too many"
      case .factor(let factor): "a factor \(text(factor)) is missing"
      case .term(let term): "the term \(text(term)) is missing"
      }
    }
    return [
      .paragraph(
        "What would mend it\(mend.isProved ? "" : ", as far as both were compared"): "
          + "\(changes.joined(separator: "; and "))."),
      .line(StyledText("    \(subjectAt) = \(text(mend.formula))", .good)),
    ]
  }

  // MARK: The table

  private var table: [TableColumn] {
    [
      .exact(read.variable, rows.map(\.x)), .numbers("claimed", rows.map(\.values.claimed)),
      .numbers(subjectAt, rows.map(\.values.truth)),
      .numbers("difference", rows.map(difference)),
    ] + (claim.order == 0 ? [] : TableColumn.checks(tensor.summaries.map { $0.rows[0] }))
  }

  /// Nothing where the two are the same, but for their last digits.
  private func difference(_ row: Row) -> Double {
    let (truth, claimed) = row.values
    let difference = claimed - truth
    guard difference.isFinite else { return difference }
    // Of two values that are nearly the same, their last digits are no difference.
    guard abs(difference) <= 1e-6 * max(abs(truth), abs(claimed)) else { return difference }
    return claim.difference(at: row.x)
      ?? (abs(difference) <= 1e-13 * max(abs(truth), abs(claimed)) ? 0 : difference)
  }

  /// What the verdict rests on.
  private var closing: String {
    let kinks = claim.hasKinks ? " off its kinks" : ""
    let basis =
      finding.compared.map { "Compared at \($0.all) points\(kinks), to 60 digits" }
      ?? "Proved by algebra\(kinks)"
    let undecided = finding.compared?.undecided ?? 0
    let unknown =
      undecided == 0
      ? "" : "; not decided at \(undecided) more, where no digit can be trusted"
    // What is false is so whatever happens there.
    let doubt = finding.isProved ? "" : "\(unknown); it is not proved between them"
    return claim.order == 0
      ? "\(basis)\(doubt)."
      : "\(basis)\(doubt); errors are those of differences of \(claim.activation.name) alone."
  }

  // MARK: Data

  /// What became of it, and then the rows.
  private var record: Record {
    let found: Record = [
      "holds": finding.holds, "proven": finding.isProved,
      "largestDifference": finding.largest?.size ?? (finding.outcome == .fails ? nil : 0),
      "at": finding.largest?.point, "order": claim.order, "claimed": claim.claimed.text(.source),
      "right": claim.right.text(.source), "mend": finding.mend?.formula.text(.source),
      "latex": claim.right.text(.latex), "x": rows.map(\.x),
      "claimedValue": rows.map(\.values.claimed),
      "agreement": finding.agreement.map { [$0.lower, $0.upper] },
      "noValue": finding.gaps.flatMap(\.stretches).map { [$0.lower, $0.upper] },
      "jumps": claim.discontinuities,
    ]
    return found + tensor.recordMembers
  }
}
