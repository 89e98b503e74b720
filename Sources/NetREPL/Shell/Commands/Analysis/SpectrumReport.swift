import Core

/// A spectrum with bars beside differences along its directions, what it says, and the first and
/// last of the directions.
struct SpectrumReport {
  private var name: String

  /// Of a Hessian, the output that it is of, from 0.
  private var output: Int?
  private var spectrum: Spectrum
  private var matrix: MatrixTable.Values
  private var map: NetworkMap
  private var settings: Settings
  private var isFull: Bool

  private var differences: SpectrumDifferences
  private var summary: CheckSummary

  private static let (mostShown, barWidth) = (16, 20)

  /// - Throws: `CommandError` without an input; what the checkpoint throws.
  init(
    name: String, output: Int? = nil, _ spectrum: Spectrum, of matrix: MatrixTable.Values,
    _ map: NetworkMap, _ session: Session, isFull: Bool, checkpoint: Checkpoint
  ) throws {
    self.name = name
    self.output = output
    self.spectrum = spectrum
    self.matrix = matrix
    self.map = map
    settings = session.settings
    self.isFull = isFull
    let input = try session.input()
    let all = spectrum.values.count
    let count = isFull ? all : min(all, Self.mostShown)
    summary = CheckSummary(rowCount: count)
    let scale = spectrum.values.largestMagnitude
    differences = try session.finiteDifference.values(
      of: spectrum, count: count, map: map, output: output, at: input, checkpoint: checkpoint)
    for r in 0..<count {
      for (analytic, estimate) in zip(analytic(r), differences.estimates[r]) {
        guard let estimate else { continue }
        summary.add(row: r, analytic: analytic, estimate: estimate, scale: scale)
      }
    }
  }

  /// λ_r, or s_r u_r.
  private func analytic(_ r: Int) -> [Double] {
    let value = spectrum.values[r]
    return isHessian ? [value] : spectrum.outputDirections.row(r).map { value * $0 }
  }

  private var isHessian: Bool { spectrum.kind == .eigenvalues }

  /// The values that are shown.
  private var shown: [Double] { Array(spectrum.values.prefix(differences.estimates.count)) }

  /// "A1", or "A" where it is all of it.
  private var of: String {
    output.map { map.to.labels(in: map.network).short($0) } ?? map.to.name(in: map.network)
  }

  var blocks: [Report.Block] {
    let kind = isHessian ? "eigenvalues" : "singular values"
    var blocks: [Report.Block] = [
      .heading("\(kind) of \(name)", aside: "\(matrix.rows)×\(matrix.columns)"),
      .table(table),
    ]
    let hidden = spectrum.values.count - shown.count
    if hidden > 0 {
      blocks.append(
        .paragraph("\(hidden) smaller ones not shown; `spectrum \(name) full` has all."))
    }
    blocks.append(.paragraph(words))
    if let directions { blocks.append(.matrix(directions)) }
    blocks += [
      .paragraph(meaning),
      .paragraph(
        "Values and directions give \(name) back to \(Prose.magnitude(error)) of its largest entry."
      ),
    ]
    let checked = differences.estimates.joined()
    return blocks
      + DifferenceNotes(
        method: settings.differenceMethod, checked: checked.count { $0 != nil },
        total: checked.count, step: differences.largestStep,
        kinks: differences.kinks, summary: summary, of: of, along: "v"
      ).blocks
  }

  /// The largest entry of the matrix less the product, relative to its own largest entry.
  private var error: Double {
    let product = spectrum.product
    var (difference, largest) = (0.0, 0.0)
    for i in 0..<matrix.rows {
      for j in 0..<matrix.columns {
        difference = max(difference, abs(matrix[i, j] - product[i, j]))
        largest = max(largest, abs(matrix[i, j]))
      }
    }
    return largest > 0 ? difference / largest : difference
  }

  // MARK: Values

  private var table: Table {
    let values = shown
    let largest = abs(spectrum.values.first ?? 0)
    let bars = values.map { value -> String in
      // What counts as 0 has no bar; what does not has at least a dot.
      guard abs(value) > spectrum.tolerance else { return "0" }
      let length = Int((Double(Self.barWidth) * abs(value) / largest).rounded())
      return length == 0 ? "." : String(repeating: value < 0 ? "-" : "#", count: length)
    }
    return Table(
      columns: [
        Table.text("along", values.indices.map { "v\($0 + 1)" }),
        Table.Column(header: isHessian ? "λ" : "s", cells: .numbers(values)),
        Table.text("", bars),
      ] + Table.checks(summary.rows))
  }

  // MARK: Words

  private var words: String {
    var text = isHessian ? "\(definiteness.capitalizedFirst): \(definitenessMeaning). " : ""
    guard spectrum.rank > 0 else { return text + "Rank 0 of \(spectrum.values.count)." }
    text +=
      "Rank \(spectrum.rank) of \(spectrum.values.count), "
      + "at most \(Prose.magnitude(spectrum.tolerance)) counting as 0"
    if let condition = spectrum.condition {
      text +=
        "; condition number, largest over smallest, "
        + (condition.isFinite ? Prose.number(condition, digits: 3) : "infinite")
    }
    return text + "."
  }

  private var definiteness: String {
    switch spectrum.definiteness {
    case .positiveDefinite: "positive definite"
    case .positiveSemidefinite: "positive semidefinite"
    case .negativeDefinite: "negative definite"
    case .negativeSemidefinite: "negative semidefinite"
    case .indefinite: "indefinite"
    case .zero: "zero"
    }
  }

  private var definitenessMeaning: String {
    switch spectrum.definiteness {
    case .positiveDefinite: "\(of) bends upwards along every direction"
    case .positiveSemidefinite: "\(of) bends upwards, along some directions not at all"
    case .negativeDefinite: "\(of) bends downwards along every direction"
    case .negativeSemidefinite: "\(of) bends downwards, along some directions not at all"
    case .indefinite: "\(of) bends upwards along some directions, downwards along others"
    case .zero: "\(of) does not bend"
    }
  }

  private var directions: MatrixTable? {
    // Directions of values that count as 0 are any that span what is left.
    let count = isFull ? spectrum.values.count : spectrum.rank
    guard count > 0 else { return nil }
    let rows = isFull ? Array(0..<count) : count == 1 ? [0] : [0, count - 1]
    return MatrixTable(
      rowLabels: .list(rows.map { "v\($0 + 1)" }), columnLabels: map.from.labels(in: map.network),
      values: .dense(Matrix(rows.map { Array(spectrum.inputDirections.row($0)) })), isFull: isFull,
      fullCommand: "spectrum \(name) full")
  }

  private var meaning: String {
    let wrt = map.from.name(in: map.network)
    func size(_ index: Int) -> String { Prose.number(spectrum.values[index], digits: 3) }
    let rank = spectrum.rank
    var text: [String] = []
    if rank > 0 {
      text.append(
        isHessian
          ? "Along v1 \(of) bends most: its second derivative there is \(size(0))."
          : "Along v1 \(of) changes most: by \(size(0)) times a small step.")
    }
    if rank > 1 {
      let least = rank < spectrum.inputCount ? "least of what counts" : "least"
      text.append(
        isHessian
          ? "Along v\(rank) it bends \(least): \(size(rank - 1))."
          : "Along v\(rank) it changes \(least): by \(size(rank - 1)) times the step.")
    }
    let free = spectrum.inputCount - rank
    if free > 0 {
      text.append(
        "\(Prose.count(free, "direction")) of \(wrt) \(free == 1 ? "is" : "are") flat: "
          + (isHessian
            ? "no curvature along \(free == 1 ? "it" : "them")." : "no change at first order."))
    }
    return text.joined(separator: " ")
  }

  // MARK: Data

  /// Of s_r u_r the component along u_r.
  private func finiteDifference(_ r: Int) -> Double? {
    let estimates = differences.estimates[r]
    if isHessian { return estimates[0]?.value }
    return zip(estimates, spectrum.outputDirections.row(r)).reduce(Double?.some(0)) {
      sum, pair in
      sum.flatMap { sum in pair.0.map { sum + $0.value * pair.1 } }
    }
  }

  var members: [(String, JSONValue)] {
    var members: [(String, JSONValue)] = [
      ("of", .string(name)), ("kind", .string(isHessian ? "eigenvalues" : "singularValues")),
      ("values", .numbers(spectrum.values)),
      ("inputDirections", .matrix(spectrum.inputDirections)),
    ]
    if isHessian {
      members.append(("definiteness", .string(definiteness)))
    } else {
      members.append(("outputDirections", .matrix(spectrum.outputDirections)))
    }
    let found = differences.estimates.indices.map { JSONValue.optional(finiteDifference($0)) }
    return members + [
      ("rank", .integer(spectrum.rank)), ("tolerance", .number(spectrum.tolerance)),
      ("condition", .optional(spectrum.condition)), ("error", .number(error)),
      ("finiteDifference", .array(found)),
      ("verdict", summary.verdict.map { .string($0.words) } ?? .null),
    ]
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
