internal import Numerics

/// What makes the derivatives at a point hard to trust or to check: one finding a symptom.
package struct Conditioning: Sendable, Hashable {
  package enum Finding: Sendable, Hashable {
    /// A value that is not finite, the first on the way: a weight or bias, or what layer gives.
    case notFinite(Place, layer: Int, neuron: Int)

    /// A neuron with a value, but no finite σ′, or σ″ (order 1 or 2).
    case noDerivative(layer: Int, neuron: Int, order: Int)

    /// A smooth neuron where σ′ and σ″ are both below `saturation` and σ′ stays small; with the decimal digits that σ′
    /// loses when it is computed from σ, as 1 − T², where that is how people do it.
    case saturated(layer: Int, neuron: Int, derivative: Double, lostDigits: Double?)

    /// A coupled layer of which one neuron has nearly all the probability; 1 − p.
    case saturatedLayer(layer: Int, neuron: Int, rest: Double)

    /// A neuron on a piece where σ′ is 0: nothing passes through it.
    case dead(layer: Int, neuron: Int)

    /// A neuron so near a kink that a step of the differences can cross it: how far one input has to
    /// move, and which one, from 1; 0 on the kink itself.
    case nearKink(layer: Int, neuron: Int, distance: Double, input: Int)

    /// Two inputs, from 1, whose unit changes move z of the first layer by very different amounts.
    case badlyScaled(least: Int, most: Int, ratio: Double)

    /// An input, from 1, that moves nothing.
    case unused(input: Int)
  }

  package enum Place: Sendable, Hashable { case parameters, preactivation, value }

  /// In the order of the layers within each kind.
  package let findings: [Finding]

  /// Below this σ′ and σ″ are called flat: two digits are then lost by 1 − T².
  package static let saturation = 0.01

  /// Above this ratio no one step suits all inputs.
  package static let mostRatio = 1e3

  /// - Parameter step: the largest change of an input that the differences make.
  /// - Precondition: one value for each component of `map.from`.
  /// - Complexity: that of a Jacobian from the input side.
  package init(
    _ map: NetworkMap, at x: [Double], step: Double, checkpoint: Checkpoint = {}
  ) throws {
    precondition(x.count == map.inputCount)
    var findings: [Finding] = []
    var isFinite = x.allSatisfy(\.isFinite)
    var gains: Matrix?
    let rule = ChainRule(map)
    let derivatives = rule.activationDerivatives(at: x)
    var (z, g) = (x, Matrix?.none)
    for ((stage, derivative), value) in zip(zip(map.stages, derivatives), map.trajectory(x)) {
      try checkpoint()
      if isFinite, let found = Self.notFinite(stage, value, map) {
        findings.append(found)
        isFinite = false
      }
      if isFinite {
        switch stage {
        case .activation(let l):
          findings += Self.neurons(
            layer: l, map.network.layers[l].activation, z: z, value: value, gains: g, step: step)
        case .affine(let l):
          // The first layer that does more than scale its inputs tells their sizes.
          if gains == nil, !map.network.layers[l].isScaling {
            gains = rule.step(stage, nil, from: g)
          }
        }
      }
      g = rule.step(stage, derivative, from: g)
      z = value
    }
    if let gains { findings += Self.scales(gains) }
    self.findings = findings
  }

  // MARK: Symptoms

  private static func notFinite(
    _ stage: NetworkMap.Stage, _ value: [Double], _ map: NetworkMap
  ) -> Finding? {
    let l = stage.layer
    if case .affine = stage {
      let layer = map.network.layers[l]
      let bad = (0..<layer.neuronCount).first { p in
        !layer.bias[p].isFinite || !layer.weights.row(p).allSatisfy(\.isFinite)
      }
      if let bad { return .notFinite(.parameters, layer: l + 1, neuron: bad + 1) }
    }
    guard let p = value.firstIndex(where: { !$0.isFinite }) else { return nil }
    let place: Place = if case .affine = stage { .preactivation } else { .value }
    return .notFinite(place, layer: l + 1, neuron: p + 1)
  }

  private static func neurons(
    layer l: Int, _ activation: Activation, z: [Double], value: [Double], gains: Matrix?,
    step: Double
  ) -> [Finding] {
    if activation.couplesNeurons {
      let p = Softmax.values(z)
      guard let largest = Softmax.indexOfLargest(p) else { return [] }
      let rest = p.indices.reduce(0) { $1 == largest ? $0 : $0 + p[$1] }
      return p.count > 1 && rest < saturation
        ? [.saturatedLayer(layer: l + 1, neuron: largest + 1, rest: rest)] : []
    }
    return z.indices.flatMap { p -> [Finding] in
      let activation = activation.ofNeuron(p)
      let jet = activation.jet(z[p])
      var found: [Finding] = []
      let (layer, neuron) = (l + 1, p + 1)
      if let order = jet.missingOrder {
        found.append(.noDerivative(layer: layer, neuron: neuron, order: order))
      }
      if activation.isPiecewiseLinear {
        if jet.first == 0 { found.append(.dead(layer: layer, neuron: neuron)) }
      } else if isFlat(activation, around: z[p], jet) {
        let digits = lostDigits(activation, value[p], jet.first)
        found.append(
          .saturated(layer: layer, neuron: neuron, derivative: jet.first, lostDigits: digits))
      }
      if let (distance, input) = nearKink(
        activation.kinks, z[p], gains: gains?.row(p), p: p, step: step)
      {
        found.append(.nearKink(layer: layer, neuron: neuron, distance: distance, input: input + 1))
      }
      return found
    }
  }

  /// Whether σ′ and σ″ are small here and σ′ stays so around: not so where a parabola has its bottom.
  private static func isFlat(_ activation: Activation, around z: Double, _ jet: Jet) -> Bool {
    abs(jet.first) < saturation && abs(jet.second) < saturation
      && [-0.25, 0.25].contains { abs(activation.jet(z + $0).first) < 10 * saturation }
  }

  /// The digits that the subtraction in 1 − T² or 1 − s takes: the logarithm of its condition.
  private static func lostDigits(
    _ activation: Activation, _ value: Double, _ first: Double
  ) -> Double? {
    let (subtracted, result) =
      switch activation.name {
      case "tansig": (value * value, first)
      case "logsig": (value, first / value)
      default: (0.0, 0.0)
      }
    guard subtracted > 0 else { return nil }
    return result > 0 ? min(16, max(0, Double.log10(subtracted / result))) : 16
  }

  private static func nearKink(
    _ kinks: [Double], _ z: Double, gains: ArraySlice<Double>?, p: Int, step: Double
  ) -> (distance: Double, input: Int)? {
    guard let nearest = kinks.map({ abs(z - $0) }).min() else { return nil }
    // Without weights before it the neuron is the input.
    guard let gains else { return nearest <= step ? (nearest, p) : nil }
    guard let input = gains.indices.max(by: { abs(gains[$0]) < abs(gains[$1]) }) else { return nil }
    let gain = abs(gains[input])
    guard gain > 0 || nearest == 0 else { return nil }
    let distance = nearest == 0 ? 0 : nearest / gain
    return distance <= step ? (distance, input - gains.startIndex) : nil
  }

  /// The inputs that move nothing, and the two that move z by the most different amounts.
  private static func scales(_ gains: Matrix) -> [Finding] {
    // How far a unit change of each input moves z.
    let lengths = (0..<gains.columns).map { gains.column($0).norm }
    let unused = lengths.indices.filter { lengths[$0] == 0 }.map { Finding.unused(input: $0 + 1) }
    let moving = lengths.indices.filter { lengths[$0] > 0 }
    guard let least = moving.min(by: { lengths[$0] < lengths[$1] }),
      let most = moving.max(by: { lengths[$0] < lengths[$1] }),
      case let ratio = lengths[most] / lengths[least], ratio > mostRatio
    else { return unused }
    return unused + [.badlyScaled(least: least + 1, most: most + 1, ratio: ratio)]
  }
}
