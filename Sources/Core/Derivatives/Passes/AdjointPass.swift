/// Backward: B of each signal, and with it the coefficients of the terms of every segment.
final class AdjointPass {
  private let compiled: CompiledMap
  private let segments: [Segment]

  /// The outputs k that it is about, counted from 0.
  let outputs: [Int]
  var outputCount: Int { outputs.count }

  /// B is needed down to this place, and kept at the place where the pushing ends.
  private let lowest: Int
  private let kept: Int?

  /// B, twice, each outputs × the widest signal.
  private let rows: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>)

  /// B as it is selected: the scale of each output's row of the identity.
  private let selectedScale: UnsafeMutablePointer<Double>

  /// The last activation, if each of its neurons is touched by one output; and c of that neuron.
  let selectedStage: Int?
  let selectedCoefficients: UnsafeMutablePointer<Double>

  /// Bᵀ where the pushing ends, components × outputs; or the scale of the rows selected there.
  private let keptRows: UnsafeMutablePointer<Double>
  private let keptScale: UnsafeMutablePointer<Double>
  private var keptIsSelected = false

  init(
    _ compiled: CompiledMap, _ outputs: [Int], _ segments: [Segment], keptAt kept: Int? = nil
  ) {
    (self.compiled, self.outputs) = (compiled, outputs)
    (self.segments, self.kept) = (segments, kept)
    let (shape, arena, m) = (compiled.shape, compiled.arena, outputs.count)
    func hasTerm(_ s: Int) -> Bool {
      shape.stages[s].isCurved && !segments.contains { $0.isPushed(s) }
    }
    lowest = min(shape.stages.indices.first(where: hasTerm) ?? shape.count, kept ?? shape.count)
    let last = shape.count - 1
    selectedStage =
      shape.stages.last == .curved && hasTerm(last)
        && !segments.contains { $0.diagonalStage == last } ? last : nil
    let widest = shape.widths.max() ?? 0
    rows = (arena.doubles(m * widest), arena.doubles(m * widest))
    selectedScale = arena.doubles(m)
    selectedCoefficients = arena.doubles(m)
    keptRows = arena.doubles(kept.map { m * shape.widths[$0] } ?? 0)
    keptScale = arena.doubles(m)
  }

  /// Fills the coefficients of every segment, and Bᵀ where the pushing ends.
  func form(checkpoint: Checkpoint) rethrows {
    // Until the first weights B is some rows of the identity, scaled.
    var isSelected = true
    for k in 0..<outputCount { selectedScale[k] = 1 }
    if kept == compiled.count { keepRows(rows.0, isSelected: true, count: 0) }
    var (b, other) = (rows.0, rows.1)
    var index = segments.count - 1
    for s in stride(from: compiled.count - 1, through: lowest, by: -1) {
      try checkpoint()
      while s < segments[index].stages.lowerBound { index -= 1 }
      let stage = compiled.stages + s
      switch stage.pointee.kind {
      case .affine:
        if isSelected {
          selectRows(stage, into: b)
        } else {
          multiply(stage, b, into: other)
          swap(&b, &other)
        }
        isSelected = false
      case .identity: break
      case .flat, .curved, .coupled:
        if isSelected, stage.pointee.kind == .coupled {
          selectUnits(count: stage.pointee.outputs, into: b)
          isSelected = false
        }
        if stage.pointee.kind.isCurved, !segments[index].isPushed(s) {
          formCoefficients(s, segments[index], isSelected ? nil : UnsafePointer(b))
        }
        if isSelected {
          for k in 0..<outputCount { selectedScale[k] *= stage.pointee.first[outputs[k]] }
        } else if s > lowest || kept != nil {
          compiled.pullBack(s, b, rows: outputCount, into: b)
        }
      }
      if s == kept {
        keepRows(b, isSelected: isSelected, count: compiled.shape.widths[s])
      }
    }
  }

  /// c_k of one stage; nil for the rows of B stands for the selected ones.
  private func formCoefficients(_ s: Int, _ segment: Segment, _ b: UnsafePointer<Double>?) {
    let n = compiled.stages[s].outputs
    let (first, second) = (compiled.stages[s].first, compiled.stages[s].second)
    let isDiagonal = s == segment.diagonalStage
    guard let b else {
      for k in 0..<outputCount {
        selectedCoefficients[k] = selectedScale[k] * second[outputs[k]]
        if isDiagonal {
          (segment.diagonal + k * n).update(repeating: 0, count: n)
          segment.diagonal[k * n + outputs[k]] = selectedCoefficients[k]
        }
      }
      return
    }
    for k in 0..<outputCount {
      let row = b + k * n
      let out =
        isDiagonal
        ? segment.diagonal + k * n
        : segment.coefficients + k * segment.neurons + compiled.stages[s].factorOffset
      if compiled.stages[s].kind == .curved {
        RowOperations.multiply(row, second, count: n, into: out)
      } else if compiled.isLogarithm(s) {
        RowOperations.scale(first, by: -RowOperations.sum(row, count: n), count: n, into: out)
      } else {
        compiled.pullBack(s, row, rows: 1, into: out)
      }
    }
  }

  /// B W.
  private func multiply(
    _ stage: UnsafeMutablePointer<CompiledMap.Stage>, _ b: UnsafePointer<Double>,
    into out: UnsafeMutablePointer<Double>
  ) {
    let (n, inputs) = (stage.pointee.outputs, stage.pointee.inputs)
    if let structured = stage.pointee.structured {
      return structured.multiplyBack(b, stride: n, rows: outputCount, into: out, stride: inputs)
    }
    Product.multiply(
      rows: outputCount, columns: inputs, inner: n, Product.Operand(b, stride: n),
      Product.Operand(stage.pointee.chainWeights, stride: inputs), into: out, stride: inputs)
  }

  /// B W for selected rows: the rows of W, scaled.
  private func selectRows(
    _ stage: UnsafeMutablePointer<CompiledMap.Stage>, into b: UnsafeMutablePointer<Double>
  ) {
    let n = stage.pointee.inputs
    for k in 0..<outputCount {
      RowOperations.scale(
        stage.pointee.chainWeights + outputs[k] * n, by: selectedScale[k], count: n,
        into: b + k * n)
    }
  }

  /// The selected rows written out.
  private func selectUnits(count n: Int, into b: UnsafeMutablePointer<Double>) {
    b.update(repeating: 0, count: outputCount * n)
    for k in 0..<outputCount { b[k * n + outputs[k]] = selectedScale[k] }
  }

  /// Bᵀ where the pushing ends.
  private func keepRows(_ b: UnsafeMutablePointer<Double>, isSelected: Bool, count n: Int) {
    keptIsSelected = isSelected
    if isSelected {
      keptScale.update(from: selectedScale, count: outputCount)
    } else {
      RowOperations.transpose(
        UnsafePointer(b), rows: outputCount, columns: n, stride: n, into: keptRows)
    }
  }

  /// X Bᵀ, rows × outputs, of second derivatives X where the pushing ends, rows × components there.
  func contract(
    _ x: UnsafePointer<Double>, stride: Int, rows: Int, into out: UnsafeMutablePointer<Double>
  ) {
    guard keptIsSelected else {
      return Product.multiply(
        rows: rows, columns: outputCount, inner: compiled.shape.widths[kept ?? 0],
        Product.Operand(x, stride: stride), Product.Operand(keptRows, stride: outputCount),
        into: out, stride: outputCount, threads: 1)
    }
    for t in 0..<rows {
      for k in 0..<outputCount {
        out[t * outputCount + k] = keptScale[k] * x[t * stride + outputs[k]]
      }
    }
  }
}
