import Core

extension CheckedTensor {
  /// Beyond so many multiply-adds the Hessians are not computed again to see their digits.
  private static let mostWorkForDigits = 1e9

  /// The Hessians of some outputs, counted from 0, beside their finite differences, as `hessian` and
  /// `show H1` answer them.
  static func hessian(
    of rule: ChainRule, outputs: [Int], _ invocation: Invocation
  ) throws -> CheckedTensor {
    let (map, network) = (rule.map, rule.map.network)
    let d = map.inputCount
    let plan = try DerivativeMemory.requireHessian(
      of: map, outputs: outputs, at: invocation.range)
    let x = NetworkMap(network, to: map.from)(try invocation.input())
    let values = try rule.hessian(
      at: x, outputs: outputs, as: plan.chosen, checkpoint: invocation.checkpoint)
    let differences = try invocation.secondDifferences(
      of: NetworkFunction(map, at: x), outputs: outputs)
    let (of, wrt) = (map.to.name(in: network), map.from.name(in: network))
    let (components, labels) = (map.to.labels(in: network), map.from.labels(in: network))
    let names = outputs.map(components.short)
    let parts = outputs.indices.map { position in
      let (output, name) = (outputs[position], names[position])
      return Part(
        "∂²\(name)/∂\(wrt)²", .symmetric(values[position]), at: position == 0 ? map.place(x) : nil,
        name: String(components.long(output).dropFirst(name.count + 1)),
        fullCommand: "hessian of \(name) \(map.wrtWords)full")
    }
    // One output asked for by name is still a list of one, so that the shape never depends on it.
    var result = try CheckedTensor(
      "hessian", of: outputs.count == map.outputCount ? of : names.joined(separator: " "),
      wrt: [wrt], title: "∂²\(of)/∂\(wrt)²", at: invocation.point, shape: [outputs.count, d, d],
      axes: [.list(outputs.map(components.name)), labels, labels], rows: labels, columns: labels,
      parts: parts,
      check: Check(
        estimate: { differences[outputs[$0], $1, $2] },
        run: DifferenceRun(differences, invocation.settings.differenceMethod, of: of)),
      checkpoint: invocation.checkpoint)
    result.fullCommand = "hessian \(map.wrtWords)full"
    result.entryName = { "∂²\(names[$0])/∂\(labels.short($1))∂\(labels.short($2))" }
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
