internal import CKernels

/// A map taken forward once with everything: the value, the first and the second derivatives of a
/// signal are rows of one matrix, and each stage takes all of them at a time.
///
///     f, G_1 … G_d, ∂²f/∂v_1², ∂²f/∂v_2∂v_1, …       1 + d + d(d + 1)/2 rows
///
/// So each weight is read once. It is the way for few inputs.
final class TaylorForwardPass {
  private let compiled: CompiledMap
  private let inputs: Int

  /// The rows of the signal at each place along the map: an affine stage goes from one of two rooms to
  /// the other, an activation stays where it is.
  private let places: UnsafeMutablePointer<UnsafeMutablePointer<Double>>

  /// From one row to the next: whole panels.
  let stride: Int

  /// The first curved stage: up to it second derivatives are zero, and not written down.
  private let firstCurved: Int

  /// The weights of each affine stage in panels of its outputs.
  private let weights: [UnsafeMutablePointer<Double>?]

  /// The columns of the first weights, each in a row, if the map begins with them and they are many:
  /// then G is not the identity at first, but nothing, and these behind the first stage.
  private let firstColumns: UnsafeMutablePointer<Double>?

  /// One row for `CompiledMap.secondOrderChainRule`.
  private let change: UnsafeMutablePointer<Double>

  /// Rows of a map with so many inputs.
  static func rowCount(_ inputs: Int, withSeconds: Bool) -> Int {
    1 + inputs + (withSeconds ? PackedSymmetric.count(order: inputs) : 0)
  }

  /// - Precondition: values and derivatives use the same weights.
  init(_ compiled: CompiledMap, withSeconds: Bool) {
    let (kernels, arena, shape) = (InstructionSet.best, compiled.arena, compiled.shape)
    precondition(!compiled.hasOtherChainWeights)
    (self.compiled, inputs) = (compiled, compiled.inputCount)
    let widest = shape.widths.max() ?? 0
    // The blocks of a structured matrix are written in whole panels too.
    stride = shape.stages.indices.reduce(kernels.room(widest)) {
      max($0, compiled.stages[$1].structured.map { kernels.room($0.panelRoom) } ?? 0)
    }
    let count = Self.rowCount(inputs, withSeconds: withSeconds) * stride
    let rooms = (arena.doubles(count), arena.doubles(count))
    places = .allocate(capacity: shape.count + 1)
    places.initialize(to: rooms.0)
    for s in shape.stages.indices {
      let other = places[s] == rooms.0 ? rooms.1 : rooms.0
      (places + s + 1).initialize(to: shape.stages[s] == .affine ? other : places[s])
    }
    firstCurved = shape.first(shape.stages.indices) { $0.isCurved } ?? shape.count
    change = arena.doubles(widest)
    weights = shape.stages.indices.map { s in
      guard shape.stages[s] == .affine, compiled.stages[s].structured == nil else { return nil }
      let stage = compiled.stages[s]
      let panels = arena.doubles(kernels.room(stage.outputs) * stage.inputs)
      kernels.kernels.pack(
        stage.outputs, stage.inputs, stage.weights, stage.inputs, 1, panels,
        stage.inputs * kernels.lanes)
      return panels
    }
    guard shape.stages.first == .affine, inputs >= Tuning.fewestColumns else {
      firstColumns = nil
      return
    }
    let columns = arena.doubles(inputs * stride)
    firstColumns = columns
    for i in 0..<inputs {
      for j in 0..<shape.widths[1] {
        columns[i * stride + j] = compiled.stages[0].weights[j * inputs + i]
      }
    }
  }

  deinit { places.deallocate() }

  // MARK: Rows

  /// The value of the signal at a place.
  func value(_ place: Int) -> UnsafePointer<Double> { UnsafePointer(places[place]) }

  /// Its derivative with respect to component i.
  func gradient(_ place: Int, _ i: Int) -> UnsafePointer<Double> {
    UnsafePointer(slopes(place) + i * stride)
  }

  /// Its second derivatives, a row for each pair. What is pushed on from there without them leaves them
  /// as they are.
  ///
  /// - Precondition: a stage before the place is curved.
  func seconds(_ place: Int) -> UnsafePointer<Double> { UnsafePointer(curvatures(place)) }

  private func slopes(_ place: Int) -> UnsafeMutablePointer<Double> { places[place] + stride }
  private func curvatures(_ place: Int) -> UnsafeMutablePointer<Double> {
    places[place] + (1 + inputs) * stride
  }

  // MARK: Forward

  /// Takes every stage at x: with second derivatives up to where the segment's pushing ends, with first
  /// ones and the factors of its terms as far as they are needed, and with the value to the end.
  ///
  /// - Returns: Whether the value is finite.
  func run(
    at x: UnsafePointer<Double>, _ pairs: PairwiseTerms, checkpoint: Checkpoint
  ) rethrows -> Bool {
    let segment = pairs.segment
    begin(at: x)
    let end = segment.pushed ?? 0
    for s in 0..<end {
      try checkpoint()
      push(s)
    }
    for s in end..<compiled.count {
      try checkpoint()
      if s >= segment.end {
        pushValue(s)
      } else {
        let factors = pairs.factors + compiled.stages[s].factorOffset
        pushFirst(
          s, factors: s == segment.diagonalStage ? nil : factors, factorStride: segment.neurons)
      }
    }
    return RowOperations.isFinite(value(compiled.count), count: compiled.outputCount)
  }

  /// Puts the map's input to x.
  func begin(at x: UnsafePointer<Double>) {
    places[0].update(from: x, count: inputs)
    if firstColumns != nil { return }
    for i in 0..<inputs {
      let slope = slopes(0) + i * stride
      slope.update(repeating: 0, count: inputs)
      slope[i] = 1
    }
  }

  /// Through one stage with first and second derivatives.
  func push(_ s: Int) {
    let stage = compiled.stages + s
    let n = stage.pointee.outputs
    let isFlat = s <= firstCurved
    if stage.pointee.kind == .affine {
      return multiply(s, rows: Self.rowCount(inputs, withSeconds: !isFlat))
    }
    compiled.activate(compiled.stages + s, places[s])
    let (slopes, curvatures) = (slopes(s), curvatures(s))
    switch stage.pointee.kind {
    case .affine, .identity: break
    case .flat:
      scale(s, count: inputs + (isFlat ? 0 : PackedSymmetric.count(order: inputs)))
    case .curved:
      InstructionSet.best.kernels.bend(
        inputs, n, stage.pointee.first, stage.pointee.second, slopes, curvatures, stride, isFlat)
    case .coupled:
      centre(s)
      var row = curvatures
      for i in 0..<inputs {
        for j in 0...i {
          if isFlat { row.update(repeating: 0, count: n) }
          compiled.secondOrderChainRule(s, row, slopes + i * stride, slopes + j * stride, change)
          row += stride
        }
      }
      if !compiled.isLogarithm(s) { scale(s, count: inputs) }
    }
  }

  /// Through one stage with first derivatives alone.
  ///
  /// - Parameters:
  ///   - factors: where the factors of the stage's term go if it is curved, a row for each input.
  ///   - factorStride: from one row of them to the next.
  func pushFirst(
    _ s: Int, factors: UnsafeMutablePointer<Double>? = nil, factorStride: Int = 0
  ) {
    let kind = compiled.stages[s].kind
    if kind == .affine { return multiply(s, rows: 1 + inputs) }
    compiled.activate(compiled.stages + s, places[s])
    if kind == .identity { return }
    if kind == .coupled { centre(s) }
    if let factors, kind.isCurved {
      for i in 0..<inputs {
        (factors + i * factorStride).update(
          from: gradient(s, i), count: compiled.stages[s].outputs)
      }
    }
    if kind != .coupled || !compiled.isLogarithm(s) { scale(s, count: inputs) }
  }

  /// Through one stage with the value alone.
  func pushValue(_ s: Int) {
    if compiled.stages[s].kind == .affine { return multiply(s, rows: 1) }
    compiled.activate(compiled.stages + s, places[s])
  }

  /// z = W f + b, and W times every derivative.
  private func multiply(_ s: Int, rows: Int) {
    let (stage, out) = (compiled.stages + s, places[s + 1])
    let outputs = stage.pointee.outputs
    let columns = s == 0 ? firstColumns : nil
    let rows = columns == nil ? rows : 1
    if let weights = weights[s] {
      Product.multiply(
        rows: rows, columns: outputs, depth: stage.pointee.inputs, places[s], stride: stride,
        packed: weights, into: out, stride: stride)
    } else {
      stage.pointee.structured?.multiplyTogether(places[s], stride: stride, rows: rows, into: out)
    }
    RowOperations.add(stage.pointee.bias, times: 1, count: outputs, to: out)
    guard let columns else { return }
    for i in 0..<inputs {
      (out + (1 + i) * stride).update(from: columns + i * stride, count: outputs)
    }
  }

  private func centre(_ s: Int) {
    for i in 0..<inputs {
      compiled.centre(s, gradient(s, i), into: slopes(s) + i * stride)
    }
  }

  /// D times the first `count` derivatives.
  private func scale(_ s: Int, count: Int) {
    let stage = compiled.stages + s
    if !stage.pointee.parts.isEmpty, stage.pointee.fault == nil {
      for row in 0..<count { compiled.scaleParts(s, slopes(s) + row * stride) }
      return
    }
    for row in 0..<count {
      let derivative = slopes(s) + row * stride
      RowOperations.multiply(
        derivative, stage.pointee.first, count: stage.pointee.outputs, into: derivative)
    }
  }
}
