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
  private var isFull: Bool

  /// λ of each v, or s u a row, beside differences along v.
  private var along: CheckedTensor
  private var point: CheckedTensor.Point?

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
    self.isFull = isFull
    let input = try session.input()
    let all = spectrum.values.count
    let count = isFull ? all : min(all, Self.mostShown)
    let differences = try session.finiteDifference.values(
      of: spectrum, count: count, map: map, output: output, at: input, checkpoint: checkpoint)
    let estimates = differences.estimates
    let checked = estimates.joined()
    let of = output.map { map.to.labels(in: map.network).short($0) } ?? map.to.name(in: map.network)
    let values = (0..<count).map { r in
      let value = spectrum.values[r]
      return spectrum.kind == .eigenvalues
        ? [value] : spectrum.outputDirections.row(r).map { value * $0 }
    }
    along = try CheckedTensor(
      "spectrum", of: name, title: name, shape: [count, values.first?.count ?? 0],
      rows: .none, columns: .none, parts: [.init(name, .dense(Matrix(values)))],
      check: .init(
        estimate: { estimates[$1][$2] }, scale: spectrum.values.largestMagnitude,
        run: DifferenceRun(
          method: session.settings.differenceMethod, checked: checked.count { $0 != nil },
          total: checked.count, step: differences.largestStep, kinks: differences.kinks, of: of,
          along: "v")), checkpoint: checkpoint)
    point = session.point
  }

  private var isHessian: Bool { spectrum.kind == .eigenvalues }

  /// The values that are shown.
  private var shown: [Double] { Array(spectrum.values.prefix(along.shape[0])) }

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
    return blocks + along.checkNotes
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
      ] + Table.checks(along.summaries[0].rows))
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

  /// Of s_r u_r the component along u_r; its error is at most that of all components.
  private func estimate(_ r: Int) -> DifferenceEstimate? {
    guard r < along.shape[0] else { return nil }
    let entries = (0..<along.shape[1]).map { along.entry(0, r, $0) }
    let weights = isHessian ? [1] : Array(spectrum.outputDirections.row(r))
    guard var largest = entries.first?.estimate else { return nil }
    var (value, bound) = (0.0, 0.0)
    for (entry, weight) in zip(entries, weights) {
      guard let estimate = entry.estimate else { return nil }
      value += weight * estimate.value
      bound += abs(weight) * estimate.bound
      if !(estimate.bound <= largest.bound) { largest = estimate }
    }
    return DifferenceEstimate(
      value: value, bound: bound, limitation: largest.limitation, unit: largest.unit)
  }

  /// The values as one answer.
  var tensor: CheckedTensor {
    let values = spectrum.values
    let estimates = values.indices.map(estimate)
    let names = values.indices.map { "v\($0 + 1)" }
    var result = CheckedTensor(
      "spectrum", of: name, wrt: [map.from.name(in: map.network)], title: name, aside: "",
      values: values, labels: .list(names),
      check: .init(estimate: { _, row, _ in estimates[row] }, scale: values.largestMagnitude))
    result.point = point
    result.members = [
      ("kind", .string(isHessian ? "eigenvalues" : "singularValues")),
      ("values", .numbers(values)), ("inputDirections", .matrix(spectrum.inputDirections)),
      isHessian
        ? ("definiteness", .string(definiteness))
        : ("outputDirections", .matrix(spectrum.outputDirections)),
      ("rank", .integer(spectrum.rank)), ("tolerance", .number(spectrum.tolerance)),
      ("condition", .optional(spectrum.condition)), ("reconstruction", .number(error)),
    ]
    return result
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
