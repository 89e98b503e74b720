import Core

extension CheckedTensor {
  /// Derivatives of a signal with respect to the weights or biases of a layer beside finite
  /// differences: of weights one matrix for each component, in the form of W_l; of biases, or as a
  /// list of entries, one matrix with a row for each component.
  ///
  /// - Parameter component: the one component meant, counted from 0; nil for all.
  /// - Throws: `CommandError` without an input, or when the derivatives do not fit memory.
  /// - Precondition: the map begins at the input, and depends on the group.
  static func jacobian(
    of rule: ChainRule, component: Int?, wrt group: ParameterBlock, _ invocation: Invocation
  ) throws -> CheckedTensor {
    let (map, network) = (rule.map, rule.map.network)
    let (input, checkpoint) = (try invocation.input(), invocation.checkpoint)
    let outputs = component.map { [$0] } ?? Array(0..<map.outputCount)
    try DerivativeMemory.requireJacobian(
      of: map, wrt: group, at: invocation.arguments.range("R"))
    let jacobian = try rule.jacobian(wrt: group, at: input, checkpoint: checkpoint)
    let differences = try invocation.differences(
      of: NetworkFunction(network, of: [.parameters(group)], at: input, to: map.to))

    let signal = map.to.name(in: network)
    let (components, labels) = (map.to.labels(in: network), network.labels(of: .parameters(group)))
    let names = outputs.map(components.short)
    let of = outputs.count == map.outputCount ? signal : names.joined(separator: " ")
    let title = "∂\(of)/∂\(group.name)"
    let (place, command) = (map.place(input), "wrt \(group.name) full")
    let shape = [outputs.count] + network.indices(of: .parameters(group))
    let width = jacobian.columns
    let asEntries = invocation.arguments.has("entries")
    let perOutput = shape.count > 2 && !asEntries
    let parts: [Part]
    if perOutput {
      parts = try outputs.indices.map { position in
        try checkpoint()
        return Part(
          "∂\(names[position])/∂\(group.name)", .dense(jacobian.matrix(outputs[position])),
          at: position == 0 ? place : nil,
          fullCommand: "jacobian of \(names[position]) \(command)")
      }
    } else {
      let rows = outputs.flatMap { k in (0..<width).map { jacobian[k, $0] } }
      let value = Matrix(rows: outputs.count, columns: width, storage: rows)
      let size = shape.map(String.init).joined(separator: "×")
      parts = [Part(title: title, aside: "\(size), \(place)", values: .dense(value))]
    }
    let columns = shape.count > 2 ? shape[2] : 1
    let axes = network.axes(of: .parameters(group))
    let outputLabels = outputs.count == map.outputCount ? components : .list(names)
    var result = try CheckedTensor(
      "jacobian", of: of, wrt: [group.name], title: title, at: invocation.point, shape: shape,
      axes: [.list(outputs.map(components.name))] + axes,
      rows: perOutput ? axes[0] : outputLabels, columns: perOutput ? axes[1] : labels, parts: parts,
      check: Check(
        estimate: { part, row, column in
          perOutput
            ? differences[outputs[part], row * columns + column] : differences[outputs[row], column]
        },
        sample: perOutput
          ? differences.checkedColumns.map { ($0 / columns, $0 % columns) }
          : outputs.indices.flatMap { row in differences.checkedColumns.map { (row, $0) } },
        scale: parts.map(\.values.largestMagnitude).largestMagnitude,
        run: DifferenceRun(
          method: invocation.settings.differenceMethod,
          checked: differences.checkedColumns.count * outputs.count, total: width * outputs.count,
          step: differences.largestStep, kinks: differences.kinks, of: signal)),
      checkpoint: checkpoint)
    result.fullCommand = "jacobian \(map.to == network.output ? "" : "of \(signal) ")\(command)"
    result.entryName = { part, row, column in
      perOutput
        ? "∂\(names[part])/∂\(labels.short(row * columns + column))"
        : "∂\(names[row])/∂\(labels.short(column))"
    }
    if !asEntries { result.notes = [.line("\(formula(of: map, wrt: group))")] }
    result.footnotes = map.kinkNote(at: input)
    return result
  }

  /// One line below the tables: where the numbers come from.
  private static func formula(of map: NetworkMap, wrt group: ParameterBlock) -> String {
    let of = map.to.name(in: map.network)
    let slope =
      map.to == .preactivation(group.layer) ? "[k = i]" : "(∂\(of)/∂z\(group.layer))[k,i]"
    guard case .weights(let layer) = group else { return "∂\(of)[k]/∂\(group.name)[i] = \(slope)" }
    return "∂\(of)[k]/∂\(group.name)[i,j] = \(slope) \(layer == 1 ? "I" : "f\(layer - 1)")[j]"
  }
}
