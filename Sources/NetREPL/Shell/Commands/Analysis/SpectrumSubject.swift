import Core

/// A matrix whose spectrum is asked for, and what is found along a direction by differences alone.
struct SpectrumSubject {
  /// What it is called: J, H1, ∂²s/∂W2².
  let name: String

  /// What the matrix is the second derivative of, "A1", or the first, "A".
  let of: String

  /// What the directions are of: I, z1 or W2.
  let wrt: String
  let labels: MatrixTable.Labels
  let matrix: MatrixTable.Values

  /// The words that ask for it.
  let command: String

  /// What differences are taken of.
  let differences: String
  let line: (FiniteDifference, [Double]) throws -> SpectrumDifferences.Line
}

extension SpectrumSubject {
  /// A Jacobian, or the Hessian of one output.
  ///
  /// - Parameter output: of a Hessian, the output that it is of, from 0.
  init(
    name: String, output: Int? = nil, of matrix: MatrixTable.Values, _ map: NetworkMap,
    _ invocation: Invocation
  ) throws(CommandError) {
    let input = try invocation.input()
    let of = output.map { map.to.labels(in: map.network).short($0) } ?? map.to.name(in: map.network)
    self.init(
      name: name, of: of,
      wrt: map.from.name(in: map.network), labels: map.from.labels(in: map.network),
      matrix: matrix, command: "spectrum \(name)", differences: of
    ) { check, direction in
      try check.line(
        along: direction, of: map, output: output, at: input, checkpoint: invocation.checkpoint)
    }
  }

  /// The Hessian of s, or of one output, with respect to the weights or biases of a layer, or the input.
  ///
  /// - Throws: `CommandError` when it is too large.
  /// - Precondition: of one group of variables.
  init(_ hessian: ParameterHessian, _ invocation: Invocation) throws {
    let group = hessian.block?.rows ?? .input
    try hessian.require(at: invocation.range)
    let scalar = hessian.scalar
    self.init(
      name: hessian.title, of: scalar.name, wrt: group.name,
      labels: scalar.network.labels(of: group), matrix: try hessian.value(invocation.checkpoint),
      command: "spectrum hessian \(scalar.words)wrt \(group.name)", differences: scalar.name
    ) { check, direction in
      try check.curvature(
        along: scalar.function(of: [.step(.init(group), along: direction)]),
        checkpoint: invocation.checkpoint)
    }
  }

  /// JᵀL″J of a loss.
  ///
  /// - Throws: `CommandError` without a loss, or when the matrix does not fit memory.
  init(gaussNewton group: VariableBlock, _ invocation: Invocation) throws {
    let scalar = try GaussNewtonReport.loss(invocation)
    let layer = scalar.s.convexLayer
    let z = Signal.preactivation(layer)
    let count = scalar.network.count(of: group)
    try Memory.require(
      bytes: DerivativeMemory.bytesPerEntry * Double(count) * Double(count),
      for: "a \(count)×\(count) matrix", at: invocation.range)
    let block = try scalar.derivatives.gaussNewton(
      group, through: layer, checkpoint: invocation.checkpoint)
    self.init(
      name: "JᵀL″J wrt \(group.name)", of: "the linearized s", wrt: group.name,
      labels: scalar.network.labels(of: group),
      matrix: .symmetric(try block.triangle(checkpoint: invocation.checkpoint)),
      command: "spectrum gaussnewton wrt \(group.name)",
      differences: "\(GaussNewtonReport.inner(of: scalar)) and s"
    ) { check, direction in
      let found = try check.gaussNewton(
        of: NetworkFunction(
          scalar.s.network, of: [.step(.init(group), along: direction)], at: scalar.input, to: z),
        scalar: NetworkMap(scalar.s.network, from: z), checkpoint: invocation.checkpoint)
      return ([found[0, 0]], found.kinks, found.largestStep)
    }
  }
}
