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

    /// The side whose structure is made use of; nil for two dense matrices.
    var structured: Side?
    var multiplyAdds: Double
  }

  enum Side: Sendable, Hashable {
    case left
    case right
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
    let structures = affine.map { shape.structures[$0] }
    var order = Order(dimensions: dimensions, affine: affine, structures: structures)
    let (last, inner) = (affine.count - 1, 1..<max(affine.count, 1))
    fromInput = inner.reduce(0) { $0 + order.cost(0, $1 - 1, $1).multiplyAdds }
    fromOutput = inner.reduce(0) { $0 + order.cost($1 - 1, $1 - 1, last).multiplyAdds }

    if affine.count > Tuning.longestSearched {
      order.multiply(fromInput: fromInput <= fromOutput)
    } else if affine.count > 1 {
      order.multiply(0, affine.count - 1, order.cheapestSplits())
    }
    products = order.products
    multiplyAdds = products.reduce(0) { $0 + $1.multiplyAdds }
  }
}

/// The products of a chain as they are listed.
private struct Order {
  let dimensions: [Int]
  let affine: [Int]
  let structures: [MatrixStructure?]
  private(set) var products: [JacobianPlan.Product] = []

  private func key(_ i: Int, _ j: Int) -> Int { i * affine.count + j }

  /// The product of the parts (split + 1, j) and (i, split), dense or by the structure of one of them.
  func cost(
    _ i: Int, _ split: Int, _ j: Int
  ) -> (structured: JacobianPlan.Side?, multiplyAdds: Double) {
    let (rows, columns) = (Double(dimensions[j + 1]), Double(dimensions[i]))
    var best: (JacobianPlan.Side?, Double) = (nil, rows * Double(dimensions[split + 1]) * columns)
    if split + 1 == j, let left = structures[j] {
      best = (.left, Double(left.multiplyAdds) * columns)
    }
    if split == i, let right = structures[i], Double(right.multiplyAdds) * rows < best.1 {
      best = (.right, Double(right.multiplyAdds) * rows)
    }
    return best
  }

  /// Where each part (i, j) is split into (i, split) and (split + 1, j).
  func cheapestSplits() -> [Int: Int] {
    let count = affine.count
    var costs = [Double](repeating: 0, count: count * count)
    var splits: [Int: Int] = [:]
    for length in 1..<count {
      for i in 0..<(count - length) {
        let j = i + length
        // Of equal orders the one nearest to multiplying from the output.
        var best = (cost: Double.infinity, split: i)
        for split in i..<j {
          let total =
            costs[key(i, split)] + costs[key(split + 1, j)] + cost(i, split, j).multiplyAdds
          if total < best.cost { best = (total, split) }
        }
        (costs[key(i, j)], splits[key(i, j)]) = best
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
    let cost = cost(i, split, j)
    products.append(
      JacobianPlan.Product(
        left: left, right: right, between: (affine[split] + 1)..<affine[split + 1],
        rows: dimensions[j + 1], inner: dimensions[split + 1], columns: dimensions[i],
        structured: cost.structured, multiplyAdds: cost.multiplyAdds))
    return .product(products.count - 1)
  }
}
