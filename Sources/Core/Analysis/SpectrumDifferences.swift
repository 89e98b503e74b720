extension FiniteDifference {
  /// Second differences along each direction of a Hessian's spectrum, the first `count` of them as
  /// variables: entry (r, r) is λ_r = v_rᵀ H_k v_r.
  ///
  /// - Parameters:
  ///   - map: what the Hessian is of, a part of the network whose input is given.
  ///   - output: k, from 0.
  /// - Throws: what `checkpoint` throws.
  /// - Precondition: the spectrum is of that map; as many values as asked for, at least one.
  public func hessian(
    along spectrum: Spectrum, count: Int, of map: NetworkMap, output: Int, at input: [Double],
    checkpoint: Checkpoint = {}
  ) throws -> HessianDifferences {
    try hessian(
      of: steps(along: spectrum, count, map, input), outputs: [output], .diagonal,
      checkpoint: checkpoint)
  }

  /// First differences along each direction of a Jacobian's spectrum, outputs × `count`: column r is
  /// J v_r = s_r u_r.
  ///
  /// - Throws: what `checkpoint` throws.
  /// - Precondition: as for the Hessian.
  public func jacobian(
    along spectrum: Spectrum, count: Int, of map: NetworkMap, at input: [Double],
    checkpoint: Checkpoint = {}
  ) throws -> JacobianDifferences {
    try jacobian(of: steps(along: spectrum, count, map, input), checkpoint: checkpoint)
  }

  /// A step along each direction as a variable.
  private func steps(
    along spectrum: Spectrum, _ count: Int, _ map: NetworkMap, _ input: [Double]
  ) -> NetworkFunction {
    NetworkFunction(
      map.network,
      of: (0..<count).map { r in
        .step(.signal(map.from), along: Array(spectrum.inputDirections.row(r)))
      }, at: input, to: map.to)
  }
}
