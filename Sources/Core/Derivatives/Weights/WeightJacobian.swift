/// The Jacobian of a signal with respect to the weights or biases of a layer, in factors:
///
///     ∂to_k/∂W_l[i,j] = (∂to/∂z_l)[k,i] f_{l−1}[j],   ∂to_k/∂b_l[i] = (∂to/∂z_l)[k,i]
public struct WeightJacobian: Sendable {
  /// ∂to/∂z_l, outputs × n_l.
  let adjoints: Matrix

  /// f_{l−1}; [1] for biases.
  let factor: [Double]

  /// The number of components of the signal.
  public var rows: Int { adjoints.rows }

  /// The number of parameters.
  public var columns: Int { adjoints.columns * factor.count }

  /// One entry, the parameters counted row by row; both from 0.
  ///
  /// - Precondition: there are that component and that parameter.
  public subscript(k: Int, parameter: Int) -> Double {
    adjoints[k, parameter / factor.count] * factor[parameter % factor.count]
  }

  /// The derivatives of one component in the form of the parameters: n_l × n_{l−1}, or n_l × 1.
  ///
  /// - Precondition: there is that component.
  public func matrix(_ k: Int) -> Matrix {
    Matrix(
      rows: adjoints.columns, columns: factor.count,
      storage: (0..<columns).map { self[k, $0] })
  }
}

extension ChainRule {
  /// The derivatives of `to` with respect to parameters at the input x.
  ///
  /// - Throws: what `checkpoint` throws.
  /// - Precondition: the map begins at the input, one value for each; `to` comes no earlier than z_l.
  /// - Complexity: that of the Jacobian ∂to/∂z_l, which is all that is formed.
  public func jacobian(
    wrt group: ParameterBlock, at x: [Double], checkpoint: Checkpoint = {}
  ) throws -> WeightJacobian {
    let z = Signal.preactivation(group.layer)
    precondition(from == .input && z <= to)
    let before = part(from: .input, to: group.layer == 1 ? .input : .activation(group.layer - 1))
      .map(x)
    let later = part(from: z, to: to)
    let adjoints =
      z == to
      ? .identity(outputCount)
      : try later.jacobian(
        at: network.layers[group.layer - 1].preactivation(before), checkpoint: checkpoint)
    var factor = [1.0]
    if case .weights = group { factor = before }
    return WeightJacobian(adjoints: adjoints, factor: factor)
  }
}
