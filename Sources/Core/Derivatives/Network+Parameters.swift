extension Network {
  /// s = dout · A as a function of the entries of one group, all else being held: a network whose
  /// first layer is z_l, linear in them.
  ///
  /// Its value at `values(of: group)` is s, and finite differences of it see nothing but values.
  ///
  /// - Precondition: the network has the layer; one value for each input and for each output.
  /// - Complexity: the first layer has n_l² n_{l−1} entries for weights, n_l² for biases.
  public func asFunction(of group: ParameterGroup, at input: [Double], dout: [Double]) -> Network {
    precondition(dout.count == outputCount)
    let place = group.layer - 1
    let layer = layers[place]
    let before: Signal = place == 0 ? .input : .activation(place)
    let f = NetworkMap(self, to: before)(input)
    let count = layer.neuronCount
    let first: Layer
    switch group {
    case .weights:
      var weights = Matrix(rows: count, columns: count * f.count)
      for i in 0..<count {
        for j in f.indices { weights[i, i * f.count + j] = f[j] }
      }
      first = Layer(weights: weights, bias: layer.bias, activation: layer.activation)
    case .bias:
      first = Layer(
        weights: .identity(count), bias: BLAS.product(layer.weights, f),
        activation: layer.activation)
    }
    let sum = Layer(
      weights: Matrix(rows: 1, columns: dout.count, storage: dout), bias: [0],
      activation: Activation(ActivationRule.purelin))
    return Network(name: name, layers: [first] + layers[(place + 1)...] + [sum])
  }
}
