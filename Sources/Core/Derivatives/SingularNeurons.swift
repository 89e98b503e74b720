/// The neurons of a map that have a value and no finite σ′ or σ″ at a point, and what depends on them.
///
/// In a product of matrices 0·∞ is nan, also where the 0 says that an output does not depend on a
/// neuron, or a neuron not on an input. Such entries of J and H are those of the same map without
/// the neurons: each becomes a copy of its z that nothing takes, and its value a part of the biases
/// behind it. The entries that do pass through one stay what they are: there is no number for them.
struct SingularNeurons {
  private struct Neuron {
    let stage: Int
    let index: Int

    /// Whether σ′ itself is not finite, and not σ″ alone.
    let isFirst: Bool

    /// The components of `from` that it depends on, and those of `to` that depend on it.
    let inputs: [Bool]
    let outputs: [Bool]
  }

  private let rule: ChainRule
  private let x: [Double]
  private let neurons: [Neuron]

  /// With more of them than this nothing is done.
  private static let most = 64

  /// - Complexity: a look at each weight for each such neuron.
  /// - Returns: nil where there is none.
  init?(_ rule: ChainRule, at x: [Double]) {
    var found: [Neuron] = []
    var z = x
    for (s, (stage, value)) in zip(rule.stages, rule.map.trajectory(x)).enumerated() {
      defer { z = value }
      guard case .activation(let l) = stage else { continue }
      let activation = rule.network.layers[l].activation
      if activation.couplesNeurons { continue }
      for (i, jet) in activation.jets(z).enumerated() {
        guard let order = jet.missingOrder else { continue }
        found.append(
          Neuron(
            stage: s, index: i, isFirst: order == 1, inputs: rule.map.causes(of: i, behind: s),
            outputs: rule.map.effects(of: i, behind: s)))
      }
    }
    guard !found.isEmpty, found.count <= Self.most else { return nil }
    (self.rule, self.x, neurons) = (rule, x, found)
  }

  /// J with the entries that pass through none of the neurons as they are without these.
  func separating(_ jacobian: Matrix, checkpoint: Checkpoint) throws -> Matrix {
    let without = try separated.jacobianByStages(at: x, checkpoint: checkpoint)
    var result = jacobian
    for k in 0..<result.rows {
      for j in 0..<result.columns
      where !neurons.contains(where: { $0.isFirst && $0.inputs[j] && $0.outputs[k] }) {
        // Where σ″ alone is infinite the entry is finite as it is.
        if !result[k, j].isFinite { result[k, j] = without[k, j] }
      }
    }
    return result
  }

  /// H of some outputs in the same way.
  func separating(
    _ hessians: [PackedSymmetric], outputs: [Int], checkpoint: Checkpoint
  ) throws -> [PackedSymmetric] {
    let without = try separated.hessianByTerms(at: x, outputs: outputs, checkpoint: checkpoint)
    return try zip(outputs, zip(hessians, without)).map { k, pair in
      try checkpoint()
      var result = pair.0
      for i in 0..<result.order {
        for j in 0...i where !result[i, j].isFinite {
          let isTouched = neurons.contains { neuron in
            neuron.outputs[k]
              && (neuron.isFirst
                ? neuron.inputs[i] || neuron.inputs[j] : neuron.inputs[i] && neuron.inputs[j])
          }
          if !isTouched { result[i, j] = pair.1[i, j] }
        }
      }
      return result
    }
  }

  /// The map without the neurons.
  private var separated: ChainRule {
    var network = rule.network
    let trajectory = rule.map.trajectory(x)
    for neuron in neurons {
      let l = rule.stages[neuron.stage].layer
      let layer = network.layers[l]
      let (own, count) = (layer.activation.ranges(of: layer.neuronCount), layer.neuronCount)
      let ranges = (0..<count).map { i in
        let activation = own.first { $0.neurons.contains(i) }?.activation ?? layer.activation
        return ActivationRange(
          i == neuron.index ? Activation(.purelin) : activation, i..<(i + 1))
      }
      network.setActivation(layer: l, to: Activation(ranges: ranges))
      guard l + 1 < network.layers.count else { continue }
      let (next, value) = (network.layers[l + 1], trajectory[neuron.stage][neuron.index])
      for i in 0..<next.neuronCount {
        network.setBias(
          layer: l + 1, i, to: next.bias[i] + next.weights[i, neuron.index] * value)
      }
      network.changeWeights(layer: l + 1) { weights in
        for i in 0..<next.neuronCount { weights[i, neuron.index] = 0 }
      }
    }
    return ChainRule(
      NetworkMap(network, from: rule.from, to: rule.to), fault: rule.fault)
  }
}
