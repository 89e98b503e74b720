/// A matrix of intervals, each as its middle and its radius.
struct IntervalMatrix: Sendable {
  var middles: Matrix
  var radii: Matrix

  /// All entries 0.
  init(rows: Int, columns: Int) {
    middles = Matrix(rows: rows, columns: columns)
    radii = middles
  }

  var rows: Int { middles.rows }
  var columns: Int { middles.columns }

  subscript(row: Int, column: Int) -> Interval {
    get {
      let (middle, radius) = (middles[row, column], radii[row, column])
      if radius == 0 { return Interval(middle) }
      guard middle.isFinite else { return .whole }
      return .outward(middle - radius, middle + radius)
    }
    set {
      middles[row, column] = newValue.middle
      radii[row, column] = newValue.radius
    }
  }
}

/// The weights of a layer, ready to be multiplied with matrices of intervals.
struct IntervalLayer: Sendable {
  let weights: Matrix

  /// |W|, entry by entry.
  private let magnitudes: Matrix

  init(_ layer: Layer) {
    weights = layer.weights
    magnitudes = Matrix(
      rows: weights.rows, columns: weights.columns, storage: weights.storage.map { abs($0) })
  }

  /// An enclosure of W X by two products of doubles (Rump, "Fast and parallel interval arithmetic",
  /// BIT 39, 1999).
  ///
  /// A sum of k products in any order is off by at most γ_k Σ|w x| with γ_k = ku/(1 − ku), u = 2⁻⁵³
  /// (Higham, "Accuracy and Stability of Numerical Algorithms", 3.1), and by k times the smallest
  /// double where products underflow. So the radii are |W| (r + γ|m|), which is rounded in its turn.
  ///
  /// - Precondition: as many rows as the weights have columns, each entry finite.
  /// - Complexity: two matrix products.
  func product(_ x: IntervalMatrix) -> IntervalMatrix {
    let k = Double(weights.columns)
    // 2γ_k and a few units more for what is rounded besides.
    let slack = (k + 4) * 0x1p-52
    var widened = x.radii
    var isZero = [Bool](repeating: true, count: x.columns)
    for index in widened.storage.indices {
      let (middle, radius) = (x.middles.storage[index], x.radii.storage[index])
      if middle == 0 && radius == 0 { continue }
      isZero[index % x.columns] = false
      widened.storage[index] = (radius + slack * abs(middle)).nextUp
    }
    var result = IntervalMatrix(rows: weights.rows, columns: x.columns)
    result.middles = Product.of(weights, x.middles)
    result.radii = Product.of(magnitudes, widened)
    let underflow = (k + 4) * 0x1p-1074
    for index in result.radii.storage.indices where !isZero[index % x.columns] {
      let radius = result.radii.storage[index]
      result.radii.storage[index] = ((radius + underflow) * (1 + slack)).nextUp
    }
    return result
  }
}
