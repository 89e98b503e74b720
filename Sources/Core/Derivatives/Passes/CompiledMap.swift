/// A map made ready to be evaluated many times: its weights side by side, and room for the value
/// and the derivatives of each stage.
///
/// A planted mistake is in it, as it is in every formula for derivatives.
final class CompiledMap {
  struct Stage {
    var kind: MapShape.Stage

    /// The number of components that go in and that come out.
    var (inputs, outputs): (Int, Int)

    /// W as values use it and as the chain rule does, outputs × inputs, and b.
    var weights: UnsafePointer<Double>
    var chainWeights: UnsafePointer<Double>
    var bias: UnsafePointer<Double>

    /// What the stage gives.
    var value: UnsafeMutablePointer<Double>

    /// σ′ and σ″, with room for whole panels; p of softmax stands in `first`.
    var first: UnsafeMutablePointer<Double>
    var second: UnsafeMutablePointer<Double>

    /// The position of the largest p.
    var largest = 0

    /// The first of its neurons among the factors of the segment that it belongs to.
    var factorOffset = 0

    var activation: Activation
    var coupling: ActivationRule.Coupling?
    var fault: Fault.Kind?
  }

  let shape: MapShape
  let stages: UnsafeMutablePointer<Stage>
  let arena = Arena()

  var count: Int { shape.count }
  var inputCount: Int { shape.inputCount }
  var outputCount: Int { shape.outputCount }

  init(_ rule: ChainRule) {
    let map = rule.map
    shape = MapShape(map)
    stages = .allocate(capacity: max(shape.count, 1))
    let nothing = arena.doubles(0)
    for (s, stage) in map.stages.enumerated() {
      let (inputs, outputs) = (shape.widths[s], shape.widths[s + 1])
      let layer = map.network.layers[stage.layer]
      let isFaulty = rule.fault?.layer == stage.layer + 1
      var compiled = Stage(
        kind: shape.stages[s], inputs: inputs, outputs: outputs, weights: nothing,
        chainWeights: nothing, bias: nothing, value: arena.doubles(outputs), first: nothing,
        second: nothing, activation: layer.activation, coupling: layer.activation.rule.coupling,
        fault: isFaulty ? rule.fault?.kind : nil)
      switch stage {
      case .affine(let l):
        let weights = UnsafePointer(arena.copy(layer.weights.storage))
        compiled.weights = weights
        compiled.bias = UnsafePointer(arena.copy(layer.bias))
        compiled.chainWeights =
          compiled.fault == .transposedWeight
          ? UnsafePointer(arena.copy(rule.chainWeights(l).storage)) : weights
      case .activation:
        let room = InstructionSet.best.room(outputs)
        compiled.first = arena.doubles(room)
        compiled.second = arena.doubles(room)
      }
      (stages + s).initialize(to: compiled)
    }
  }

  /// Whether derivatives use other weights than values, on purpose.
  var hasOtherChainWeights: Bool {
    (0..<count).contains { stages[$0].weights != stages[$0].chainWeights }
  }

  deinit {
    stages.deinitialize(count: count)
    stages.deallocate()
  }

  /// Takes every stage at x, and says whether the value is finite.
  ///
  /// Not-a-number anywhere on the way reaches the value.
  func evaluate(at x: UnsafePointer<Double>) -> Bool {
    var input = x
    for s in 0..<count {
      evaluate(s, at: input)
      input = UnsafePointer(stages[s].value)
    }
    return RowOperations.isFinite(input, count: outputCount)
  }

  /// The value of the last stage at x, without the derivatives.
  func evaluate(at x: UnsafePointer<Double>, into output: UnsafeMutablePointer<Double>) {
    var input = x
    for s in 0..<count {
      if stages[s].kind == .affine { preactivations(s, at: input) } else { values(s, at: input) }
      input = UnsafePointer(stages[s].value)
    }
    output.update(from: input, count: outputCount)
  }

  private func preactivations(_ s: Int, at input: UnsafePointer<Double>) {
    let (z, n) = (stages[s].value, stages[s].outputs)
    Product.multiply(rows: n, columns: stages[s].inputs, stages[s].weights, input, into: z)
    RowOperations.add(stages[s].bias, times: 1, count: n, to: z)
  }

  private func values(_ s: Int, at input: UnsafePointer<Double>) {
    let (value, n) = (stages[s].value, stages[s].outputs)
    switch stages[s].coupling {
    case nil: stages[s].activation.values(input, count: n, into: value)
    case .softmax: Softmax.values(input, count: n, into: value)
    case .logsoftmax: Softmax.logarithms(input, count: n, into: value)
    }
  }

  /// Takes one stage at what goes into it.
  private func evaluate(_ s: Int, at input: UnsafePointer<Double>) {
    let (value, n) = (stages[s].value, stages[s].outputs)
    switch stages[s].kind {
    case .affine: preactivations(s, at: input)
    case .identity: value.update(from: input, count: n)
    case .flat, .curved: evaluateAlone(s, at: input, into: value)
    case .coupled:
      let first = stages[s].first
      values(s, at: input)
      if stages[s].coupling == .logsoftmax {
        Softmax.values(input, count: n, into: first)
      } else {
        first.update(from: value, count: n)
      }
      stages[s].largest = Softmax.indexOfLargest(first, count: n)
    }
  }

  /// Takes an activation, from z to f in place.
  func activate(_ s: Int, _ row: UnsafeMutablePointer<Double>) {
    switch stages[s].kind {
    case .affine, .identity: break
    case .flat, .curved: evaluateAlone(s, at: row, into: row)
    case .coupled:
      evaluate(s, at: row)
      row.update(from: stages[s].value, count: stages[s].outputs)
    }
  }

  /// σ, σ′ and σ″ of neurons that act alone; the value may go where z stands.
  private func evaluateAlone(
    _ s: Int, at z: UnsafePointer<Double>, into value: UnsafeMutablePointer<Double>
  ) {
    let (first, second) = (stages[s].first, stages[s].second)
    guard let fault = stages[s].fault else {
      return stages[s].activation.jets(
        z, count: stages[s].outputs, value: value, first: first, second: second)
    }
    for i in 0..<stages[s].outputs {
      let jet = fault.jet(of: stages[s].activation, at: z[i])
      (first[i], second[i]) = (jet.first, jet.second)
      value[i] = stages[s].activation.value(z[i])
    }
  }
}
