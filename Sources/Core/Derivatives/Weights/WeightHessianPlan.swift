/// What a block of second derivatives of s costs: its factors, and then all its entries.
///
/// See `WeightHessian` for the formula; products are counted in multiply-adds, memory in numbers.
public struct WeightHessianPlan: Sendable, Hashable {
  /// For Γ_r, the Jacobians between the layers and their product.
  public private(set) var factorMultiplyAdds = 0.0

  /// Numbers held as factors.
  public private(set) var factorNumbers = 0.0

  /// The entries of the block.
  public let entries: Double

  /// For each entry from the factors: a product for each f, two where the second term exists.
  public let entryMultiplyAdds: Double

  /// - Precondition: the network has both layers.
  public init(_ network: Network, _ rows: VariableBlock, _ columns: VariableBlock) {
    let (later, earlier) = rows.layer < columns.layer ? (columns, rows) : (rows, columns)
    let r = max(later.layer, 1)
    func width(_ layer: Int) -> Double {
      Double(layer == 0 ? network.inputCount : network.layers[layer - 1].neuronCount)
    }
    entries = Double(network.count(of: rows)) * Double(network.count(of: columns))
    let isPassing =
      if case .parameters(.weights) = later { later.layer > earlier.layer } else { false }
    let factors = [later, earlier].filter {
      if case .parameters(.weights) = $0 { true } else { false }
    }
    entryMultiplyAdds = Double(factors.count) + (isPassing ? 2 : 0)
    for l in (r..<max(network.layers.count, r)).reversed() {
      factorMultiplyAdds += width(l + 1) * width(l) * (width(l + 1) + width(l))
    }
    let (height, depth) = (width(r), width(earlier.layer))
    factorNumbers = height * depth + height
    if later.layer > earlier.layer || later == .input {
      let transfer = NetworkMap(network, from: earlier.signal, to: .preactivation(r))
      factorMultiplyAdds += JacobianPlan(transfer).multiplyAdds + height * height * depth
    }
    // The last product of G_1ᵀ Γ_1 G_1.
    if later == .input { factorMultiplyAdds += height * depth * depth }
    if isPassing, r > 1 {
      let passing = NetworkMap(network, from: earlier.signal, to: .activation(r - 1))
      factorMultiplyAdds += JacobianPlan(passing).multiplyAdds
    }
    if isPassing { factorNumbers += width(r - 1) * depth }
    for group in factors { factorNumbers += width(group.layer - 1) }
  }
}
