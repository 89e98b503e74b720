/// What the signs of expressions do. Where the shapes do not fit there is no value.
extension Tensor {
  /// a ± b of one shape, or with a number at every entry.
  func adding(_ other: Tensor, sign: Double) -> Tensor? {
    entrywise(other, { $0 + sign * $1 }, noise: { $0 + $1 })
  }

  /// a ∘ b of one shape.
  func entryProduct(_ other: Tensor) -> Tensor? {
    let (a, b) = (largestMagnitude, other.largestMagnitude)
    return entrywise(other, *, noise: { a * $1 + b * $0 })
  }

  /// a ⊘ b of one shape.
  func entryQuotient(_ other: Tensor) -> Tensor? {
    let least = other.storage.reduce(Double.infinity) { min($0, abs($1)) }
    let a = largestMagnitude
    return entrywise(other, /, noise: { $0 / least + a / least * ($1 / least) })
  }

  /// a .^ b, of one shape, or with a number on one side.
  func entryPower(_ other: Tensor) -> Tensor? {
    // How far the noise of either moves a power, seen by moving it.
    let (a, b) = (noise, other.noise)
    var moved = 0.0
    let result = entrywise(
      other,
      { x, p in
        let value = Expression.power(x, p)
        for near in [Expression.power(x + a, p), Expression.power(x, p + b)]
        where near.isFinite && value.isFinite {
          moved = max(moved, abs(near - value))
        }
        return value
      }, noise: { _, _ in 0 })
    return result.map {
      Tensor(
        shape: $0.shape, $0.storage, noise: moved + Self.rounding(of: $0.storage, times: 4),
        axes: $0.axes)
    }
  }

  private func entrywise(
    _ other: Tensor, _ value: (Double, Double) -> Double, noise: (Double, Double) -> Double
  ) -> Tensor? {
    let storage: [Double]
    if isLike(other), !isNumber, !other.isNumber {
      storage = zip(self.storage, other.storage).map(value)
    } else if other.isNumber {
      storage = self.storage.map { value($0, other.storage[0]) }
    } else if isNumber {
      storage = other.storage.map { value(self.storage[0], $0) }
    } else {
      return nil
    }
    let passed = noise(self.noise, other.noise)
    return Tensor(
      shape: isNumber || other.shape.count == 1 && !other.isNumber ? other.shape : shape, storage,
      noise: (passed.isFinite ? passed : 0) + Self.rounding(of: storage, times: 2),
      axes: isNumber || other.shape.count == 1 && shape != other.shape
        ? other.axes
        : zip(axes, other.axes + axes.dropFirst(other.axes.count)).map { $0 ?? $1 })
  }

  /// a b: of numbers, of a number with anything, of matrices and vectors as books multiply them.
  ///
  /// A vector times a matrix of one row is their outer product.
  func product(_ other: Tensor) -> Tensor? {
    if isNumber || other.isNumber { return entryProduct(other) }
    switch (shape.count, other.shape.count) {
    case (2, 2) where shape[1] == other.shape[0]:
      return product(other, rows: shape[0], inner: shape[1], columns: other.shape[1])
    case (2, 1) where shape[1] == other.shape[0]:
      let result = product(other, rows: shape[0], inner: shape[1], columns: 1)
      // vᵀ w is a number.
      return result.reshaped(shape[0] == 1 ? [] : [shape[0]])
    case (1, 2) where shape[0] == other.shape[0]:
      return product(other, rows: 1, inner: shape[0], columns: other.shape[1])
        .reshaped([other.shape[1]])
    case (1, 2) where other.shape[0] == 1:
      return product(other, rows: shape[0], inner: 1, columns: other.shape[1])
    default: return nil
    }
  }

  /// The shape that a product can have at most: the outer one of a vector and a row.
  func productShape(_ other: Tensor) -> [Int] {
    isNumber || other.isNumber || other.shape.count != 2 ? [] : [shape[0], other.shape[1]]
  }

  private func product(_ other: Tensor, rows: Int, inner: Int, columns: Int) -> Tensor {
    let left = Matrix(rows: rows, columns: inner, storage: storage)
    let right = Matrix(rows: inner, columns: columns, storage: other.storage)
    let result = Product.of(left, right)
    let (a, b, count) = (largestMagnitude, other.largestMagnitude, Double(inner))
    let passed = count * (a * other.noise + b * noise + count * (a * b).ulp)
    return Tensor(
      shape: [rows, columns], result.storage, noise: passed.isFinite ? passed : 0,
      axes: [
        axes.count == 2 || inner == 1 ? axes[0] : nil, other.axes.count == 2 ? other.axes[1] : nil,
      ])
  }

  /// The same entries in another shape of as many.
  func reshaped(_ shape: [Int]) -> Tensor {
    let kept = axes.compactMap(\.self)
    return Tensor(
      shape: shape, storage, noise: noise, axes: shape.map { _ in kept.count == 1 ? kept[0] : nil })
  }

  /// v · w, one number.
  func dot(_ other: Tensor) -> Tensor? {
    if isNumber || other.isNumber { return entryProduct(other) }
    guard shape.count == 1, shape == other.shape else { return nil }
    return product(other, rows: 1, inner: shape[0], columns: 1).reshaped([])
  }

  /// Rows for columns; a vector becomes a matrix of one row. Nil of a stack.
  var transposed: Tensor? {
    switch shape.count {
    case 0: self
    case 1: Tensor(shape: [1, shape[0]], storage, noise: noise, axes: [nil, axes[0]])
    case 2:
      Tensor(
        shape: [shape[1], shape[0]],
        Matrix(rows: shape[0], columns: shape[1], storage: storage).transposed.storage,
        noise: noise, axes: [axes[1], axes[0]])
    default: nil
    }
  }

  /// The entries at some places of each index, counted from 0; an index with one place alone is gone.
  func entries(_ places: [(indices: [Int], isOne: Bool)]) -> Tensor {
    // An index that is not given stands for all of it.
    let all = places + shape.dropFirst(places.count).map { (Array(0..<$0), false) }
    var storage: [Double] = []
    func visit(_ axis: Int, _ offset: Int) {
      guard axis < shape.count else { return storage.append(self.storage[offset]) }
      for index in all[axis].indices { visit(axis + 1, offset * shape[axis] + index) }
    }
    visit(0, 0)
    let kept = all.indices.filter { !all[$0].isOne }
    return Tensor(
      shape: kept.map { all[$0].indices.count }, storage, noise: noise,
      // Of a part the names would be those of other components.
      axes: kept.map { all[$0].indices == Array(0..<shape[$0]) ? axes[$0] : nil })
  }

  /// Each entry by a function.
  func mapped(_ function: (Double) -> Double) -> Tensor {
    let values = storage.map(function)
    // How far the noise moves a value, seen by moving it.
    var moved = 0.0
    for (x, value) in zip(storage, values) where noise > 0 {
      for y in [function(x + noise), function(x - noise)] where y.isFinite && value.isFinite {
        moved = max(moved, abs(y - value))
      }
    }
    return Tensor(
      shape: shape, values, noise: moved + Self.rounding(of: values, times: 4), axes: axes)
  }

  /// A stack of matrices of one shape.
  package static func stack(
    _ matrices: [Matrix], along signal: Signal?, _ rows: Signal?, _ columns: Signal?
  )
    -> Tensor
  {
    let (rowCount, columnCount) = (matrices.first?.rows ?? 0, matrices.first?.columns ?? 0)
    return Tensor(
      shape: [matrices.count, rowCount, columnCount], matrices.flatMap(\.storage),
      axes: [signal, rows, columns])
  }
}
