/// Forward once with everything: the value, the first and the second derivatives of a signal are
/// rows of one matrix, and each stage takes all of them at a time.
///
///     f, G_1 … G_d, ∂²f/∂v_1² , ∂²f/∂v_2∂v_1, …       1 + d + d(d + 1)/2 rows
///
/// So each weight is read once. It is the way for few inputs; where there are more, the pairs are
/// pushed some at a time, by `formPairs`.
extension HessianWorkspace {
  /// The rows of a signal.
  struct CarriedRows {
    let base: UnsafeMutablePointer<Double>
    let stride: Int
    let inputs: Int

    var value: UnsafeMutablePointer<Double> { base }
    func gradient(_ i: Int) -> UnsafeMutablePointer<Double> { base + (1 + i) * stride }
    var second: UnsafeMutablePointer<Double> { base + (1 + inputs) * stride }
  }

  /// As many rows at most: beyond, they do not stay in the nearest caches.
  static let mostCarriedRows = 64

  /// Rows that are carried in a way with so many components in its one space.
  static func carriedRows(_ width: Int) -> Int { 1 + width + PackedSymmetric.count(order: width) }

  /// Takes every stage at x with its derivatives; the second ones up to `way.pushed`, where they stay
  /// as `keptSecond`.
  ///
  /// - Returns: Whether the value is finite.
  func carry(at x: UnsafePointer<Double>) -> Bool {
    let (d, stride) = (levels[0].width, carriedStride)
    var rows = CarriedRows(base: carried.0, stride: stride, inputs: d)
    var spare = CarriedRows(base: carried.1, stride: stride, inputs: d)
    rows.value.update(from: x, count: d)
    for i in 0..<d {
      rows.gradient(i).update(repeating: 0, count: d)
      rows.gradient(i)[i] = 1
    }
    var isFlat = true
    for s in 0..<way.pushed {
      if compiled.stages[s].kind == .affine {
        multiply(s, rows, count: isFlat ? 1 + d : Self.carriedRows(d), into: spare)
        swap(&rows, &spare)
      } else {
        push(s, rows, isFlat: &isFlat)
      }
    }
    // What comes after writes to the rows before these alone, in both of the places.
    keptSecond = UnsafePointer(rows.second)
    for s in way.pushed..<compiled.count {
      if compiled.stages[s].kind == .affine {
        multiply(s, rows, count: 1 + d, into: spare)
        swap(&rows, &spare)
      } else {
        keepFactors(s, rows)
      }
    }
    return RowOperations.isFinite(rows.value, count: compiled.outputCount)
  }

  /// z = W f + b, and W times every derivative.
  private func multiply(_ s: Int, _ rows: CarriedRows, count: Int, into out: CarriedRows) {
    guard let weights = weightPanels[s] else { return }
    let (stage, kernels) = (compiled.stages + s, Panels.best)
    let (inputs, outputs) = (stage.pointee.inputs, stage.pointee.outputs)
    kernels.multiply(
      rows: count, panels: kernels.count(outputs), depth: inputs,
      .matrix(rows.base, stride: rows.stride), weights, pitch: inputs * kernels.lanes,
      into: out.base, row: out.stride, panel: kernels.lanes)
    RowOperations.add(stage.pointee.bias, times: 1, count: outputs, to: out.value)
  }

  /// f = σ(z) with its derivatives, in place.
  private func push(_ s: Int, _ rows: CarriedRows, isFlat: inout Bool) {
    let stage = compiled.stages + s
    let (d, n) = (rows.inputs, stage.pointee.outputs)
    take(stage, rows)
    switch stage.pointee.kind {
    case .affine, .identity: break
    case .flat:
      for row in 0..<(isFlat ? d : d + PackedSymmetric.count(order: d)) {
        RowOperations.multiply(
          rows.gradient(row), stage.pointee.first, count: n, into: rows.gradient(row))
      }
    case .curved:
      Panels.best.bend(
        d, neurons: n, first: stage.pointee.first, second: stage.pointee.second,
        gradients: rows.gradient(0), seconds: rows.second, stride: rows.stride, isFlat: isFlat)
      isFlat = false
    case .coupled:
      centre(s, rows)
      var row = rows.second
      for i in 0..<d {
        for j in 0...i {
          if isFlat { row.update(repeating: 0, count: n) }
          bend(s, row, rows.gradient(i), rows.gradient(j), lanes[0].row)
          row += rows.stride
        }
      }
      if !compiled.isLogarithm(s) { scale(stage, rows) }
      isFlat = false
    }
  }

  /// f = σ(z) with its first derivatives, in place, and with what they are to the terms.
  private func keepFactors(_ s: Int, _ rows: CarriedRows) {
    let stage = compiled.stages + s
    take(stage, rows)
    let kind = stage.pointee.kind
    if kind == .identity { return }
    if kind == .coupled { centre(s, rows) }
    if kind.isCurved, s != levels[0].diagonalStage {
      let factors = levels[0].factors + stage.pointee.factorOffset
      for i in 0..<rows.inputs {
        (factors + i * levels[0].neurons).update(
          from: rows.gradient(i), count: stage.pointee.outputs)
      }
    }
    if kind != .coupled || !compiled.isLogarithm(s) { scale(stage, rows) }
  }

  private func take(_ stage: UnsafeMutablePointer<CompiledMap.Stage>, _ rows: CarriedRows) {
    compiled.evaluate(stage, at: UnsafePointer(rows.value))
    rows.value.update(from: stage.pointee.value, count: stage.pointee.outputs)
  }

  private func centre(_ s: Int, _ rows: CarriedRows) {
    for i in 0..<rows.inputs { compiled.centre(s, rows.gradient(i), into: rows.gradient(i)) }
  }

  private func scale(_ stage: UnsafeMutablePointer<CompiledMap.Stage>, _ rows: CarriedRows) {
    for i in 0..<rows.inputs {
      RowOperations.multiply(
        rows.gradient(i), stage.pointee.first, count: stage.pointee.outputs,
        into: rows.gradient(i))
    }
  }
}
