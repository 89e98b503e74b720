/// A mistake in the formulas, hidden in one layer so that the checks have something to find.
///
/// It is told to a `ChainRule` and made where derivatives are formed: in `LayerDerivative` and in
/// the weights of the chain. Values, and so all finite differences, know nothing of it.
public struct Fault: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// σ″ is taken as 0.
    case forgottenCurvature = "forgotten-curvature"

    /// Wᵀ stands where W should.
    case transposedWeight = "transposed-weight"

    /// D is left out of the chain.
    case droppedLayer = "dropped-layer"

    /// σ′ = −2(T² + T), as the forum post's answer has it, for tansig.
    case postSlope = "post-slope"

    /// −σ′ stands where σ′ should.
    case wrongSign = "wrong-sign"

    /// σ′ and σ″ are taken at f, one place too late, and not at z.
    case offByOne = "off-by-one"
  }

  public let kind: Kind

  /// From 1.
  public let layer: Int

  /// - Precondition: the kind is possible in the layer.
  public init(_ kind: Kind, layer: Int, in network: Network) {
    precondition(layer >= 1 && layer <= network.layers.count)
    precondition(Self.isPossible(kind, in: network.layers[layer - 1]))
    self.kind = kind
    self.layer = layer
  }

  /// Whether a layer can have the mistake: what is done to σ needs neurons that act alone.
  static func isPossible(_ kind: Kind, in layer: Layer) -> Bool {
    let (weights, activation) = (layer.weights, layer.activation)
    return switch kind {
    case .transposedWeight: weights.rows == weights.columns && weights != weights.transposed
    case .forgottenCurvature: !activation.couplesNeurons && !activation.isPiecewiseLinear
    case .postSlope: activation.name == "tansig"
    case .droppedLayer, .wrongSign, .offByOne:
      !activation.couplesNeurons && activation.name != "purelin"
    }
  }

  /// Every mistake that can be seen in this network at this input, in a fixed order.
  ///
  /// - Precondition: one value for each input.
  public static func all(in network: Network, at input: [Double]) -> [Fault] {
    Kind.allCases.flatMap { kind in
      (1...network.layers.count).filter { isPossible(kind, in: network.layers[$0 - 1]) }
        .map { Fault(kind, layer: $0, in: network) }
        .filter { $0.isVisible(in: network, at: input) }
    }
  }

  /// The smallest relative change that counts as visible: well above the 1e-6 that a verdict needs.
  private static let visible = 1e-4

  /// Whether it changes the slopes or the curvatures of the outputs along a fixed direction.
  public func isVisible(in network: Network, at input: [Double]) -> Bool {
    var random = SplitMix64(seed: 0x6D_6973_7461_6B65)
    let direction = input.map { _ in random.symmetric() }
    let right = ChainRule(NetworkMap(network)).jets(at: input, along: direction)
    let wrong = ChainRule(NetworkMap(network), fault: self).jets(at: input, along: direction)
    func differ(_ part: KeyPath<Jet, Double>) -> Bool {
      let size = right.map { $0[keyPath: part] }.largestMagnitude
      let change = zip(right, wrong).map { $0[keyPath: part] - $1[keyPath: part] }.largestMagnitude
      return change > Self.visible * size
    }
    return differ(\.first) || differ(\.second)
  }
}

extension Fault.Kind {
  /// σ′ and σ″ of a neuron with the mistake.
  func jet(of activation: Activation, at z: Double) -> Jet {
    var jet = activation.jet(z)
    switch self {
    case .transposedWeight: break
    case .forgottenCurvature: jet.second = 0
    case .droppedLayer: jet.first = 1
    case .wrongSign: jet.first.negate()
    case .postSlope: jet.first = -2 * (jet.value * jet.value + jet.value)
    case .offByOne: jet = activation.jet(jet.value)
    }
    return jet
  }
}
