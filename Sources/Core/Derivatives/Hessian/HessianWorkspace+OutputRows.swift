internal import LinearAlgebra

/// Backward: B of each signal, and with it the coefficients of the terms.
extension HessianWorkspace {
  /// Fills the coefficients of every level, and Bᵀ where the pushing ends.
  func formCoefficients(checkpoint: Checkpoint) rethrows {
    // Until the first weights B is some rows of the identity, scaled.
    var isSelected = true
    for k in 0..<outputCount { selectedScale[k] = 1 }
    selectedStage = nil
    if isPushing, way.pushed == compiled.count { keepRows(rows.0, isSelected: true, count: 0) }
    var (b, other) = (rows.0, rows.1)
    var index = levels.count - 1
    for s in stride(from: compiled.count - 1, through: lowest, by: -1) {
      try checkpoint()
      while s < levels[index].stages.lowerBound { index -= 1 }
      let stage = compiled.stages + s
      switch stage.pointee.kind {
      case .affine:
        if isSelected {
          selectRows(stage, into: b)
        } else {
          Product.multiply(
            rows: outputCount, columns: stage.pointee.inputs, inner: stage.pointee.outputs,
            Product.Operand(b, stride: stage.pointee.outputs),
            Product.Operand(stage.pointee.chainWeights, stride: stage.pointee.inputs), into: other,
            stride: stage.pointee.inputs)
          swap(&b, &other)
        }
        isSelected = false
      case .identity: break
      case .flat, .curved, .coupled:
        if isSelected, stage.pointee.kind == .coupled {
          selectUnits(count: stage.pointee.outputs, into: b)
          isSelected = false
        }
        if stage.pointee.kind.isCurved, !isPushed(s) {
          formCoefficients(s, levels[index], isSelected ? nil : UnsafePointer(b))
        }
        if isSelected {
          for k in 0..<outputCount { selectedScale[k] *= stage.pointee.first[outputs[k]] }
        } else if s > lowest || isPushing {
          compiled.pullBack(s, b, rows: outputCount, into: b)
        }
      }
      if isPushing, s == way.pushed {
        keepRows(b, isSelected: isSelected, count: compiled.shape.widths[s])
      }
    }
  }

  /// Whether the second derivatives of a stage are pushed forward, and not added as a term.
  func isPushed(_ s: Int) -> Bool { isPushing && s < way.pushed && s >= way.last }

  /// c_k of one stage; nil for the rows of B stands for the selected ones.
  private func formCoefficients(_ s: Int, _ level: Segment, _ b: UnsafePointer<Double>?) {
    let n = compiled.stages[s].outputs
    let (first, second) = (compiled.stages[s].first, compiled.stages[s].second)
    let isDiagonal = s == level.diagonalStage
    guard let b else {
      selectedStage = s
      for k in 0..<outputCount {
        selectedCoefficients[k] = selectedScale[k] * second[outputs[k]]
        if isDiagonal {
          (level.diagonal + k * n).update(repeating: 0, count: n)
          level.diagonal[k * n + outputs[k]] = selectedCoefficients[k]
        }
      }
      if isDiagonal { selectedStage = nil }
      return
    }
    for k in 0..<outputCount {
      let row = b + k * n
      let out =
        isDiagonal
        ? level.diagonal + k * n
        : level.coefficients + k * level.neurons + compiled.stages[s].factorOffset
      if compiled.stages[s].kind == .curved {
        RowOperations.multiply(row, second, count: n, into: out)
      } else if compiled.isLogarithm(s) {
        RowOperations.scale(first, by: -RowOperations.sum(row, count: n), count: n, into: out)
      } else {
        compiled.pullBack(s, row, rows: 1, into: out)
      }
    }
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
}
