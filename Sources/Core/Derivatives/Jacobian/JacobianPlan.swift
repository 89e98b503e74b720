/// The order in which the matrices of J = D_n W_n … D_1 W_1 are multiplied, and what it costs.
///
/// The cheapest of all orders, by dynamic programming over the chain (Cormen et al., "Introduction
/// to Algorithms", 15.2); of a chain longer than `Tuning.longestSearched` the cheaper of the two ends.
public struct JacobianPlan: Sendable, Hashable {
  /// A matrix of the chain, or what an earlier product gave.
  enum Factor: Sendable, Hashable {
    /// W of that stage.
    case weights(Int)
    case product(Int)
  }

  /// left · D · right, (rows × inner)(inner × columns); D is of the stages between the two.
  struct Product: Sendable, Hashable {
    var left: Factor
    var right: Factor
    var between: Range<Int>
    var (rows, inner, columns): (Int, Int, Int)
  }

  /// In the order of computing; the last one is J but for the activations at its ends.
  let products: [Product]

  /// The affine stages, first to last.
  let affine: [Int]

  /// Multiply-adds of the matrix products, in the chosen order, and from either end.
  public let multiplyAdds: Double
  public let fromInput: Double
  public let fromOutput: Double

  public init(_ map: NetworkMap) { self.init(MapShape(map)) }

  init(_ shape: MapShape) {
    let affine = shape.stages.indices.filter { shape.stages[$0] == .affine }
    self.affine = affine
    // Matrix number i has dimensions[i + 1] rows and dimensions[i] columns.
    let dimensions =
      affine.isEmpty ? [] : [shape.widths[affine[0]]] + affine.map { shape.widths[$0 + 1] }
    let d = dimensions.map(Double.init)
    let inner = 1..<max(affine.count, 1)
    fromInput = inner.reduce(0) { $0 + d[0] * d[$1] * d[$1 + 1] }
    fromOutput = inner.reduce(0) { $0 + d[affine.count] * d[$1] * d[$1 - 1] }

    var order = Order(dimensions: dimensions, affine: affine)
    if affine.count > Tuning.longestSearched {
      order.multiply(fromInput: fromInput <= fromOutput)
    } else if affine.count > 1 {
      order.multiply(0, affine.count - 1, order.cheapestSplits())
    }
    products = order.products
    multiplyAdds = products.reduce(0) {
      $0 + Double($1.rows) * Double($1.inner) * Double($1.columns)
    }
  }
}

/// The products of a chain as they are listed.
private struct Order {
  let dimensions: [Int]
  let affine: [Int]
  private(set) var products: [JacobianPlan.Product] = []

  private func key(_ i: Int, _ j: Int) -> Int { i * affine.count + j }

  /// Where each part (i, j) is split into (i, split) and (split + 1, j).
  func cheapestSplits() -> [Int: Int] {
    let count = affine.count
    let d = dimensions.map(Double.init)
    var cost = [Double](repeating: 0, count: count * count)
    var splits: [Int: Int] = [:]
    for length in 1..<count {
      for i in 0..<(count - length) {
        let j = i + length
        // Of equal orders the one nearest to multiplying from the output.
        var best = (cost: Double.infinity, split: i)
        for split in i..<j {
          let product = d[i] * d[split + 1] * d[j + 1]
          let total = cost[key(i, split)] + cost[key(split + 1, j)] + product
          if total < best.cost { best = (total, split) }
        }
        (cost[key(i, j)], splits[key(i, j)]) = best
      }
    }
    return splits
  }

  /// Lists the products that make part (i, j), and gives the last one.
  @discardableResult
  mutating func multiply(_ i: Int, _ j: Int, _ splits: [Int: Int]) -> JacobianPlan.Factor {
    guard i < j else { return .weights(affine[i]) }
    let split = splits[key(i, j)] ?? i
    let right = multiply(i, split, splits)
    return join(multiply(split + 1, j, splits), right, i, split, j)
  }

  /// The whole chain from one end.
  mutating func multiply(fromInput: Bool) {
    let last = affine.count - 1
    var product = JacobianPlan.Factor.weights(affine[fromInput ? 0 : last])
    for step in 1...last {
      product =
        fromInput
        ? join(.weights(affine[step]), product, 0, step - 1, step)
        : join(product, .weights(affine[last - step]), last - step, last - step, last)
    }
  }

  private mutating func join(
    _ left: JacobianPlan.Factor, _ right: JacobianPlan.Factor, _ i: Int, _ split: Int, _ j: Int
  ) -> JacobianPlan.Factor {
    products.append(
      JacobianPlan.Product(
        left: left, right: right, between: (affine[split] + 1)..<affine[split + 1],
        rows: dimensions[j + 1], inner: dimensions[split + 1], columns: dimensions[i]))
    return .product(products.count - 1)
  }
}
