/// One way to form the Hessians of a map.
///
/// Second derivatives are formed with respect to the signal at `spaces.last`, and carried to the
/// input through the spaces before it:
///
///     H_k = G_cᵀ S_k G_c + Σ_{l below c} G̃_lᵀ diag(c_kl) G̃_l,   S_k = ∂²to_k/∂v_c²
///
/// From there up to `pushed` the packed second derivatives of the signals are pushed forward,
/// ∂²z_l = W_l (σ′ ∂²z_{l−1} + σ″ g gᵀ), and contracted with B; above it each layer adds its term.
public struct HessianWay: Sendable, Hashable {
  /// Places along the map, 0 for its input; each one narrower than those before.
  var spaces: [Int] = [0]

  /// Up to this place along the map second derivatives are pushed.
  var pushed = 0

  /// Whether first derivatives are pushed again with each row of second ones, and not kept.
  var isNested = false

  var last: Int { spaces[spaces.count - 1] }
}

/// Multiply-adds and bytes of a way.
public struct HessianCost: Sendable, Hashable {
  /// Multiply-adds of matrix products, and multiplications of rows entry by entry.
  public var products = 0.0
  public var rows = 0.0

  /// Matrix products that are called for, whatever their size.
  public var calls = 0.0

  /// What is held beside the result, and the result.
  public var workBytes = 0.0
  public var resultBytes = 0.0

  public var multiplyAdds: Double { products + rows }
  public var bytes: Double { workBytes + resultBytes }

  /// What ways are ranked by: an entry of a row takes four times a multiply-add of a product, and
  /// beginning a product as long as some hundred of them.
  public var rank: Double { products + Tuning.rowEntry * rows + Tuning.productCall * calls }
}
