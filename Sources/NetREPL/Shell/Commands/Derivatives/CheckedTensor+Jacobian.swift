import Core

extension CheckedTensor {
  /// A Jacobian beside its finite differences, as `jacobian`, `show J` and `show G2` answer it.
  static func jacobian(
    of rule: ChainRule, _ invocation: Invocation
  ) throws -> CheckedTensor {
    let (map, network) = (rule.map, rule.map.network)
    try DerivativeMemory.requireJacobian(of: map, at: invocation.range)
    let (of, wrt) = (map.to.name(in: network), map.from.name(in: network))
    let x = NetworkMap(network, to: map.from)(try invocation.input())
    let jacobian = try rule.jacobian(at: x, checkpoint: invocation.checkpoint)
    let value = MatrixTable.Values.dense(jacobian)
    let differences = try invocation.differences(of: NetworkFunction(map, at: x))
    let title = "∂\(of)/∂\(wrt)"
    let (rows, columns) = (map.to.labels(in: network), map.from.labels(in: network))
    var result = try CheckedTensor(
      "jacobian", of: of, wrt: [wrt], title: title, at: invocation.point,
      shape: [value.rows, value.columns], rows: rows, columns: columns,
      parts: [Part(title, value, at: map.place(x))],
      check: Check(
        estimate: { differences[$1, $2] },
        run: DifferenceRun(differences, invocation.settings.differenceMethod, of: of)),
      checkpoint: invocation.checkpoint)
    result.fullCommand = "jacobian \(map.words)full"
    result.entryName = { "∂\(rows.short($1))/∂\(columns.short($2))" }
    if LostDigits.areLikely(map, at: x),
      let lost = try LostDigits(
        rule, at: x, jacobian: jacobian, checkpoint: invocation.checkpoint)
    {
      (result.footnotes, result.members) = (lost.note, lost.members)
    }
    result.footnotes += map.kinkNote(at: x)
    return result
  }
}

extension NetworkMap {
  /// "at I = (0.5, −1)".
  func place(_ x: [Double]) -> String { "at \(from.name(in: network)) = \(Prose.vector(x))" }

  /// "of f1 wrt z1 ", the words of a command that mean this map; nothing for the whole network.
  var words: String { (to == network.output ? "" : "of \(to.name(in: network)) ") + wrtWords }

  /// "wrt z1 ", or nothing for the input.
  var wrtWords: String { from == .input ? "" : "wrt \(from.name(in: network)) " }
}
