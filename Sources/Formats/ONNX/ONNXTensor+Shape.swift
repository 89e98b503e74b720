/// What the shape operators do to a tensor. A value of the network is arranged by arranging the
/// places of its entries.
extension ONNXTensor {
  /// The same numbers in another shape; nil where it has not as many.
  func reshaped(_ shape: [Int]) -> ONNXTensor? {
    guard StoredNumbers.count(of: shape) == values.count else { return nil }
    return ONNXTensor(shape: shape, values: values)
  }

  /// - Parameter order: which index of this one each index of the result is.
  func transposed(_ order: [Int]) -> ONNXTensor? {
    guard order.sorted() == Array(shape.indices) else { return nil }
    return arranged(order.map { shape[$0] }) { index in
      var own = [Int](repeating: 0, count: index.count)
      for (k, axis) in order.enumerated() { own[axis] = index[k] }
      return own
    }
  }

  /// Some of the numbers along an axis.
  func taking(_ places: [Int], along axis: Int) throws(ModelFileError) -> ONNXTensor? {
    guard shape.indices.contains(axis) else { return nil }
    let places = places.map { $0 < 0 ? $0 + shape[axis] : $0 }
    guard places.allSatisfy({ (0..<shape[axis]).contains($0) }) else { return nil }
    var result = shape
    result[axis] = places.count
    try Self.require(result)
    return arranged(result) { index in
      var own = index
      own[axis] = places[index[axis]]
      return own
    }
  }

  /// Tensors one behind the other along an axis.
  static func joined(_ tensors: [ONNXTensor], along axis: Int) -> ONNXTensor? {
    guard let first = tensors.first, first.shape.indices.contains(axis) else { return nil }
    var shape = first.shape
    shape[axis] = 0
    for tensor in tensors {
      var own = tensor.shape
      guard own.indices.contains(axis) else { return nil }
      shape[axis] += own[axis]
      own[axis] = shape[axis]
      guard own == shape else { return nil }
    }
    let outer = shape[..<axis].reduce(1, *)
    var values: [Double] = []
    for i in 0..<outer {
      for tensor in tensors {
        let count = tensor.values.count / max(outer, 1)
        values += tensor.values[(i * count)..<((i + 1) * count)]
      }
    }
    return ONNXTensor(shape: shape, values: values)
  }

  /// Repeated along indices of size 1, and new ones in front; nil where it does not fit.
  func broadcast(to target: [Int]) throws(ModelFileError) -> ONNXTensor? {
    let padded = [Int](repeating: 1, count: max(0, target.count - shape.count)) + shape
    guard padded.count == target.count, zip(padded, target).allSatisfy({ $0 == $1 || $0 == 1 })
    else { return nil }
    try Self.require(target)
    if padded == target { return ONNXTensor(shape: target, values: values) }
    let source = ONNXTensor(shape: padded, values: values)
    return source.arranged(target) { index in
      zip(index, padded).map { $1 == 1 ? 0 : $0 }
    }
  }

  /// - Throws: when a tensor of that shape would have too many numbers.
  private static func require(_ shape: [Int]) throws(ModelFileError) {
    if let problem = ReadLimits.problem(.parameters, StoredNumbers.count(of: shape)) {
      throw ONNXModel.refused(problem)
    }
  }

  /// The shape of two tensors that are combined entry by entry; nil where they do not fit.
  static func broadcastShape(_ first: [Int], _ second: [Int]) -> [Int]? {
    let count = max(first.count, second.count)
    let first = [Int](repeating: 1, count: count - first.count) + first
    let second = [Int](repeating: 1, count: count - second.count) + second
    guard zip(first, second).allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }) else { return nil }
    return zip(first, second).map { $0 == 1 ? $1 : $0 }
  }

  /// A tensor of another shape, each of whose entries is one of this one.
  private func arranged(_ target: [Int], _ source: ([Int]) -> [Int]) -> ONNXTensor {
    let strides = StoredNumbers.strides(of: shape)
    let count = target.reduce(1, *)
    var index = [Int](repeating: 0, count: target.count)
    var result: [Double] = []
    result.reserveCapacity(count)
    for _ in 0..<count {
      result.append(values[zip(source(index), strides).reduce(0) { $0 + $1.0 * $1.1 }])
      for axis in target.indices.reversed() {
        index[axis] += 1
        if index[axis] < target[axis] { break }
        index[axis] = 0
      }
    }
    return ONNXTensor(shape: target, values: result)
  }
}
