import Core

/// Derivatives of a signal with respect to the weights or biases of a layer beside finite
/// differences: of weights one matrix for each component, in the form of W_l; of biases one matrix.
struct WeightJacobianReport {
  private var map: NetworkMap
  private var group: ParameterGroup
  private var input: [Double]

  /// The components asked for, counted from 0.
  private var outputs: [Int]

  private var jacobian: WeightJacobian
  private var differences: JacobianDifferences

  /// One matrix to show.
  private struct Part {
    let title: String
    let value: Matrix
    private(set) var summary: CheckSummary

    /// - Parameter checked: the entries that have a finite difference.
    init(
      title: String, value: Matrix, scale: Double,
      checked: some Sequence<(row: Int, column: Int, estimate: DifferenceEstimate?)>
    ) {
      self.title = title
      self.value = value
      summary = CheckSummary(rowCount: value.rows)
      for (row, column, estimate) in checked {
        guard let estimate else { continue }
        summary.add(row: row, analytic: value[row, column], estimate: estimate, scale: scale)
      }
    }
  }

  private var parts: [Part] = []

  /// - Parameter component: the one component meant, counted from 0; nil for all.
  /// - Throws: `CommandError` without an input, or when the derivatives do not fit memory.
  /// - Precondition: the map begins at the input, and depends on the group.
  init(
    of rule: ChainRule, component: Int?, wrt group: ParameterGroup, session: Session,
    checkpoint: Checkpoint, at range: Range<Int>?
  ) throws {
    let map = rule.map
    self.map = map
    self.group = group
    input = try session.input()
    let outputs = component.map { [$0] } ?? Array(0..<map.outputCount)
    self.outputs = outputs
    try DerivativeMemory.requireJacobian(of: map, wrt: group, at: range)
    let jacobian = try rule.jacobian(wrt: group, at: input, checkpoint: checkpoint)
    let differences = try session.finiteDifference.jacobian(
      of: NetworkFunction(map.network, of: [.parameters(group)], at: input, to: map.to),
      checkpoint: checkpoint)
    (self.jacobian, self.differences) = (jacobian, differences)

    let labels = map.to.labels(in: map.network)
    let scale = outputs.map { k in
      (0..<jacobian.columns).map { jacobian[k, $0] }.largestMagnitude
    }.largestMagnitude
    let columns = differences.checkedColumns.lazy
    switch group {
    case .bias:
      let value = Matrix(
        rows: outputs.count, columns: jacobian.columns,
        storage: outputs.flatMap { k in (0..<jacobian.columns).map { jacobian[k, $0] } })
      let checked = outputs.indices.lazy.flatMap { row in
        columns.map { (row: row, column: $0, estimate: differences[outputs[row], $0]) }
      }
      parts = [Part(title: title, value: value, scale: scale, checked: checked)]
    case .weights:
      for k in outputs {
        try checkpoint()
        let value = jacobian.matrix(k)
        let width = value.columns
        let checked = columns.map {
          (row: $0 / width, column: $0 % width, estimate: differences[k, $0])
        }
        parts.append(
          Part(
            title: Self.title(labels.short(k), group), value: value, scale: scale,
            checked: checked))
      }
    }
  }

  private static func title(_ of: String, _ group: ParameterGroup) -> String {
    "∂\(of)/∂\(group.name)"
  }

  /// ∂A/∂W2, or ∂A2/∂W2 of one component.
  private var title: String { Self.title(of, group) }

  /// What is differentiated: all of the signal, or the component asked for.
  private var of: String {
    outputs.count == map.outputCount
      ? map.to.name(in: map.network)
      : outputs.map(map.to.labels(in: map.network).short).joined(separator: " ")
  }

  // MARK: Report

  func report(settings: Settings, isFull: Bool, asEntries: Bool) -> Report {
    let isFull = isFull || !settings.hasLimits
    let network = map.network
    let (rowLabels, columnLabels) = labels
    let place = "at I = \(Prose.vector(input))"
    var blocks: [Report.Block] = []
    if asEntries {
      blocks = [.heading(title, aside: "\(shapeWords), \(place)")]
      blocks += entryTable(isFull: isFull).blocks
    } else {
      let shown = ManyMatrices.shown(of: parts.count, isFull: isFull)
      for (index, part) in parts.prefix(shown).enumerated() {
        if index > 0 { blocks.append(.blank) }
        let size = "\(part.value.rows)×\(part.value.columns)"
        blocks += [
          .heading(part.title, aside: index == 0 ? "\(size), \(place)" : size),
          .matrix(
            MatrixTable(
              rowLabels: rowLabels, columnLabels: columnLabels, values: .dense(part.value),
              checks: part.summary.rows, isFull: isFull,
              isBrief: parts.count > ManyMatrices.mostWhole, fullCommand: fullCommand(index))),
        ]
      }
      if shown < parts.count {
        let next = map.to.labels(in: network).short(outputs[shown])
        blocks.append(
          .paragraph(
            "\(parts.count - shown) more matrices not shown; `jacobian of \(next) wrt "
              + "\(group.name)` shows one, `jacobian \(ofWords)wrt \(group.name) full` all."))
      }
      blocks.append(.line(StyledText(formula)))
    }
    var summary = CheckSummary(rowCount: 0)
    for part in parts { summary.merge(part.summary) }
    blocks +=
      DifferenceNotes(
        method: settings.differenceMethod,
        checked: differences.checkedColumns.count * outputs.count,
        total: differences.columns * outputs.count, step: differences.largestStep,
        kinks: differences.kinks, summary: summary, of: map.to.name(in: network)
      ).blocks + AtKinkNote(map: map, x: input).blocks
    let record = record(verdict: summary.verdict)
    return Report(
      blocks: blocks, record: record,
      result: StoredValue(
        title: title, shape: shape, parts: parts.map { .dense($0.value) }, rowLabels: rowLabels,
        columnLabels: columnLabels, partTitles: parts.map(\.title), blocks: blocks,
        record: record))
  }

  /// Of weights the rows are those of W_l and the columns what it multiplies; of biases the rows are
  /// the components.
  private var labels: (rows: MatrixTable.Labels, columns: MatrixTable.Labels) {
    let network = map.network
    switch group {
    case .bias:
      let of = map.to.labels(in: network)
      return (
        outputs.count == map.outputCount ? of : .list(outputs.map(of.short)),
        network.labels(of: group)
      )
    case .weights(let layer):
      let before: Signal = layer == 1 ? .input : .activation(layer - 1)
      return (Signal.preactivation(layer).labels(in: network), before.labels(in: network))
    }
  }

  private var ofWords: String {
    map.to == map.network.output ? "" : "of \(map.to.name(in: map.network)) "
  }

  private func fullCommand(_ index: Int) -> String {
    if case .bias = group { return "jacobian \(ofWords)wrt \(group.name) full" }
    let of = map.to.labels(in: map.network).short(outputs[index])
    return "jacobian of \(of) wrt \(group.name) full"
  }

  /// One line below the tables: where the numbers come from.
  private var formula: String {
    let of = map.to.name(in: map.network)
    let slope =
      map.to == .preactivation(group.layer) ? "[k = i]" : "(∂\(of)/∂z\(group.layer))[k,i]"
    guard case .weights(let layer) = group else { return "∂\(of)[k]/∂\(group.name)[i] = \(slope)" }
    return "∂\(of)[k]/∂\(group.name)[i,j] = \(slope) \(layer == 1 ? "I" : "f\(layer - 1)")[j]"
  }

  private var shape: [Int] { [outputs.count] + map.network.indices(of: group) }
  private var shapeWords: String { shape.map(String.init).joined(separator: "×") }

  private func entryTable(isFull: Bool) -> EntryTable {
    let (of, labels) = (map.to.labels(in: map.network), map.network.labels(of: group))
    let width = jacobian.columns
    return EntryTable(
      count: outputs.count * width,
      entry: { index in
        let (k, parameter) = (outputs[index / width], index % width)
        return EntryTable.Entry(
          name: "∂\(of.short(k))/∂\(labels.short(parameter))", analytic: jacobian[k, parameter],
          estimate: differences[k, parameter])
      }, scale: parts.map(\.value.largestMagnitude).largestMagnitude, isFull: isFull)
  }

  private func record(verdict: Verdict?) -> JSONValue {
    let (outputs, jacobian, differences) = (outputs, jacobian, differences)
    let (shape, width) = (shape, jacobian.columns)
    func nested(_ entry: @escaping (Int, Int) -> Double?) -> JSONValue {
      .nested(shape[...]) { .optional(entry(outputs[$0 / width], $0 % width)) }
    }
    return .object([
      ("command", .string("jacobian")), ("of", .string(of)), ("wrt", .string(group.name)),
      ("shape", .integers(shape)), ("value", nested { jacobian[$0, $1] }),
      ("finiteDifference", nested { differences[$0, $1]?.value }),
      ("error", nested { k, p in differences[k, p].map { abs(jacobian[k, p] - $0.value) } }),
      ("bound", nested { differences[$0, $1]?.bound }),
      ("verdict", verdict.map { .string($0.words) } ?? .null),
    ])
  }
}
