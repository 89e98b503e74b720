import Core

extension CheckedTensor {
  /// A Jacobian beside its finite differences, as `jacobian`, `show J` and `show G2` answer it.
  static func jacobian(
    of rule: ChainRule, session: Session, checkpoint: Checkpoint, at range: Range<Int>?
  ) throws -> CheckedTensor {
    let (map, network) = (rule.map, rule.map.network)
    try DerivativeMemory.requireJacobian(of: map, at: range)
    let (of, wrt) = (map.to.name(in: network), map.from.name(in: network))
    let x = NetworkMap(network, to: map.from)(try session.input())
    let value = MatrixTable.Values.dense(try rule.jacobian(at: x, checkpoint: checkpoint))
    let differences = try session.finiteDifference.jacobian(of: map, at: x, checkpoint: checkpoint)
    let title = "∂\(of)/∂\(wrt)"
    var result = try CheckedTensor(
      "jacobian", of: of, wrt: [wrt], title: title, shape: [value.rows, value.columns],
      rows: map.to.labels(in: network), columns: map.from.labels(in: network),
      parts: [Part(title, value, at: map.place(x))],
      check: Check(
        estimate: { differences[$1, $2] },
        run: DifferenceRun(differences, session.settings.differenceMethod, of: of)),
      checkpoint: checkpoint)
    result.point = session.point
    result.fullCommand = "jacobian \(map.words)full"
    result.entryName = { [rows = result.rows, columns = result.columns] in
      "∂\(rows.short($1))/∂\(columns.short($2))"
    }
    result.footnotes = AtKinkNote(map: map, x: x).blocks
    return result
  }
}

extension NetworkMap {
  /// "at I = (0.5, −1)".
  func place(_ x: [Double]) -> String { "at \(from.name(in: network)) = \(Prose.vector(x))" }

  /// "of f1 wrt z1 ", the words of a command that mean this map; nothing for the whole network.
  var words: String {
    let of = to == network.output ? "" : "of \(to.name(in: network)) "
    return of + wrtWords
  }

  /// "wrt z1 ", or nothing for the input.
  var wrtWords: String { from == .input ? "" : "wrt \(from.name(in: network)) " }
}
