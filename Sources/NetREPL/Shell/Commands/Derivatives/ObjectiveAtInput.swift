import Core

/// What derivatives with respect to weights are of, at the input of a session: s, or one output.
struct ObjectiveAtInput {
  /// "s", or "A2".
  let name: String

  /// The network in use; that of `s` has another ending.
  let network: Network
  let input: [Double]
  let s: ObjectiveNetwork
  private let fault: Fault?

  /// - Parameter output: the output meant, counted from 0; nil for s.
  /// - Throws: `CommandError` when no network is loaded or no input is set.
  /// - Precondition: the network has the output.
  init(_ invocation: Invocation, output: Int? = nil) throws(CommandError) {
    network = try invocation.network()
    input = try invocation.input()
    fault = invocation.fault
    if let output {
      name = network.output.labels(in: network).short(output)
      let dout = (0..<network.outputCount).map { $0 == output ? 1.0 : 0 }
      s = try ObjectiveNetwork(network, being: .weighted(dout))
    } else {
      name = "s"
      s = try invocation.session.scalarNetwork()
    }
  }

  var derivatives: WeightDerivatives { WeightDerivatives(s, at: input, fault: fault) }

  /// ∂s of a signal or of parameters, in the order of their entries.
  ///
  /// - Precondition: no step.
  func gradient(_ variables: NetworkFunction.Variables) -> [Double] {
    switch variables {
    case .signal(let signal): derivatives.gradient(signal)
    case .components(let signal, let chosen): derivatives.gradient(signal).choosing(chosen)
    case .parameters(let group): derivatives.gradient(group).storage
    case .step: []
    }
  }

  /// Values alone, as a function of some variables, for finite differences.
  func function(of variables: [NetworkFunction.Variables]) -> NetworkFunction {
    NetworkFunction(s.network, of: variables, at: input)
  }

  /// The finite difference of s as a function of one or two variables alone.
  func difference(
    in variables: [Variable], _ check: FiniteDifference, checkpoint: Checkpoint
  ) throws -> (estimate: DifferenceEstimate?, kinks: [NeuronPlace]) {
    let (first, second) = (variables[0], variables[variables.count - 1])
    if variables.count == 2, first != second {
      let isSame = first.group == second.group
      let function = function(
        of: (isSame ? [first.group] : [first.group, second.group]).map { .init($0) })
      let a = first.entry
      let b = second.entry + (isSame ? 0 : function.ranges[1].lowerBound)
      let differences = try check.hessian(
        of: function, outputs: [0], .block(rows: a..<(a + 1), columns: b..<(b + 1)),
        checkpoint: checkpoint)
      return (differences[0, a, b], differences.kinks)
    }
    // One variable: a step along it.
    var direction = [Double](repeating: 0, count: network.count(of: first.group))
    direction[first.entry] = 1
    let function = function(of: [.step(.init(first.group), along: direction)])
    if variables.count == 1 {
      let differences = try check.jacobian(of: function, checkpoint: checkpoint)
      return (differences[0, 0], differences.kinks)
    }
    let differences = try check.hessian(of: function, outputs: [0], checkpoint: checkpoint)
    return (differences[0, 0, 0], differences.kinks)
  }

  /// "s = dout · A, dout = (1, 0), at I = (0.5, −1)".
  var place: String {
    let at = "at I = \(Prose.vector(input))"
    return name == "s" ? "\(s.words), \(at)" : at
  }

  /// "of A2 ", the words of a command that mean it; nothing for s.
  var words: String { name == "s" ? "" : "of \(name) " }

  /// What s is, as members of a record.
  var members: Record { name == "s" ? s.scalar.members : [:] }

  /// Whether s is the sum of probabilities.
  var isConstant: Bool { s.scalar.constantNote(in: network) != nil }

  /// Why all derivatives are zero, where it is.
  var constantNote: [Report.Block] {
    s.scalar.constantNote(in: network).map { [.paragraph($0)] } ?? []
  }
}
