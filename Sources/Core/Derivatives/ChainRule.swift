/// A map as it is differentiated: what each of its stages brings to the chain rule.
///
/// Values are the map's business; here is what derivatives are made of, with a planted mistake where
/// there is one.
///
/// ```swift
/// let jacobian = try ChainRule(NetworkMap(network)).jacobian(at: [0.5, -1])
/// ```
public struct ChainRule: Sendable {
  public let map: NetworkMap

  /// A mistake that the derivatives make, for teaching; values never do.
  public let fault: Fault?

  public init(_ map: NetworkMap, fault: Fault? = nil) {
    self.map = map
    self.fault = fault
  }

  /// Another part of the same network, with the same mistake if there is one.
  ///
  /// - Precondition: as for `NetworkMap`.
  public func part(from: Signal, to: Signal) -> ChainRule {
    ChainRule(map.part(from: from, to: to), fault: fault)
  }

  public var network: Network { map.network }
  public var stages: [NetworkMap.Stage] { map.stages }
  public var from: Signal { map.from }
  public var to: Signal { map.to }
  public var inputCount: Int { map.inputCount }
  public var outputCount: Int { map.outputCount }
}

// MARK: Stages

extension ChainRule {
  /// The derivative of each activation on the way, in order; the stages that are affine have none.
  package func activationDerivatives(at x: [Double]) -> [LayerDerivative?] {
    var z = x
    let trajectory = map.trajectory(x)
    return zip(stages, trajectory).map { stage, value in
      defer { z = value }
      guard case .activation(let l) = stage else { return nil }
      return activationDerivative(l, at: z)
    }
  }

  /// σ′ and σ″ of layer l, counted from 0, at its pre-activations.
  func activationDerivative(_ l: Int, at z: [Double]) -> LayerDerivative {
    LayerDerivative(
      of: network.layers[l].activation, at: z,
      fault: fault?.layer == l + 1 ? fault?.kind : nil)
  }

  /// W of layer l, counted from 0, as the chain rule uses it.
  package func chainWeights(_ l: Int) -> Matrix {
    let weights = network.layers[l].weights
    let isTransposed = fault?.kind == .transposedWeight && fault?.layer == l + 1
    return isTransposed ? weights.transposed : weights
  }

  /// W v of layer l, counted from 0, as the chain rule uses W.
  package func push(_ l: Int, _ vector: [Double]) -> [Double] {
    Product.of(chainWeights(l), structure(l), vector)
  }

  /// v W of layer l, counted from 0, as the chain rule uses W.
  package func pullBack(_ l: Int, _ row: [Double]) -> [Double] {
    Product.of(row: row, chainWeights(l), structure(l))
  }

  /// A mistake in the weights is one of the dense matrix.
  private func structure(_ l: Int) -> MatrixStructure? {
    fault?.kind == .transposedWeight && fault?.layer == l + 1 ? nil : network.layers[l].structure
  }

  /// ∂(signal after the stage)/∂from, from that of the signal before; nil stands for the identity.
  package func step(_ stage: NetworkMap.Stage, _ derivative: LayerDerivative?, from g: Matrix?)
    -> Matrix
  {
    switch stage {
    case .affine(let l):
      let weights = chainWeights(l)
      return g.map { Product.of(weights, $0) } ?? weights
    case .activation(let l):
      let g = g ?? .identity(network.layers[l].neuronCount)
      return derivative.map { $0.pushForward(g) } ?? g
    }
  }

  /// Carries ∂to/∂(signal after the stage) to that of the signal before.
  package func stepBack(
    _ stage: NetworkMap.Stage, _ derivative: LayerDerivative?, _ b: inout Adjoints
  ) {
    if case .affine(let l) = stage { b.multiply(by: chainWeights(l)) }
    if let derivative { b.pullBack(through: derivative) }
  }
}
