import Core

extension CheckedTensor {
  /// A Jacobian beside its finite differences, as `jacobian`, `show J` and `show G2` answer it.
  ///
  /// - Parameters:
  ///   - outputs: the rows meant; where one was named, the answer has no index for it.
  ///   - inputs: the columns meant, in the same way; differences are taken of these alone.
  static func jacobian(
    of rule: ChainRule, outputs: Choice? = nil, wrt inputs: Choice? = nil,
    _ invocation: Invocation
  ) throws -> CheckedTensor {
    let (map, network) = (rule.map, rule.map.network)
    try DerivativeMemory.requireJacobian(of: map, at: invocation.range)
    let of = map.to.name(of: outputs, in: network)
    let wrt = map.from.name(of: inputs, in: network)
    let x = NetworkMap(network, to: map.from)(try invocation.input())
    let jacobian = try rule.jacobian(at: x, checkpoint: invocation.checkpoint)
    let value = MatrixTable.Values.dense(jacobian).choosing(rows: outputs, columns: inputs)
    let differences = try invocation.differences(of: NetworkFunction(map, at: x, inputs))
    let title = "∂\(of.bracketed)/∂\(wrt.bracketed)"
    let rows = map.to.labels(in: network).choosing(outputs)
    let columns = map.from.labels(in: network).choosing(inputs)
    let chosen = [outputs, inputs].map { $0?.isOne == true }
    var result = try CheckedTensor(
      "jacobian", of: of, wrt: [wrt], title: title, at: invocation.point,
      shape: zip([value.rows, value.columns], chosen).filter { !$1 }.map(\.0),
      axes: zip([rows, columns], chosen).filter { !$1 }.map(\.0), rows: rows, columns: columns,
      parts: [
        Part(
          title, value, at: map.place(x),
          expression: outputs == nil && inputs == nil ? map.jacobianSymbol : nil)
      ],
      check: Check(
        estimate: { differences[outputs?.indices[$1] ?? $1, $2] },
        scale: jacobian.largestMagnitude,
        run: DifferenceRun(
          differences, invocation.settings.differenceMethod, of: map.to.name(in: network),
          rows: outputs)),
      checkpoint: invocation.checkpoint)
    result.fullCommand = "jacobian \(map.words(outputs, wrt: inputs))full"
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

extension NetworkFunction {
  /// The part of a network as a function of some components of its earlier signal, or of all.
  init(_ map: NetworkMap, at x: [Double], _ choice: Choice?) {
    if let choice {
      self.init(map, at: x, components: choice.indices)
    } else {
      self.init(map, at: x)
    }
  }
}

extension String {
  /// Several names in brackets: "(I1, I3)".
  var bracketed: String {
    contains(" ") ? "(\(split(separator: " ").joined(separator: ", ")))" : self
  }
}

extension NetworkMap {
  /// What its Jacobian is called in formulas: J, G1, B1 or D1; nil of others.
  fileprivate var jacobianSymbol: String? {
    switch (from, to) {
    case (.input, network.output): "J"
    case (.input, .preactivation(let layer)): "G\(layer)"
    case (.preactivation(let l), .activation(let m)) where l == m: "D\(l)"
    case (.activation(let layer), network.output): "B\(layer)"
    default: nil
    }
  }

  /// "of A2 wrt I1 I3 ", the words that mean it with some components alone.
  func words(_ outputs: Choice?, wrt inputs: Choice?) -> String {
    let of = outputs.map { "of \(to.name(of: $0, in: network)) " }
    let wrt = inputs.map { "wrt \(from.name(of: $0, in: network)) " }
    return (of ?? ofWords)
      + (wrt ?? wrtWords)
  }

  /// "at I = (0.5, −1)".
  func place(_ x: [Double]) -> String { "at \(from.name(in: network)) = \(Prose.vector(x))" }

  /// "of f1 wrt z1 ", the words of a command that mean this map; nothing for the whole network.
  var words: String { ofWords + wrtWords }

  /// "of f1 ", or nothing for A.
  private var ofWords: String {
    to == network.output && !network.isScalar ? "" : "of \(to.name(in: network)) "
  }

  /// "wrt z1 ", or nothing for the input.
  var wrtWords: String { from == .input ? "" : "wrt \(from.name(in: network)) " }
}
