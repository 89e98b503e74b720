import Core

/// A spectrum with bars, what it says, and its first and last directions.
struct SpectrumReport {
  var name: String
  var spectrum: Spectrum
  var matrix: MatrixTable.Values
  var map: NetworkMap

  private static let (mostShown, barWidth) = (16, 24)

  private var isHessian: Bool { spectrum.kind == .eigenvalues }

  func blocks(isFull: Bool) -> [Report.Block] {
    let kind = isHessian ? "eigenvalues" : "singular values"
    var blocks: [Report.Block] = [
      .heading("\(kind) of \(name)", aside: "\(matrix.rows)×\(matrix.columns)"),
      .table(table(isFull: isFull)),
    ]
    let hidden = spectrum.values.count - shown(isFull).count
    if hidden > 0 {
      blocks.append(
        .paragraph("\(hidden) smaller ones not shown; `spectrum \(name) full` has all."))
    }
    blocks.append(.paragraph(words))
    if let directions = directions(isFull: isFull) { blocks.append(.matrix(directions)) }
    blocks += [
      .paragraph(meaning),
      .paragraph(
        "Values and directions give \(name) back to \(Prose.magnitude(error)) of its largest entry."
      ),
    ]
    return blocks
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

  private func shown(_ isFull: Bool) -> [Double] {
    isFull ? spectrum.values : Array(spectrum.values.prefix(Self.mostShown))
  }

  private func table(isFull: Bool) -> Table {
    let values = shown(isFull)
    let largest = abs(spectrum.values.first ?? 0)
    let bars = values.map { value -> String in
      // What counts as 0 has no bar; what does not has at least a mark.
      guard abs(value) > spectrum.tolerance else { return "0" }
      let length = max(1, Int((Double(Self.barWidth) * abs(value) / largest).rounded()))
      return String(repeating: value < 0 ? "-" : "#", count: length)
    }
    return Table(columns: [
      Table.text("", values.indices.map { "v\($0 + 1)" }),
      Table.Column(header: isHessian ? "λ" : "s", cells: .numbers(values)),
      Table.text("", bars),
    ])
  }

  // MARK: Words

  private var words: String {
    var parts: [String] = []
    if isHessian { parts.append(definiteness) }
    parts.append(
      "rank \(spectrum.rank) of \(spectrum.values.count) at tolerance "
        + Prose.magnitude(spectrum.tolerance))
    if let condition = spectrum.condition {
      parts.append(
        condition.isFinite
          ? "condition number \(Prose.number(condition, digits: 3))" : "condition number infinite")
    }
    let text = parts.joined(separator: ", ") + "."
    return text.prefix(1).uppercased() + text.dropFirst()
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

  private func directions(isFull: Bool) -> MatrixTable? {
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
    let d = spectrum.inputCount
    let wrt = map.from.name(in: map.network)
    let of = isHessian ? "curves" : "changes"
    var text =
      spectrum.rank == 0
      ? "No direction counts."
      : "Steepest is v1: along it \(isHessian ? "the output" : map.to.name(in: map.network)) "
        + "\(of) most."
    if spectrum.rank > 1 {
      text += " Flattest is v\(spectrum.rank)\(spectrum.rank < d ? " of those that count" : "")."
    }
    let free = d - spectrum.rank
    if free > 0 {
      text += " \(Prose.count(free, "direction")) of \(wrt) \(free == 1 ? "is" : "are") flat: "
      text +=
        isHessian ? "no curvature along \(free == 1 ? "it" : "them")." : "no change at first order."
    }
    return text
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
    return members + [
      ("rank", .integer(spectrum.rank)), ("tolerance", .number(spectrum.tolerance)),
      ("condition", .optional(spectrum.condition)), ("error", .number(error)),
    ]
  }
}
