/// A number for each value of some indices, which are letters: B1[k,p] for every k and p.
struct IndexedTensor {
  /// The letters, each once; an axis of the tensor each, in this order.
  let indices: [String]
  let tensor: Tensor

  init(_ indices: [String], _ tensor: Tensor) { (self.indices, self.tensor) = (indices, tensor) }

  /// The same numbers with other noise.
  private func with(noise: Double, _ storage: [Double]) -> Self {
    Self(indices, Tensor(shape: tensor.shape, storage, noise: noise, axes: tensor.axes))
  }

  /// A value of both for each value of the letters of either.
  ///
  /// - Throws: `TensorProblem` where there would be too many entries, or a letter runs to two numbers.
  func joined(
    _ other: Self, _ value: (Double, Double) -> Double, noise: (Double, Double) -> Double
  ) throws(TensorProblem) -> Self {
    for letter in indices {
      guard let a = size(of: letter), let b = other.size(of: letter), a != b else { continue }
      throw TensorProblem(
        message: "\(letter) runs to \(a) in one place and to \(b) in another")
    }
    let all = indices + other.indices.filter { !indices.contains($0) }
    let (a, b) = (self.steps(along: all), other.steps(along: all))
    let sizes = all.map { size(of: $0) ?? other.size(of: $0) ?? 1 }
    try TensorSize.require(sizes, of: "a product over \(all.joined(separator: ", "))")
    var storage = [Double](repeating: 0, count: sizes.reduce(1, *))
    var place = [Int](repeating: 0, count: all.count)
    var (i, j) = (0, 0)
    for index in storage.indices {
      storage[index] = value(tensor.storage[i], other.tensor.storage[j])
      // The next place, the last letter first.
      for axis in all.indices.reversed() {
        place[axis] += 1
        i += a[axis]
        j += b[axis]
        if place[axis] < sizes[axis] { break }
        i -= a[axis] * sizes[axis]
        j -= b[axis] * sizes[axis]
        place[axis] = 0
      }
    }
    let axes = all.map { letter in
      indices.firstIndex(of: letter).map { tensor.axes[$0] }
        ?? other.indices.firstIndex(of: letter).flatMap { other.tensor.axes[$0] }
    }
    let passed = noise(tensor.noise, other.tensor.noise)
    return Self(
      all,
      Tensor(
        shape: sizes, storage,
        noise: (passed.isFinite ? passed : 0) + Tensor.rounding(of: storage, times: 2), axes: axes))
  }

  func size(of letter: String) -> Int? { indices.firstIndex(of: letter).map { tensor.shape[$0] } }

  /// How far apart neighbours along each letter stand; 0 where it has none of it.
  private func steps(along letters: [String]) -> [Int] {
    letters.map { letter in
      indices.firstIndex(of: letter).map { tensor.shape[($0 + 1)...].reduce(1, *) } ?? 0
    }
  }

  /// The sum over a letter that it has.
  func summed(over letter: String) -> Self {
    guard let axis = indices.firstIndex(of: letter) else { return self }
    let (count, step) = (tensor.shape[axis], tensor.shape[(axis + 1)...].reduce(1, *))
    var (letters, shape, axes) = (indices, tensor.shape, tensor.axes)
    letters.remove(at: axis)
    shape.remove(at: axis)
    axes.remove(at: axis)
    var sums = [Double](repeating: 0, count: shape.reduce(1, *))
    for index in tensor.storage.indices {
      sums[index / (step * count) * step + index % step] += tensor.storage[index]
    }
    let size = tensor.largestMagnitude
    let noise =
      Double(count) * (tensor.noise + (size.isFinite ? Double(count) * size.ulp : 0))
    return Self(letters, Tensor(shape: shape, sums, noise: noise, axes: axes))
  }

  /// The same with its axes in the order of some letters, with those that it has not: there it is
  /// always the same.
  func ordered(_ letters: [String], sizes: [String: Int]) throws(TensorProblem) -> Tensor {
    let shape = letters.map { size(of: $0) ?? sizes[$0] ?? 1 }
    let frame = Self(
      letters,
      Tensor(shape: shape, [Double](repeating: 0, count: shape.reduce(1, *)), noise: 0))
    return try frame.joined(self, { $1 }, noise: { $1 }).tensor
  }
}
