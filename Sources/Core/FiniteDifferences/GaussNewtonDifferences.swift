/// Jᵀ L″ J from differences alone: J is a Jacobian by finite differences, or a sample of its
/// columns, and L″ the Hessian of a scalar behind it.
///
/// The bounds of both are carried through the product:
///
///     |Δ(J_iᵀ L″ J_j)| ≤ ΔJ_iᵀ|L″||J_j| + |J_i|ᵀ|L″|ΔJ_j + |J_i|ᵀ ΔL″ |J_j| and what is smaller.
public struct GaussNewtonDifferences: Sendable {
  private let jacobian: JacobianDifferences

  /// Everything that a checked column brings to an entry; each vector one entry for each row of J.
  private struct Column {
    let values: [Double]
    let bounds: [Double]

    /// L″ J_j, |L″| (|J_j| + ΔJ_j) and ΔL″ (|J_j| + ΔJ_j).
    let product: [Double]
    let magnitude: [Double]
    let uncertainty: [Double]

    let kink: NeuronPlace?
  }

  private let columns: [Int: Column]

  /// - Precondition: the rows of J are the variables of the scalar, its output 0.
  init(jacobian: JacobianDifferences, scalar: HessianDifferences) {
    precondition(jacobian.rows == scalar.order)
    self.jacobian = jacobian
    let count = jacobian.rows
    // A sample of L″ is no use: every entry needs all of it.
    guard scalar.checkedCount == scalar.entryCount else {
      columns = [:]
      return
    }
    func matrix(_ entry: (DifferenceEstimate?) -> Double) -> Matrix {
      Matrix((0..<count).map { a in (0..<count).map { entry(scalar[0, a, $0]) } })
    }
    let (values, sizes) = (matrix { $0?.value ?? .nan }, matrix { abs($0?.value ?? .nan) })
    let bounds = matrix { $0?.bound ?? .infinity }
    columns = Dictionary(
      uniqueKeysWithValues: jacobian.checkedColumns.map { j in
        let estimates = (0..<count).compactMap { jacobian[$0, j] }
        let column = estimates.map(\.value)
        let reach = estimates.map { abs($0.value) + $0.bound }
        return (
          j,
          Column(
            values: column, bounds: estimates.map(\.bound), product: Product.of(values, column),
            magnitude: Product.of(sizes, reach), uncertainty: Product.of(bounds, reach),
            kink: estimates.lazy.compactMap(\.limitation.kink).first)
        )
      })
  }

  /// The number of variables: rows and columns of the product.
  public var order: Int { jacobian.columns }

  /// How many different entries there are, and how many were checked.
  public var entryCount: Int { PackedSymmetric.count(order: order) }
  public var checkedCount: Int { PackedSymmetric.count(order: columns.count) }

  /// The largest step that was started from, in units of its variable.
  public var largestStep: Double { jacobian.largestStep }

  /// The kinks that keep entries from being checked well.
  public var kinks: [NeuronPlace] { jacobian.kinks }

  /// One entry, counted from 0; nil when it is not in the sample.
  public subscript(i: Int, j: Int) -> DifferenceEstimate? {
    precondition(i >= 0 && j >= 0 && i < order && j < order)
    guard let (first, second) = columns[i].flatMap({ a in columns[j].map { (a, $0) } }) else {
      return nil
    }
    var (value, size, bound) = (0.0, 0.0, 0.0)
    for k in first.values.indices {
      value += first.values[k] * second.product[k]
      size += abs(first.values[k]) * second.magnitude[k]
      bound += first.bounds[k] * second.magnitude[k] + second.bounds[k] * first.magnitude[k]
      bound += abs(first.values[k]) * second.uncertainty[k]
    }
    let limitation: DifferenceEstimate.Limitation =
      !value.isFinite
      ? .notFinite : (first.kink ?? second.kink).map { .kink($0) } ?? .rounding
    return DifferenceEstimate(
      value: value, bound: bound + 0x1p-50 * size, limitation: limitation, unit: size)
  }
}

extension FiniteDifference {
  /// Jᵀ L″ J of a scalar of z, z being a function of some variables.
  ///
  /// - Parameters:
  ///   - function: z.
  ///   - scalar: the rest of the way, from z to one output.
  /// - Complexity: that of `jacobian(of:)` and of `hessian(of:)`, and for each entry a sum over the
  ///   components of z.
  /// - Throws: what `checkpoint` throws.
  /// - Precondition: the scalar begins where the function ends, and has one output.
  public func gaussNewton(
    of function: NetworkFunction, scalar: NetworkMap, checkpoint: Checkpoint = {}
  ) throws -> GaussNewtonDifferences {
    precondition(scalar.from == function.map.to && scalar.outputCount == 1)
    return GaussNewtonDifferences(
      jacobian: try jacobian(of: function, checkpoint: checkpoint),
      scalar: try hessian(of: scalar, at: function.value, checkpoint: checkpoint))
  }
}
