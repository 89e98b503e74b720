import Core

extension CheckedTensor {
  /// Beyond so many multiply-adds the Hessians are not computed again to see their digits.
  private static let mostWorkForDigits = 1e9

  /// The Hessians of outputs beside their finite differences, as `hessian` and `show H1` answer them.
  ///
  /// - Parameters:
  ///   - outputs: the outputs meant; where one was named, the answer has no index for it.
  ///   - inputs: the rows and columns meant, in the same way; differences are taken of these alone.
  static func hessian(
    of rule: ChainRule, outputs chosen: Choice? = nil, wrt inputs: Choice? = nil,
    _ invocation: Invocation
  ) throws -> CheckedTensor {
    let (map, network) = (rule.map, rule.map.network)
    let outputs = chosen?.indices ?? Array(0..<map.outputCount)
    let plan = try DerivativeMemory.requireHessian(
      of: map, outputs: outputs, at: invocation.range)
    let x = NetworkMap(network, to: map.from)(try invocation.input())
    let values = try rule.hessian(
      at: x, outputs: outputs, as: plan.chosen, checkpoint: invocation.checkpoint)
    let differences = try invocation.secondDifferences(
      of: NetworkFunction(map, at: x, inputs), outputs: outputs)
    let wrt = map.from.name(of: inputs, in: network)
    let components = map.to.labels(in: network)
    let labels = map.from.labels(in: network).choosing(inputs)
    let names = outputs.map(components.short)
    let square = "∂\(wrt.bracketed)²"
    let d = inputs?.indices.count ?? map.inputCount
    // One component that was named has no index in the answer: of one input a number for each output.
    let kept = (outputs: chosen?.isOne != true, inputs: inputs?.isOne != true)
    let isColumn = kept.outputs && !kept.inputs
    let scales = values.map(\.largestMagnitude)
    let title = "∂²\(map.to.name(of: chosen, in: network).bracketed)/\(square)"
    let column = inputs?.indices.first.map { i in
      Part(
        title,
        .dense(Matrix(rows: values.count, columns: 1, storage: values.map { $0[i, i] })),
        at: map.place(x))
    }
    let matrices = outputs.indices.map { position in
      let (output, name) = (outputs[position], names[position])
      return Part(
        "∂²\(name)/\(square)",
        .symmetric(values[position]).choosing(rows: inputs, columns: inputs),
        at: position == 0 ? map.place(x) : nil,
        name: String(components.long(output).dropFirst(name.count + 1)),
        fullCommand: "hessian \(map.words(Choice(indices: [output]), wrt: inputs))full",
        expression: inputs == nil && map.from == .input && map.to == map.network.output
          ? "H\(output + 1)" : nil)
    }
    let rows = isColumn ? components.choosing(chosen) : labels
    var result = try CheckedTensor(
      "hessian", of: map.to.name(of: chosen, in: network), wrt: [wrt],
      title: title, at: invocation.point,
      shape: (kept.outputs ? [outputs.count] : []) + (kept.inputs ? [d, d] : []),
      axes: (kept.outputs ? [components.choosing(chosen)] : [])
        + (kept.inputs ? [labels, labels] : []), rows: rows,
      columns: labels, parts: isColumn ? column.map { [$0] } ?? matrices : matrices,
      check: Check(
        estimate: {
          isColumn ? differences[outputs[$1], 0, 0] : differences[outputs[$0], $1, $2]
        },
        partScales: isColumn ? [scales.largestMagnitude] : scales,
        run: DifferenceRun(
          differences, invocation.settings.differenceMethod, of: map.to.name(in: network))),
      checkpoint: invocation.checkpoint)
    result.fullCommand = "hessian \(map.words(chosen, wrt: inputs))full"
    result.entryName = {
      "∂²\(names[isColumn ? $1 : $0])/∂\(labels.short(isColumn ? $2 : $1))∂\(labels.short($2))"
    }
    if plan.chosen.cost.multiplyAdds <= Self.mostWorkForDigits, LostDigits.areLikely(map, at: x),
      let lost = try LostDigits(
        rule, at: x, hessians: values, outputs: outputs, as: plan.chosen,
        checkpoint: invocation.checkpoint)
    {
      (result.footnotes, result.members) = (lost.note, lost.members)
    }
    result.footnotes += map.kinkNote(at: x)
    return result
  }
}
