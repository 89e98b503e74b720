/// Sums over layers, which have other quantities for each.
extension Syntax {
  /// The same with Σ_l written out over the layers.
  ///
  /// - Parameter n: the number of layers.
  func writingOutLayerSums(layers n: Int) -> Syntax {
    let inner = replacing(children: children.map { $0.writingOutLayerSums(layers: n) })
    func sum(_ syntax: Syntax, over letters: [String]) -> Syntax {
      letters.reduce(syntax) { syntax, letter in
        syntax.with(
          .sum(
            (1...n).map { Term(isNegative: false, value: syntax.at(layer: $0, for: letter)) }))
      }
    }
    switch inner.kind {
    case .product(let factors):
      guard let place = factors.firstIndex(where: { Evaluation.summed($0.value) != nil }),
        let letters = Evaluation.summed(factors[place].value), place + 1 < factors.count
      else { return inner }
      var rest = Array(factors[(place + 1)...])
      let behind = with(.product(rest))
      let ofLayers = letters.filter(behind.layerLetters.contains)
      guard !ofLayers.isEmpty else { return inner }
      let others = letters.filter { !ofLayers.contains($0) }
      if !others.isEmpty {
        rest.insert(
          Factor(joint: .beside, value: with(.name("Σ_" + others.joined()))), at: 0)
      }
      let summand = rest.count == 1 ? rest[0].value : with(.product(rest))
      let whole = sum(summand, over: ofLayers)
      return place == 0
        ? whole
        : with(
          .product(
            Array(factors[..<place]) + [Factor(joint: factors[place].joint, value: whole)]))
    case .application(let name, let values):
      guard let letters = Evaluation.letters(ofSum: name.text), values.count == 1 else {
        return inner
      }
      let ofLayers = letters.filter(values[0].layerLetters.contains)
      let whole = sum(values[0], over: ofLayers)
      let others = letters.filter { !ofLayers.contains($0) }
      return others.isEmpty
        ? whole
        : with(.application(Name(text: "Σ_" + others.joined(), range: name.range), [whole]))
    default: return inner
    }
  }

  /// Whether it sums over layers.
  var hasLayerSum: Bool {
    !layerLetters.isEmpty && mentions { Evaluation.summed($0) != nil || Evaluation.isSum($0) }
  }
}
