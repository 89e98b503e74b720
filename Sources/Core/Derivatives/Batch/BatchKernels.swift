internal import CKernels

/// The loops of a batch, whose shapes CKernels.h describes.
///
/// Lanes: a quantity of `lanes` inputs side by side. No lane meets another one.
struct BatchKernels: Sendable {
  let lanes: Int

  private var kernels: kernel_set { InstructionSet.best.kernels }

  /// Lanes come in multiples of this.
  static let laneMultiple = Int(batch_columns)

  typealias Lanes = UnsafePointer<Double>
  typealias MutableLanes = UnsafeMutablePointer<Double>

  /// out[p,j] = factor[p] · values[p,j], count × width; 0 where the value is, if `zero`.
  func scale(
    _ values: Lanes, count: Int, width: Int, by factor: Lanes, into out: MutableLanes,
    zero: Bool = false
  ) {
    kernels.scale_batch(count, width, lanes, factor, values, out, zero)
  }

  /// The same where the values are those of a matrix for every input, count × width.
  func scale(
    _ matrix: Matrix, by factor: Lanes, into out: MutableLanes, zero: Bool = false
  ) {
    kernels.spread_batch(matrix.rows, matrix.columns, lanes, factor, matrix.storage, out, zero)
  }

  /// out[t,k] = Σ_p c[p,k] g[p,i] g[p,j], t over the triangle j ≤ i < width; `out` has room for
  /// `of` outputs.
  func triangle(
    _ g: Lanes, count: Int, width: Int, weights c: Lanes, outputs: Int, of: Int,
    into out: MutableLanes, adds: Bool
  ) {
    kernels.triangle(count, width, outputs, of, lanes, c, g, out, adds)
  }

  /// out[i,k] = Σ_p c[p,k] g[p,i]².
  func diagonal(
    _ g: Lanes, count: Int, width: Int, weights c: Lanes, outputs: Int, of: Int,
    into out: MutableLanes, adds: Bool
  ) {
    kernels.diagonal(count, width, outputs, of, lanes, c, g, out, adds)
  }

  /// From rows to lanes: lanes[i,x] = values[x,i], i < width.
  ///
  /// - Returns: whether all of them are numbers.
  func enter(_ values: Lanes, width: Int, rows: Int, into out: MutableLanes) -> Bool {
    kernels.enter(width, rows, lanes, values, out)
  }

  /// From lanes to rows: out[x,k,places[t]] = values[t,k,x], k < outer; a row of `out` has
  /// outer · size numbers.
  func leave(
    _ values: Lanes, outer: Int, rows: Int, places: [Int], size: Int, into out: MutableLanes
  ) {
    kernels.leave(places.count, outer, rows, lanes, values, places, size, out)
  }
}
