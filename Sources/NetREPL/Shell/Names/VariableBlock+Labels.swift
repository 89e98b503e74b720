import Core

extension Network {
  /// One count for each index of some variables: two of weights, one of biases or of the input.
  func indices(of variables: VariableBlock) -> [Int] {
    switch variables {
    case .input: [inputCount]
    case .parameters(.bias(let layer)): [layers[layer - 1].neuronCount]
    case .parameters(.weights(let layer)):
      [layers[layer - 1].neuronCount, layers[layer - 1].inputCount]
    }
  }

  /// The names that each index of some variables runs through.
  func axes(of variables: VariableBlock) -> [MatrixTable.Labels] {
    guard case .parameters(let block) = variables else { return [Signal.input.labels(in: self)] }
    let rows = Signal.preactivation(block.layer).labels(in: self)
    guard case .weights(let layer) = block else { return [rows] }
    let before: Signal = layer == 1 ? .input : .activation(layer - 1)
    return [rows, before.labels(in: self)]
  }

  /// I1, I2, …; W2[1,1], W2[1,2], …; or b2[1], b2[2], ….
  func labels(of variables: VariableBlock) -> MatrixTable.Labels {
    switch variables {
    case .input: Signal.input.labels(in: self)
    case .parameters(.bias): .indexed(variables.name, names: nil)
    case .parameters(.weights): .entries(variables.name, columns: indices(of: variables)[1])
    }
  }

  /// W1[1,1], …, b1[1], …, W2[1,1], …: every parameter.
  var parameterNames: [String] {
    parameterGroups.flatMap { group in
      (0..<count(of: .parameters(group))).map(labels(of: .parameters(group)).short)
    }
  }
}
