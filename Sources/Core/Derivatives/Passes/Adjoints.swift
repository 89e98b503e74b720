/// Rows of ∂to/∂(a signal on the way), carried backward from the outputs: B of the formulas.
///
/// At the outputs it is the identity, or some rows of it. Until the first weights it stays in that
/// form, so that no output meets the weights of another: 0·nan would spoil what is well defined.
package struct Adjoints {
  private enum Form {
    /// Row r is `scale[r]` in column `columns[r]` and 0 elsewhere.
    case selected(columns: [Int], scale: [Double])
    case dense(Matrix)
  }

  private var form: Form

  /// The number of components of the signal it now belongs to.
  private var width: Int

  /// The rows of the identity for some outputs of `count`.
  package init(outputs: [Int], of count: Int) {
    form = .selected(columns: outputs, scale: Array(repeating: 1, count: outputs.count))
    width = count
  }

  /// Goes back over z = W f + b: B becomes B W.
  mutating func multiply(by weights: Matrix) {
    switch form {
    case .selected(let columns, let scale):
      let rows = Matrix(
        rows: columns.count, columns: weights.columns,
        storage: columns.flatMap { Array(weights.row($0)) })
      form = .dense(rows.scalingRows(by: scale))
    case .dense(let rows): form = .dense(Product.of(rows, weights))
    }
    width = weights.columns
  }

  /// Goes back over f = σ(z): B becomes B D.
  package mutating func pullBack(through derivative: LayerDerivative) {
    if case .selected(let columns, let scale) = form, let first = derivative.diagonal {
      form = .selected(columns: columns, scale: zip(columns, scale).map { $1 * first[$0] })
    } else {
      form = .dense(derivative.pullBack(matrix))
    }
  }

  /// Row r: the derivative of that output.
  package func row(_ r: Int) -> [Double] {
    switch form {
    case .dense(let rows): return Array(rows.row(r))
    case .selected(let columns, let scale):
      var row = [Double](repeating: 0, count: width)
      row[columns[r]] = scale[r]
      return row
    }
  }

  /// The rows as a matrix, (outputs asked for) × (components of the signal).
  var matrix: Matrix {
    switch form {
    case .dense(let rows): rows
    case .selected(let columns, _):
      Matrix(rows: columns.count, columns: width, storage: columns.indices.flatMap(row))
    }
  }
}
