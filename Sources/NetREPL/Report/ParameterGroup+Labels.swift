import Core

extension Network {
  /// The number of entries of a group.
  func count(of group: ParameterGroup) -> Int {
    let shape = shape(of: group)
    return shape.rows * shape.columns
  }

  /// One count for each index of a group's entries: two of weights, one of biases.
  func indices(of group: ParameterGroup) -> [Int] {
    let shape = shape(of: group)
    if case .bias = group { return [shape.rows] }
    return [shape.rows, shape.columns]
  }

  /// W2[1,1], W2[1,2], …, or b2[1], b2[2], ….
  func labels(of group: ParameterGroup) -> MatrixTable.Labels {
    if case .bias = group { return .indexed(group.name, names: nil) }
    let columns = shape(of: group).columns
    return .list(
      (0..<count(of: group)).map { "\(group.name)[\($0 / columns + 1),\($0 % columns + 1)]" })
  }
}
