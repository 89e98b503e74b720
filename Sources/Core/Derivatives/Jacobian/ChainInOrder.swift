/// J = D_n W_n … D_1 W_1, multiplied in the order of a plan.
final class ChainInOrder: JacobianPass {
  private let compiled: CompiledMap
  private let steps: [Step]

  /// The first and the last affine stage.
  private let ends: (first: Int, last: Int)?

  /// One column of means for each input, of a softmax layer at the end.
  private let means: UnsafeMutablePointer<Double>

  /// One product, ready to run: left · D · right with D already taken to one side.
  private struct Step {
    var product: JacobianPlan.Product
    var left: UnsafePointer<Double>
    var right: UnsafePointer<Double>
    var scalesLeft: Bool

    /// The side that is no dense matrix, where there is one; never the one that is scaled.
    var structured: StructuredMatrix?

    /// Where the scaled side goes; the side itself when it is an earlier product.
    var scaled: UnsafeMutablePointer<Double>
    var output: UnsafeMutablePointer<Double>
  }

  init(_ compiled: CompiledMap, _ plan: JacobianPlan) {
    self.compiled = compiled
    ends = plan.affine.first.map { ($0, plan.affine[plan.affine.count - 1]) }
    means = compiled.arena.doubles(compiled.inputCount)
    var outputs: [UnsafeMutablePointer<Double>] = []
    var steps: [Step] = []
    for (index, product) in plan.products.enumerated() {
      let isLast = index == plan.products.count - 1
      outputs.append(compiled.arena.doubles(isLast ? 0 : product.rows * product.columns))
      func pointer(_ factor: JacobianPlan.Factor) -> (UnsafePointer<Double>, isOwn: Bool) {
        switch factor {
        case .weights(let s): (compiled.stages[s].chainWeights, false)
        case .product(let earlier): (UnsafePointer(outputs[earlier]), true)
        }
      }
      let (left, right) = (pointer(product.left), pointer(product.right))
      let isCoupled = product.between.contains { compiled.shape.stages[$0] == .coupled }
      let structured: StructuredMatrix? =
        switch (product.structured, product.left, product.right) {
        // D of softmax has to be taken to the left.
        case (.left, .weights(let s), _) where !isCoupled: compiled.stages[s].structured
        case (.right, _, .weights(let s)): compiled.stages[s].structured
        default: nil
        }
      let isDiagonal = product.between.allSatisfy { compiled.shape.stages[$0] == .identity }
      var scalesLeft =
        isCoupled || left.isOwn != right.isOwn
        ? isCoupled || left.isOwn : product.rows <= product.columns
      // Never the structured side.
      if structured != nil { scalesLeft = product.structured == .right }
      let side = scalesLeft ? (left, product.rows) : (right, product.columns)
      let scaled =
        side.0.isOwn
        ? UnsafeMutablePointer(mutating: side.0.0)
        : compiled.arena.doubles(isDiagonal ? 0 : side.1 * product.inner)
      steps.append(
        Step(
          product: product, left: left.0, right: right.0, scalesLeft: scalesLeft,
          structured: structured, scaled: scaled, output: outputs[index]))
    }
    self.steps = steps
  }

  func evaluate(
    at x: UnsafePointer<Double>, into jacobian: UnsafeMutablePointer<Double>,
    checkpoint: Checkpoint
  ) throws -> Bool {
    let isFinite = compiled.evaluate(at: x)
    for index in steps.indices {
      try checkpoint()
      run(steps[index], into: index == steps.count - 1 ? jacobian : steps[index].output)
    }
    let (m, d) = (compiled.outputCount, compiled.inputCount)
    if let ends {
      if steps.isEmpty {
        jacobian.update(from: compiled.stages[ends.first].chainWeights, count: m * d)
      }
      for s in 0..<ends.first { compiled.pullBack(s, jacobian, rows: m, into: jacobian) }
      for s in (ends.last + 1)..<compiled.count {
        compiled.pushForward(s, jacobian, columns: d, means: means)
      }
    } else {
      jacobian.update(repeating: 0, count: m * d)
      for i in 0..<d { jacobian[i * d + i] = 1 }
      for s in 0..<compiled.count { compiled.pushForward(s, jacobian, columns: d, means: means) }
    }
    return isFinite && RowOperations.isFinite(jacobian, count: m * d)
  }

  private func run(_ step: Step, into output: UnsafeMutablePointer<Double>) {
    let (m, k, n) = (step.product.rows, step.product.inner, step.product.columns)
    var (left, right) = (step.left, step.right)
    for s in step.product.between where compiled.stages[s].kind != .identity {
      if step.scalesLeft {
        compiled.pullBack(s, left, rows: m, into: step.scaled)
        left = UnsafePointer(step.scaled)
      } else {
        for i in 0..<k {
          RowOperations.scale(
            right + i * n, by: compiled.stages[s].first[i], count: n, into: step.scaled + i * n)
        }
        right = UnsafePointer(step.scaled)
      }
    }
    if let structured = step.structured {
      if step.scalesLeft {
        structured.multiplyBack(left, stride: k, rows: m, into: output, stride: n)
      } else {
        structured.multiplyColumns(right, columns: n, into: output)
      }
      return
    }
    Product.multiply(
      rows: m, columns: n, inner: k, Product.Operand(left, stride: k),
      Product.Operand(right, stride: n), into: output, stride: n)
  }
}
