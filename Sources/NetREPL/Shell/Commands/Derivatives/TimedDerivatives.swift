import Core

/// The computations behind `jacobian` and `hessian`, without differences and printing.
enum TimedDerivatives {
  static func jacobian(
    _ invocation: Invocation
  ) throws -> CommandSpec.Computation {
    if let (rule, _, group) = try invocation.weightJacobian() {
      let input = try invocation.input()
      try DerivativeMemory.requireJacobian(
        of: rule.map, wrt: group, at: invocation.arguments.range("R"))
      return { checkpoint in
        let jacobian = try rule.jacobian(wrt: group, at: input, checkpoint: checkpoint)
        for k in 0..<jacobian.rows { _ = jacobian.matrix(k) }
      }
    }
    let (rule, outputs, inputs) = try invocation.rule()
    guard outputs == nil else { throw whole("Q", invocation) }
    guard inputs == nil else { throw whole("R", invocation) }
    let map = rule.map
    try DerivativeMemory.requireJacobian(of: map, at: invocation.range)
    let x = NetworkMap(map.network, to: map.from)(try invocation.input())
    let workspace = JacobianWorkspace(rule)
    var jacobian = [Double](repeating: 0, count: workspace.count)
    return { try workspace.evaluate(at: x, into: &jacobian, checkpoint: $0) }
  }

  /// All of it is worked out, whatever is shown: a time of a part would be that of the whole.
  private static func whole(_ name: String, _ invocation: Invocation) -> CommandError {
    invocation.arguments.error(
      "what is timed is of all components; leave out the index", at: name)
  }

  static func hessian(
    _ invocation: Invocation
  ) throws -> CommandSpec.Computation {
    if invocation.arguments.has("times") { return try product(invocation) }
    if ["diagonal", "laplacian"].contains(where: invocation.arguments.has) {
      return try diagonals(invocation)
    }
    if let hessian = try invocation.parameterHessian() {
      try hessian.require(at: invocation.range)
      return { _ = try hessian.value($0) }
    }
    let (rule, chosen, inputs) = try invocation.rule()
    guard inputs == nil else { throw whole("R", invocation) }
    let map = rule.map
    let outputs = chosen?.indices ?? Array(0..<map.outputCount)
    let plan = try DerivativeMemory.requireHessian(of: map, outputs: outputs, at: invocation.range)
    let x = NetworkMap(map.network, to: map.from)(try invocation.input())
    let workspace = HessianWorkspace(rule, outputs: outputs, as: plan.chosen)
    var hessians = [Double](repeating: 0, count: workspace.count)
    return { try workspace.evaluate(at: x, into: &hessians, checkpoint: $0) }
  }

  private static func diagonals(_ invocation: Invocation) throws -> CommandSpec.Computation {
    let (rule, chosen, inputs) = try invocation.rule()
    guard inputs == nil else { throw whole("R", invocation) }
    try DerivativeMemory.requireJacobian(of: rule.map, at: invocation.range)
    let x = NetworkMap(rule.map.network, to: rule.map.from)(try invocation.input())
    let outputs = chosen?.indices ?? Array(0..<rule.map.outputCount)
    return { _ = try rule.hessianDiagonals(at: x, outputs: outputs, checkpoint: $0) }
  }

  private static func product(_ invocation: Invocation) throws -> CommandSpec.Computation {
    let network = try invocation.network()
    let group = try invocation.variableBlock("P") ?? .input
    var session = invocation.session
    let (direction, _) = try invocation.direction(
      of: group, count: network.count(of: group), &session)
    let outputs = try invocation.outputsOfProduct(in: network)
    let scalars =
      try outputs?.indices.map { try ObjectiveAtInput(invocation, output: $0) }
      ?? [ObjectiveAtInput(invocation)]
    return { checkpoint in
      for scalar in scalars {
        try checkpoint()
        _ = scalar.derivatives.hessianProduct(group, along: direction)
      }
    }
  }
}
