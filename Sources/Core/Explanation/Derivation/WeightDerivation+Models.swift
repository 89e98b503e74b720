/// Some of a layer's weights: the first neurons, and of each the first inputs.
struct WeightSample {
  let neurons: Int
  let inputs: Int

  /// Whether these are all that the layer has.
  let isAll: Bool

  /// - Parameter most: all are taken up to this number, otherwise about as many.
  init(_ neurons: Int, _ inputs: Int, most: Int) {
    isAll = neurons * inputs <= most
    let side = Int(clamping: Double(most).squareRoot())
    let fewInputs = min(inputs, max(side, most / max(neurons, 1)))
    self.inputs = isAll ? inputs : fewInputs
    self.neurons = isAll ? neurons : min(neurons, max(1, most / fewInputs))
  }

  /// Row by row, counted from 0.
  var entries: [(neuron: Int, input: Int)] {
    (0..<neurons).flatMap { p in (0..<inputs).map { (p, $0) } }
  }
}

/// What the steps are checked against: networks of their own, in which values alone matter.
extension WeightDerivation {
  /// Weights of which the block of second derivatives is written out.
  static let mostInBlock = 256

  /// s = v · f, as a last layer.
  private func sum(_ v: [Double]) -> Layer { Layer(weights: Matrix([v])) }

  /// The network itself, and then s.
  var sumNetwork: Network {
    Network(name: context.network.name, layers: context.network.layers + [sum(dout)])
  }

  /// Layer l, and then what s does to the second order in f_l:
  ///
  ///     δ·u + ½ uᵀ Γ u,   u = W_{l+1} f_l + b_{l+1} − z_{l+1}
  ///
  /// with δ and Γ of layer l+1 and z_{l+1} its value; s itself, dout · f_l, after the last layer.
  ///
  /// - Parameter curvature: Γ, n_{l+1} × n_{l+1}; nil for the slope alone.
  func modelAfter(_ l: Int, curvature: Matrix? = nil) -> Network {
    let layers = context.network.layers
    let name = context.network.name
    guard l < context.depth else {
      return Network(name: name, layers: [layers[l - 1], sum(dout)])
    }
    let (next, delta, z) = (layers[l], derivatives.delta[l], derivatives.preactivations[l])
    let moved = Layer(weights: next.weights, bias: zip(next.bias, z).map { $0 - $1 })
    guard let curvature else {
      return Network(name: name, layers: [layers[l - 1], moved, sum(delta)])
    }
    return Network(
      name: name, layers: [layers[l - 1], moved] + quadratic(delta: delta, gamma: curvature))
  }

  /// δ·u + ½ uᵀ Γ u = ½ u·w with w = Γu + 2δ, as squares: (u + w)² − (u − w)² = 4 u·w, entry by
  /// entry, u and w being brought to one scale.
  private func quadratic(delta: [Double], gamma: Matrix) -> [Layer] {
    let n = delta.count
    let largest = gamma.largestMagnitude
    let scale = largest > 0 && largest.isFinite ? largest.squareRoot() : 1
    var weights = Matrix(rows: 2 * n, columns: n)
    for i in 0..<n {
      for j in 0..<n {
        weights[i, j] = gamma[i, j] / scale
        weights[n + i, j] = -gamma[i, j] / scale
      }
      weights[i, i] += scale
      weights[n + i, i] += scale
    }
    let bias = delta.map { 2 * $0 / scale }
    return [
      Layer(weights: weights, bias: bias + bias.map { -$0 }, activation: Activation(.square)),
      sum(Array(repeating: 0.125, count: n) + Array(repeating: -0.125, count: n)),
    ]
  }

  /// s as a function of some weights of the layer, all else being held.
  func sum(of chosen: WeightSample) -> Network {
    let first = context.network.layers[layer - 1]
    var weights = Matrix(rows: first.neuronCount, columns: chosen.neurons * chosen.inputs)
    var held = first.weights
    for (column, entry) in chosen.entries.enumerated() {
      weights[entry.neuron, column] = factor[entry.input]
      held[entry.neuron, entry.input] = 0
    }
    let bias = zip(Product.of(held, factor), first.bias).map { $0 + $1 }
    return Network(
      name: context.network.name,
      layers: [Layer(weights: weights, bias: bias, activation: first.activation)]
        + context.network.layers[layer...] + [sum(dout)])
  }

  /// The values of those weights.
  func values(of chosen: WeightSample) -> [Double] {
    let weights = context.network.layers[layer - 1].weights
    return chosen.entries.map { weights[$0.neuron, $0.input] }
  }

  /// ∂s/∂f_l · f_l as a function of one row of W_l: the layer before its slope.
  func bend(ofNeuron p: Int) -> Network {
    let z = derivatives.preactivations[layer - 1]
    var weights = Matrix(rows: z.count, columns: factor.count)
    for (column, value) in factor.enumerated() { weights[p, column] = value }
    var bias = z
    bias[p] = context.network.layers[layer - 1].bias[p]
    return Network(
      name: context.network.name,
      layers: [
        Layer(weights: weights, bias: bias, activation: context.activation(layer)),
        sum(derivatives.outputSlopes[layer - 1]),
      ])
  }
}
