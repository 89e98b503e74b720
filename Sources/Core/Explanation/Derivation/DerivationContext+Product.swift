/// The factors that products of steps are made of, by the names of the formulas.
extension DerivationContext {
  enum ProductFactor {
    /// D_l, W_l and W_lᵀ.
    case slope(Int)
    case weights(Int)
    case transposedWeights(Int)

    /// G_l and B_l.
    case inputSide(Int)
    case outputSide(Int)

    /// ∂f_l/∂I, by the name that it has.
    case sofar(String, Int)
  }

  /// A product of a step with its factors; nil where one is too large to be looked at.
  ///
  /// - Parameter behind: the last factor, where it is none of these.
  /// - Throws: what the checkpoint throws.
  func product(
    _ value: Matrix, of factors: [ProductFactor], behind: StepProduct.Factor? = nil,
    checkpoint: Checkpoint
  ) throws -> StepProduct? {
    guard factors.allSatisfy(isShown) else { return nil }
    var found: [StepProduct.Factor] = []
    for factor in factors { found.append(try self.factor(factor, checkpoint: checkpoint)) }
    return StepProduct(value, of: found + (behind.map { [$0] } ?? []))
  }

  private func isShown(_ factor: ProductFactor) -> Bool {
    let d = map.inputCount
    func n(_ l: Int) -> Int { network.layers[l - 1].neuronCount }
    return switch factor {
    case .slope(let l): StepProduct.isShown(n(l))
    case .weights(let l), .transposedWeights(let l):
      StepProduct.isShown(n(l), network.layers[l - 1].inputCount)
    case .inputSide(let l), .sofar(_, let l): StepProduct.isShown(n(l), d)
    case .outputSide(let l): StepProduct.isShown(n(l), map.outputCount)
    }
  }

  private func factor(
    _ factor: ProductFactor, checkpoint: Checkpoint
  ) throws -> StepProduct.Factor {
    func jacobian(_ name: String, from: Signal = .input, to: Signal) throws -> StepProduct.Factor {
      .init(
        name, try part(from: from, to: to).jacobian(at: value(of: from), checkpoint: checkpoint))
    }
    switch factor {
    case .slope(let l):
      return try jacobian(slopeName(l), from: .preactivation(l), to: .activation(l))
    case .weights(let l): return .init("W\(l)", network.layers[l - 1].weights)
    case .transposedWeights(let l):
      return .init("W\(l)ᵀ", network.layers[l - 1].weights.transposed)
    case .inputSide(let l): return try jacobian("G\(l)", to: .preactivation(l))
    case .outputSide(let l):
      return try jacobian("B\(l)", from: .activation(l), to: network.output)
    case .sofar(let name, let l): return try jacobian(name, to: .activation(l))
    }
  }
}
