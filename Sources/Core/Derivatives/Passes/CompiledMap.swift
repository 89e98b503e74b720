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

    /// W as both use it, where it is not multiplied as a dense matrix.
    var structured: StructuredMatrix?

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

    /// The activations of a stage whose neurons have several; none where they have one.
    var parts: UnsafeMutableBufferPointer<Part>
    var coupling: ActivationRule.Coupling?
    var fault: Fault.Kind?
  }

  /// An activation and its neurons. What is only passed on has σ′ = 1 and σ″ = 0 from the beginning.
  struct Part {
    var activation: Activation
    var (start, count): (Int, Int)
    var isIdentity: Bool
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
        second: nothing, activation: layer.activation, parts: .init(start: nil, count: 0),
        coupling: layer.activation.rule.coupling,
        fault: isFaulty ? rule.fault?.kind : nil)
      switch stage {
      case .affine(let l):
        let weights = UnsafePointer(arena.copy(layer.weights.storage))
        compiled.weights = weights
        compiled.bias = UnsafePointer(arena.copy(layer.bias))
        compiled.chainWeights =
          compiled.fault == .transposedWeight
          ? UnsafePointer(arena.copy(rule.chainWeights(l).storage)) : weights
        // A mistake in the weights is one of the dense matrix.
        if compiled.chainWeights == weights {
          compiled.structured = shape.structures[s].map {
            StructuredMatrix($0, of: weights, hasTransposes: true, hasPanels: true)
          }
        }
      case .activation:
        let room = InstructionSet.best.room(outputs)
        compiled.first = arena.doubles(room)
        compiled.second = arena.doubles(room)
        // Kept in one place: to copy an activation counts the references of all its rule.
        if let ranges = layer.activation.ranges {
          compiled.parts = .allocate(capacity: ranges.count)
          for (k, range) in ranges.enumerated() {
            let part = Part(
              activation: range.activation, start: range.neurons.lowerBound,
              count: range.neurons.count, isIdentity: range.activation.name == "purelin")
            compiled.parts.initializeElement(at: k, to: part)
            if part.isIdentity {
              (compiled.first + part.start).update(repeating: 1, count: part.count)
            }
          }
        }
      }
      (stages + s).initialize(to: compiled)
    }
  }

  /// Whether derivatives use other weights than values, on purpose.
  var hasOtherChainWeights: Bool {
    (0..<count).contains { stages[$0].weights != stages[$0].chainWeights }
  }

  deinit {
    for s in 0..<count {
      stages[s].parts.deinitialize()
      stages[s].parts.deallocate()
    }
    stages.deinitialize(count: count)
    stages.deallocate()
  }

  /// Takes every stage at x, and says whether the value is finite.
  ///
  /// Not-a-number anywhere on the way reaches the value.
  func evaluate(at x: UnsafePointer<Double>) -> Bool {
    var input = x
    for s in 0..<count {
      evaluate(stages + s, at: input)
      input = UnsafePointer(stages[s].value)
    }
    return RowOperations.isFinite(input, count: outputCount)
  }

  /// The value of the last stage at x, without the derivatives.
  func evaluate(at x: UnsafePointer<Double>, into output: UnsafeMutablePointer<Double>) {
    var input = x
    for s in 0..<count {
      let stage = stages + s
      if stage.pointee.kind == .affine {
        preactivations(stage, at: input)
      } else {
        values(stage, at: input)
      }
      input = UnsafePointer(stage.pointee.value)
    }
    output.update(from: input, count: outputCount)
  }

  private func preactivations(
    _ stage: UnsafeMutablePointer<Stage>, at input: UnsafePointer<Double>
  ) {
    let (z, n) = (stage.pointee.value, stage.pointee.outputs)
    if let structured = stage.pointee.structured {
      structured.multiply(input, into: z)
    } else {
      Product.multiply(
        rows: n, columns: stage.pointee.inputs, stage.pointee.weights, input, into: z)
    }
    RowOperations.add(stage.pointee.bias, times: 1, count: n, to: z)
  }

  private func values(_ stage: UnsafeMutablePointer<Stage>, at input: UnsafePointer<Double>) {
    let (value, n) = (stage.pointee.value, stage.pointee.outputs)
    switch stage.pointee.coupling {
    case nil:
      let parts = stage.pointee.parts
      if parts.isEmpty {
        stage.pointee.activation.values(input, count: n, into: value)
      }
      for k in 0..<parts.count {
        parts[k].activation.values(
          input + parts[k].start, count: parts[k].count, into: value + parts[k].start)
      }
    case .softmax: Softmax.values(input, count: n, into: value)
    case .logsoftmax: Softmax.logarithms(input, count: n, into: value)
    }
  }

  /// Takes one stage at what goes into it.
  private func evaluate(_ stage: UnsafeMutablePointer<Stage>, at input: UnsafePointer<Double>) {
    let (value, n) = (stage.pointee.value, stage.pointee.outputs)
    switch stage.pointee.kind {
    case .affine: preactivations(stage, at: input)
    case .identity: value.update(from: input, count: n)
    case .flat, .curved: evaluateAlone(stage, at: input, into: value)
    case .coupled:
      let first = stage.pointee.first
      values(stage, at: input)
      if stage.pointee.coupling == .logsoftmax {
        Softmax.values(input, count: n, into: first)
      } else {
        first.update(from: value, count: n)
      }
      stage.pointee.largest = Softmax.indexOfLargest(first, count: n)
    }
  }

  /// Takes an activation, from z to f in place.
  func activate(_ stage: UnsafeMutablePointer<Stage>, _ row: UnsafeMutablePointer<Double>) {
    switch stage.pointee.kind {
    case .affine, .identity: break
    case .flat, .curved: evaluateAlone(stage, at: row, into: row)
    case .coupled:
      evaluate(stage, at: row)
      row.update(from: stage.pointee.value, count: stage.pointee.outputs)
    }
  }

  /// σ, σ′ and σ″ of neurons that act alone; the value may go where z stands.
  private func evaluateAlone(
    _ stage: UnsafeMutablePointer<Stage>, at z: UnsafePointer<Double>,
    into value: UnsafeMutablePointer<Double>
  ) {
    let (first, second) = (stage.pointee.first, stage.pointee.second)
    guard let fault = stage.pointee.fault else {
      let parts = stage.pointee.parts
      for k in 0..<parts.count {
        let start = parts[k].start
        if parts[k].isIdentity {
          (value + start).update(from: z + start, count: parts[k].count)
        } else {
          parts[k].activation.jets(
            z + start, count: parts[k].count, value: value + start, first: first + start,
            second: second + start)
        }
      }
      if !parts.isEmpty { return }
      return stage.pointee.activation.jets(
        z, count: stage.pointee.outputs, value: value, first: first, second: second)
    }
    for i in 0..<stage.pointee.outputs {
      let activation = stage.pointee.activation.ofNeuron(i)
      let jet = fault.jet(of: activation, at: z[i])
      (value[i], first[i], second[i]) = (activation.value(z[i]), jet.first, jet.second)
    }
  }
}
