extension BatchPlan {
  private var kernels: BatchKernels { BatchKernels(lanes: lanes) }

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
    for x in 0..<rows {
      for i in 0..<d { w.input[i * lanes + x] = inputs[x * d + i] }
    }
    pushValues(w)
    for (quantity, result) in zip(quantities, results) where quantity == .output {
      kernels.rows(w.f, count: m, rows: rows, into: result + start * m, stride: m, step: 1)
    }
    if let end = pushesJacobian ? network.layers.count - 1 : curvedLayers.last {
      pushFactors(w, to: end)
    }
    if pullsJacobian || !curvedLayers.isEmpty { pullBack(w) }
    for (quantity, result) in zip(quantities, results) {
      write(quantity, rows, result + start * count(quantity), w)
    }
    for x in 0..<rows where (0..<d).contains(where: { inputs[x * d + $0].isNaN }) {
      for (quantity, result) in zip(quantities, results) {
        let count = count(quantity)
        (result + (start + x) * count).update(repeating: .nan, count: count)
      }
    }
  }

  private func count(_ quantity: BatchQuantity) -> Int {
    let (d, m) = (network.inputCount, network.outputCount)
    return switch quantity {
    case .output, .laplacian: m
    case .jacobian, .diagonal, .hessianVectorProduct: m * d
    case .hessian(let packed): m * (packed ? PackedSymmetric.count(order: d) : d * d)
    }
  }

  private func write(
    _ quantity: BatchQuantity, _ rows: Int, _ result: UnsafeMutablePointer<Double>,
    _ w: BatchWorkspace
  ) {
    let m = network.outputCount
    switch quantity {
    case .output: break
    case .jacobian: writeJacobian(rows, result, w)
    case .hessian where !needsTriangles, .diagonal where !needsDiagonals,
      .laplacian where !needsDiagonals, .hessianVectorProduct where network.bent == nil:
      result.update(repeating: 0, count: rows * count(quantity))
    case .hessian(let packed): writeTriangles(packed: packed, rows, result, w)
    case .diagonal: writeColumns(w.diagonals, rows, result)
    case .laplacian:
      for e in 0..<(m * lanes) {
        var sum = 0.0
        for i in 0..<network.inputCount { sum += w.diagonals[i * m * lanes + e] }
        w.scratch[e] = sum
      }
      kernels.rows(w.scratch, count: m, rows: rows, into: result, stride: m, step: 1)
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
      kernels.rows(w.dg, count: m * d, rows: rows, into: result, stride: m * d, step: 1)
    }
  }

  /// From (d × m) × lanes to rows of m × d.
  private func writeColumns(
    _ values: BatchWorkspace.Lanes, _ rows: Int, _ result: UnsafeMutablePointer<Double>
  ) {
    let (d, m) = (network.inputCount, network.outputCount)
    for i in 0..<d {
      kernels.rows(
        values + i * m * lanes, count: m, rows: rows, into: result + i, stride: m * d, step: d)
    }
  }

  /// From (T × m) × lanes to rows of m × T or m × d × d.
  private func writeTriangles(
    packed: Bool, _ rows: Int, _ result: UnsafeMutablePointer<Double>, _ w: BatchWorkspace
  ) {
    let (d, m) = (network.inputCount, network.outputCount)
    let size = packed ? PackedSymmetric.count(order: d) : d * d
    for i in 0..<d {
      for j in 0...i {
        let t = PackedSymmetric.index(i, j)
        let values = w.triangles + t * m * lanes
        func write(to place: Int) {
          kernels.rows(
            values, count: m, rows: rows, into: result + place, stride: m * size, step: size)
        }
        if packed {
          write(to: t)
        } else {
          write(to: i * d + j)
          if i != j { write(to: j * d + i) }
        }
      }
    }
  }
}
