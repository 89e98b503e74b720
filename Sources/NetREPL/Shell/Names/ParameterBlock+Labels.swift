import Core

extension Network {
  /// The number of entries of a group.
  func count(of group: ParameterBlock) -> Int { count(of: .parameters(group)) }

  /// One count for each index of a group's entries: two of weights, one of biases.
  func indices(of group: ParameterBlock) -> [Int] {
    let shape = shape(of: group)
    if case .bias = group { return [shape.rows] }
    return [shape.rows, shape.columns]
  }

  /// One count for each index, as for parameters; one of the input.
  func indices(of variables: VariableBlock) -> [Int] {
    switch variables {
    case .input: [inputCount]
    case .parameters(let group): indices(of: group)
    }
  }

  /// I1, I2, … of the input; as for parameters otherwise.
  func labels(of variables: VariableBlock) -> MatrixTable.Labels {
    switch variables {
    case .input: Signal.input.labels(in: self)
    case .parameters(let group): labels(of: group)
    }
  }

  /// W1[1,1], …, b1[1], …, W2[1,1], …: every parameter.
  var parameterNames: [String] {
    parameterGroups.flatMap { group in
      let labels = labels(of: group)
      return (0..<count(of: group)).map(labels.short)
    }
  }

  /// W2[1,1], W2[1,2], …, or b2[1], b2[2], ….
  func labels(of group: ParameterBlock) -> MatrixTable.Labels {
    if case .bias = group { return .indexed(group.name, names: nil) }
    return .entries(group.name, columns: shape(of: group).columns)
  }
}
