internal import CBatch
internal import LinearAlgebra

/// A matrix arranged for `BatchKernels.product`.
struct PackedMatrix: Sendable {
  let rows: Int
  let depth: Int
  private let storage: [Double]

  init(_ matrix: Matrix) {
    rows = matrix.rows
    depth = matrix.columns
    storage = [Double](unsafeUninitializedCapacity: rows * depth) { buffer, count in
      batch_pack(matrix.rows, matrix.columns, matrix.storage, buffer.baseAddress)
      count = matrix.rows * matrix.columns
    }
  }

  /// out = matrix · in + bias, (rows × depth)(depth × columns); with `adds` added to `out`.
  func product(
    _ input: UnsafePointer<Double>, columns: Int, bias: [Double]? = nil,
    into output: UnsafeMutablePointer<Double>, adds: Bool = false
  ) {
    if let bias {
      batch_product(rows, depth, columns, storage, bias, input, output, adds)
    } else {
      batch_product(rows, depth, columns, storage, nil, input, output, adds)
    }
  }
}

/// The one file that calls the C loops of a batch; they and their shapes are described in CBatch.h.
///
/// Lanes: a quantity of `lanes` inputs side by side. No lane meets another one.
struct BatchKernels: Sendable {
  let lanes: Int

  /// Lanes come in multiples of this.
  static let laneMultiple = Int(batch_lanes)

  static var processors: Int { Int(batch_processors()) }

  typealias Lanes = UnsafePointer<Double>
  typealias MutableLanes = UnsafeMutablePointer<Double>

  /// out[p,j] = factor[p] · values[p,j], count × width; 0 where the value is, if `zero`.
  func scale(
    _ values: Lanes, count: Int, width: Int, by factor: Lanes, into out: MutableLanes,
    zero: Bool = false
  ) {
    if zero {
      batch_scale_zero(count, width, lanes, factor, values, out)
    } else {
      batch_scale(count, width, lanes, factor, values, out)
    }
  }

  /// The same where the values are those of a matrix for every input, count × width.
  func scale(
    _ matrix: Matrix, by factor: Lanes, into out: MutableLanes, zero: Bool = false
  ) {
    if zero {
      batch_spread_zero(matrix.rows, matrix.columns, lanes, factor, matrix.storage, out)
    } else {
      batch_spread(matrix.rows, matrix.columns, lanes, factor, matrix.storage, out)
    }
  }

  /// out[t,k] = Σ_p c[p,k] g[p,i] g[p,j], t over the triangle j ≤ i < width; `out` has room for
  /// `of` outputs.
  func triangle(
    _ g: Lanes, count: Int, width: Int, weights c: Lanes, outputs: Int, of: Int,
    into out: MutableLanes, adds: Bool
  ) {
    batch_triangle(count, width, outputs, of, lanes, c, g, out, adds)
  }

  /// out[i,k] = Σ_p c[p,k] g[p,i]².
  func diagonal(
    _ g: Lanes, count: Int, width: Int, weights c: Lanes, outputs: Int, of: Int,
    into out: MutableLanes, adds: Bool
  ) {
    batch_diagonal(count, width, outputs, of, lanes, c, g, out, adds)
  }

  /// From rows to lanes: lanes[i,x] = values[x,i], i < width.
  ///
  /// - Returns: whether all of them are numbers.
  func enter(_ values: Lanes, width: Int, rows: Int, into out: MutableLanes) -> Bool {
    batch_enter(width, rows, lanes, values, out)
  }

  /// From lanes to rows: out[x,k,places[t]] = values[t,k,x], k < outer; a row of `out` has
  /// outer · size numbers.
  func leave(
    _ values: Lanes, outer: Int, rows: Int, places: [Int], size: Int, into out: MutableLanes
  ) {
    batch_leave(places.count, outer, rows, lanes, values, places, size, out)
  }
}
