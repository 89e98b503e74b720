internal import CKernels

extension BatchPlan {
  /// Computes one block: the inputs from `start` on, d numbers each, to their places in the results
  /// of each quantity.
  ///
  /// - Parameter rows: at most `lanes`.
  func run(
    _ inputs: UnsafePointer<Double>, start: Int, rows: Int,
    into results: [UnsafeMutablePointer<Double>], _ w: BatchWorkspace
  ) {
    let (d, m) = (network.inputCount, network.outputCount)
    let inputs = inputs + start * d
    let areNumbers = kernels.enter(d, rows, lanes, inputs, w.input)
    pushValues(w)
    for (quantity, result) in zip(quantities, results) where quantity == .output {
      writeWhole(w.f, count: m, rows, result + start * m)
    }
    if let end = pushesJacobian ? network.layers.count - 1 : curvedLayers.last {
      pushFactors(w, to: end)
    }
    if pullsJacobian || !curvedLayers.isEmpty { pullBack(w) }
    for (q, result) in results.enumerated() {
      write(quantities[q], counts[q], rows, result + start * counts[q], w)
    }
    if areNumbers { return }
    for x in 0..<rows where (0..<d).contains(where: { inputs[x * d + $0].isNaN }) {
      for (count, result) in zip(counts, results) {
        (result + (start + x) * count).update(repeating: .nan, count: count)
      }
    }
  }

  private func write(
    _ quantity: BatchQuantity, _ count: Int, _ rows: Int, _ result: UnsafeMutablePointer<Double>,
    _ w: BatchWorkspace
  ) {
    let m = network.outputCount
    switch quantity {
    case .output: break
    case .jacobian: writeJacobian(rows, result, w)
    case .hessian where !needsTriangles, .diagonal where !needsDiagonals,
      .laplacian where !needsDiagonals, .hessianVectorProduct where network.bent == nil:
      result.update(repeating: 0, count: rows * count)
    case .hessian(let packed):
      // From (T × m) × lanes to rows of m × T or m × d × d.
      let (d, triangle) = (network.inputCount, places.packed.count)
      for places in packed ? [places.packed] : [places.lower, places.upper] {
        kernels.leave(
          places.count, m, rows, lanes, w.triangles, places, packed ? triangle : d * d, result)
      }
    case .diagonal: writeColumns(w.diagonals, rows, result)
    case .laplacian:
      for e in 0..<(m * lanes) {
        var sum = 0.0
        for i in 0..<network.inputCount { sum += w.diagonals[i * m * lanes + e] }
        w.scratch[e] = sum
      }
      writeWhole(w.scratch, count: m, rows, result)
    case .hessianVectorProduct(let direction):
      pullProducts(direction, w)
      writeColumns(w.products, rows, result)
    }
  }

  private func writeJacobian(
    _ rows: Int, _ result: UnsafeMutablePointer<Double>, _ w: BatchWorkspace
  ) {
    let (d, m) = (network.inputCount, network.outputCount)
    if network.bent == nil {
      for x in 0..<rows {
        (result + x * m * d).update(from: network.entry.storage, count: m * d)
      }
    } else if pullsJacobian {
      writeColumns(w.jacobian, rows, result)
    } else {
      writeWhole(w.dg, count: m * d, rows, result)
    }
  }

  /// From count × lanes to rows.
  private func writeWhole(
    _ values: BatchWorkspace.Lanes, count: Int, _ rows: Int,
    _ result: UnsafeMutablePointer<Double>
  ) {
    kernels.leave(places.single.count, count, rows, lanes, values, places.single, 1, result)
  }

  /// From (d × m) × lanes to rows of m × d.
  private func writeColumns(
    _ values: BatchWorkspace.Lanes, _ rows: Int, _ result: UnsafeMutablePointer<Double>
  ) {
    kernels.leave(
      places.inputs.count, network.outputCount, rows, lanes, values, places.inputs,
      network.inputCount, result)
  }
}

/// Where the entries of one output stand in a row of results.
struct BatchPlaces: Sendable {
  let single = [0]

  /// The inputs, one behind the other.
  let inputs: [Int]

  /// The entries of a triangle: in a triangle, and below and above the diagonal of a square.
  let packed: [Int]
  let lower: [Int]
  let upper: [Int]

  /// - Parameter hasTriangles: whether those of a triangle are needed.
  init(inputCount d: Int, hasTriangles: Bool) {
    inputs = Array(0..<d)
    packed = hasTriangles ? Array(0..<PackedSymmetric.count(order: d)) : []
    let pairs = hasTriangles ? (0..<d).flatMap { i in (0...i).map { (i, $0) } } : []
    lower = pairs.map { $0 * d + $1 }
    upper = pairs.map { $1 * d + $0 }
  }
}
