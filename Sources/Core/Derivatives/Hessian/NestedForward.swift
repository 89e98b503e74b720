/// Forward mode twice, a row of the Hessians at a time: nothing is kept but the row's own columns.
struct NestedForward: HessianStrategy {
  func name(in shape: MapShape) -> String { "nested forward" }

  func cost(_ counts: MapCounts) -> HessianCost {
    let (end, d) = (counts.shape.count, counts.width(0))
    var cost = counts.values
    cost.calls = 3 * counts.layers + 2
    let above = counts.weights[end] - counts.weights[min(counts.nextAffine[0] + 1, end)]
    cost.products += 2 * counts.triangle(d) * above
    cost.rows += 4 * counts.triangle(d) * counts.curved[end]
    cost.workBytes += 8 * (4 * d * counts.widest + counts.chunkBytes)
    return cost
  }

  func pass(_ compiled: CompiledMap, outputs: [Int]) -> any HessianPass {
    NestedForwardPass(compiled, outputs)
  }
}

private final class NestedForwardPass: HessianPass {
  private let compiled: CompiledMap
  private let outputs: [Int]
  private let transposes: TransposedWeights

  /// First derivatives along columns 0...i, and second ones along each of them and column i: twice
  /// each, inputs × the widest signal; and one row.
  private let first: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>)
  private let second: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>)
  private let row: UnsafeMutablePointer<Double>

  init(_ compiled: CompiledMap, _ outputs: [Int]) {
    (self.compiled, self.outputs) = (compiled, outputs)
    let (arena, widest) = (compiled.arena, compiled.shape.widths.max() ?? 0)
    let count = compiled.inputCount * widest
    first = (arena.doubles(count), arena.doubles(count))
    second = (arena.doubles(count), arena.doubles(count))
    row = arena.doubles(widest)
    transposes = TransposedWeights(compiled, to: compiled.count, mostRows: compiled.inputCount)
  }

  func evaluate(
    at x: UnsafePointer<Double>, into targets: Triangles, checkpoint: Checkpoint
  ) throws -> Bool {
    let isFinite = compiled.evaluate(at: x)
    let n = compiled.outputCount
    for i in 0..<compiled.inputCount {
      try checkpoint()
      let x = push(i)
      for k in outputs.indices {
        let target = targets[k] + PackedSymmetric.index(i, 0)
        for j in 0...i { target[j] = x[j * n + outputs[k]] }
      }
    }
    return compiled.areFinite(targets, count: outputs.count) && isFinite
  }

  /// Row i of the second derivatives of the map's value, for the columns 0...i.
  private func push(_ i: Int) -> UnsafeMutablePointer<Double> {
    let (rows, inputs) = (i + 1, compiled.inputCount)
    var (g, spare) = first
    var (x, other) = second
    g.update(repeating: 0, count: rows * inputs)
    x.update(repeating: 0, count: rows * inputs)
    for j in 0..<rows { g[j * inputs + j] = 1 }
    for s in 0..<compiled.count {
      let stage = compiled.stages + s
      let n = stage.pointee.outputs
      switch stage.pointee.kind {
      case .identity: break
      case .affine:
        transposes.multiply(s, g, stride: stage.pointee.inputs, rows: rows, into: spare, stride: n)
        transposes.multiply(s, x, stride: stage.pointee.inputs, rows: rows, into: other, stride: n)
        swap(&g, &spare)
        swap(&x, &other)
      case .flat, .curved, .coupled:
        if stage.pointee.kind == .coupled {
          for j in 0..<rows { compiled.centre(s, g + j * n, into: g + j * n) }
        }
        if stage.pointee.kind == .flat {
          compiled.pullBack(s, x, rows: rows, into: x)
        } else {
          for j in 0..<rows {
            compiled.secondOrderChainRule(s, x + j * n, g + i * n, g + j * n, row)
          }
        }
        if stage.pointee.kind == .coupled, compiled.isLogarithm(s) { break }
        for j in 0..<rows {
          RowOperations.multiply(g + j * n, stage.pointee.first, count: n, into: g + j * n)
        }
      }
    }
    return x
  }
}
