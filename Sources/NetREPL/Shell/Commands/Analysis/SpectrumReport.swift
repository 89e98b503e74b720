import Core

/// A spectrum with bars beside differences along its directions, what it says, and the first and
/// last of the directions.
struct SpectrumReport {
  private let subject: SpectrumSubject
  let spectrum: Spectrum
  private let isFull: Bool

  /// The neurons that stand on a kink: what is said of directions holds on one side of it.
  private let kinkNote: [Report.Block]

  /// λ of each v, or s u a row, beside differences along v.
  private let along: CheckedTensor

  /// Those of a square Jacobian.
  var eigenvalues: Eigenvalues?

  private static let (mostShown, barWidth) = (16, 20)

  /// - Throws: `CommandError` without an input or a spectrum; what the checkpoint throws.
  init(_ subject: SpectrumSubject, _ invocation: Invocation, at range: Range<Int>?) throws {
    self.subject = subject
    let (name, matrix) = (subject.name, subject.matrix)
    isFull = invocation.isFull
    kinkNote = NetworkMap(try invocation.network()).kinkNote(at: try invocation.input())
    guard matrix.largestMagnitude.isFinite else {
      throw CommandError(
        "\(name) has entries that are not finite, and so no spectrum; `doctor` says where they "
          + "come from", at: range)
    }
    let found: Spectrum?
    do {
      found =
        switch matrix {
        case .dense(let matrix): try Spectrum(of: matrix, checkpoint: invocation.checkpoint)
        case .symmetric(let packed): try Spectrum(of: packed, checkpoint: invocation.checkpoint)
        }
    } catch is LAPACK.NoRoom {
      throw CommandError(
        "a spectrum takes 128 MB of addresses, and there are fewer left (ulimit -v)", at: range)
    }
    guard let spectrum = found else {
      throw CommandError("the spectrum of \(name) does not converge, or overflows", at: range)
    }
    self.spectrum = spectrum
    let all = spectrum.values.count
    let count = isFull ? all : min(all, Self.mostShown)
    let differences = try invocation.finiteDifference.values(
      of: spectrum, count: count, subject.line)
    let estimates = differences.estimates
    let checked = estimates.joined()
    let values = (0..<count).map { r in
      let value = spectrum.values[r]
      return spectrum.kind == .eigenvalues
        ? [value] : spectrum.outputDirections.row(r).map { value * $0 }
    }
    along = try CheckedTensor(
      "spectrum", of: name, title: name, at: invocation.point,
      shape: [count, values.first?.count ?? 0], rows: .none, columns: .none,
      parts: [.init(name, .dense(Matrix(values)))],
      check: .init(
        estimate: { estimates[$1][$2] }, scale: spectrum.values.largestMagnitude,
        run: DifferenceRun(
          method: invocation.settings.differenceMethod, checked: checked.count { $0 != nil },
          total: checked.count, step: differences.largestStep, kinks: differences.kinks,
          of: subject.differences, along: "v")), checkpoint: invocation.checkpoint)
  }

  private var isHessian: Bool { spectrum.kind == .eigenvalues }
  var name: String { subject.name }
  private var of: String { subject.of }
  private var matrix: MatrixTable.Values { subject.matrix }

  /// The values that are shown.
  private var shown: [Double] { Array(spectrum.values.prefix(along.shape[0])) }

  var blocks: [Report.Block] {
    let kind = isHessian ? "eigenvalues" : "singular values"
    var blocks: [Report.Block] = [
      .heading("\(kind) of \(name)", aside: "\(matrix.rows)×\(matrix.columns)"),
      .table(table),
    ]
    let hidden = spectrum.values.count - shown.count
    if hidden > 0 {
      blocks.append(
        .paragraph("\(hidden) smaller ones not shown; `\(subject.command) full` has all."))
    }
    blocks.append(.paragraph(words))
    if let directions { blocks.append(.matrix(directions)) }
    blocks += [
      .paragraph(meaning),
      .paragraph(
        "Values and directions give \(name) back to \(Prose.magnitude(error)) of its largest entry."
      ),
    ]
    return blocks + kinkNote + along.checkNotes + (eigenvalues?.blocks ?? [])
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

  private var table: [TableColumn] {
    let values = shown
    let largest = abs(spectrum.values.first ?? 0)
    let bars = values.map { value -> String in
      // What counts as 0 has no bar; what does not has at least a dot.
      guard abs(value) > spectrum.tolerance else { return "0" }
      let length = min(
        Self.barWidth, Int(clamping: (Double(Self.barWidth) * (abs(value) / largest)).rounded()))
      return length == 0 ? "." : String(repeating: value < 0 ? "-" : "#", count: length)
    }
    // Of what is rounding alone the digits say nothing.
    let told = values.map { abs($0) > spectrum.tolerance ? $0 : $0.rounded(to: 1) }
    return [
      .text("along", values.indices.map { "v\($0 + 1)" }),
      .numbers(isHessian ? "λ" : "s", told), .text("", bars),
    ] + TableColumn.checks(along.summaries[0].rows)
  }

  // MARK: Words

  private var words: String {
    let (name, meaning) = definiteness
    var text = isHessian ? "\(name.prefix(1).uppercased())\(name.dropFirst()): \(meaning). " : ""
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

  private var definiteness: (name: String, meaning: String) {
    let (up, down) = ("\(of) bends upwards", "\(of) bends downwards")
    let isExact = spectrum.values.dropFirst(spectrum.rank).allSatisfy { $0 == 0 }
    let others =
      isExact
      ? "along some directions not at all" : "along some directions by no more than rounding"
    return switch spectrum.definiteness {
    case .positiveDefinite: ("positive definite", "\(up) along every direction")
    case .positiveSemidefinite:
      (
        isExact ? "positive semidefinite" : "positive semidefinite but for rounding",
        "\(up), \(others)"
      )
    case .negativeDefinite: ("negative definite", "\(down) along every direction")
    case .negativeSemidefinite:
      (
        isExact ? "negative semidefinite" : "negative semidefinite but for rounding",
        "\(down), \(others)"
      )
    case .indefinite: ("indefinite", "\(up) along some directions, downwards along others")
    case .zero: ("zero", "\(of) does not bend")
    }
  }

  private var directions: MatrixTable? {
    // Directions of values that count as 0 are any that span what is left.
    let count = isFull ? spectrum.values.count : spectrum.rank
    guard count > 0 else { return nil }
    let rows = isFull ? Array(0..<count) : count == 1 ? [0] : [0, count - 1]
    return MatrixTable(
      rowLabels: .list(rows.map { "v\($0 + 1)" }), columnLabels: subject.labels,
      values: .dense(Matrix(rows.map { Array(spectrum.inputDirections.row($0)) })), isFull: isFull,
      fullCommand: "\(subject.command) full")
  }

  private var meaning: String {
    let wrt = subject.wrt
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
      // What is below the rounding of the largest may be 0, or not.
      let isExact = spectrum.values.dropFirst(rank).allSatisfy { $0 == 0 }
      let verb = free == 1 ? (isExact ? "is" : "counts as") : isExact ? "are" : "count as"
      text.append(
        "\(Prose.count(free, "direction")) of \(wrt) \(verb) flat: no "
          + (isHessian ? "curvature along \(free == 1 ? "it" : "them")" : "change at first order")
          + (isExact ? "." : " that is above rounding."))
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
    var result = CheckedTensor(
      "spectrum", of: name, wrt: [subject.wrt], title: name, at: along.point,
      values: values, labels: .list(values.indices.map { "v\($0 + 1)" }),
      check: .init(estimate: { _, row, _ in estimates[row] }, scale: values.largestMagnitude))
    result.members =
      [
        "kind": isHessian ? "eigenvalues" : "singularValues", "values": values,
        "inputDirections": spectrum.inputDirections,
      ]
      + (isHessian
        ? ["definiteness": definiteness.name] : ["outputDirections": spectrum.outputDirections])
      + [
        "rank": spectrum.rank, "tolerance": spectrum.tolerance, "condition": spectrum.condition,
        "reconstruction": error,
      ] + (eigenvalues?.members ?? [:])
    return result
  }
}
