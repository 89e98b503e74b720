extension KerasFile {
  /// The inputs of the whole model, one behind the other in the order in which it is called.
  func inputs() throws(ModelFileError) -> [GraphInput] {
    let layers = model.inputs.compactMap { name in model.layers.first { $0.name == name } }
    guard layers.count > 1 else {
      guard let shape = inputShape, let count = StoredNumbers.count(of: shape), count > 0 else {
        throw Self.refused("it does not tell how many inputs it takes")
      }
      if let problem = ReadLimits.problem(.parameters, count) { throw Self.refused(problem) }
      let layer = layers.first ?? model.layers.first { $0.type == "InputLayer" }
      return [
        GraphInput(
          name: layer?.name ?? "", isNamed: layer?.isNamed ?? false, shape: shape,
          columns: 0..<count)
      ]
    }
    var inputs: [GraphInput] = []
    var end = 0
    for layer in layers {
      guard let shape = Self.inputShape(told: layer.config),
        let count = StoredNumbers.count(of: shape), count > 0
      else {
        throw Self.refused("its input \(Quote.single(layer.name)) does not tell its size")
      }
      // Each weight has an input of its own.
      if let problem = ReadLimits.problem(.parameters, max(count, end)) {
        throw Self.refused(problem)
      }
      inputs.append(
        GraphInput(
          name: layer.name, isNamed: layer.isNamed, shape: shape, columns: end..<(end + count)))
      end += count
    }
    return inputs
  }
}
