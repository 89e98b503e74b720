/// What depends on what, by ways of weights that are not 0.
extension NetworkMap {
  /// Which components of the signal before a stage some of those behind it depend on.
  package func causes(of effects: [Bool], through stage: Stage) -> [Bool] {
    switch stage {
    case .activation(let l): return spread(effects, layer: l)
    case .affine(let l):
      let weights = network.layers[l].weights
      var causes = [Bool](repeating: false, count: weights.columns)
      for i in effects.indices where effects[i] {
        for (j, weight) in weights.row(i).enumerated() where weight != 0 { causes[j] = true }
      }
      return causes
    }
  }

  /// Which components of the signal behind a stage depend on some of those before it.
  package func effects(of causes: [Bool], through stage: Stage) -> [Bool] {
    switch stage {
    case .activation(let l): return spread(causes, layer: l)
    case .affine(let l):
      let weights = network.layers[l].weights
      return (0..<weights.rows).map { i in
        zip(weights.row(i), causes).contains { $0 != 0 && $1 }
      }
    }
  }

  /// The components of `from` that component i of the signal behind a stage depends on.
  ///
  /// - Parameter stage: counted from 0.
  package func causes(of i: Int, behind stage: Int) -> [Bool] {
    stages[...stage].reversed().reduce(only(i, behind: stage)) { causes(of: $0, through: $1) }
  }

  /// The components of `to` that depend on component i of the signal behind a stage.
  package func effects(of i: Int, behind stage: Int) -> [Bool] {
    stages[(stage + 1)...].reduce(only(i, behind: stage)) { effects(of: $0, through: $1) }
  }

  private func only(_ i: Int, behind stage: Int) -> [Bool] {
    (0..<network.count(of: stages[stage].signal)).map { $0 == i }
  }

  /// Each neuron of a coupled layer moves all of them.
  private func spread(_ marked: [Bool], layer l: Int) -> [Bool] {
    let couples = network.layers[l].activation.couplesNeurons && marked.contains(true)
    return couples ? marked.map { _ in true } : marked
  }
}
