import Core

/// What a gradient is with respect to.
enum GradientVariables: Equatable {
  case signal(Signal)
  case parameters(ParameterBlock)

  init(_ group: VariableBlock) {
    switch group {
    case .input: self = .signal(.input)
    case .parameters(let group): self = .parameters(group)
    }
  }

  /// "I", "z2", "W2".
  func name(in network: Network) -> String {
    switch self {
    case .signal(let signal): signal.name(in: network)
    case .parameters(let group): group.name
    }
  }
}

extension CheckedTensor {
  /// ∂s/∂W_l, ∂s/∂b_l, or ∂s of a signal, beside finite differences of s as a function of these
  /// alone.
  ///
  /// - Throws: `CommandError` without an input.
  /// - Precondition: the network has the variables; if they are A, s is a function of it.
  static func gradient(
    wrt variables: GradientVariables, session: Session, checkpoint: Checkpoint
  ) throws -> CheckedTensor {
    let scalar = try ObjectiveAtInput(session)
    let name = variables.name(in: scalar.network)
    let (values, block): ([Double], NetworkFunction.Variables) =
      switch variables {
      case .signal(let signal): (scalar.derivatives.gradient(signal), .signal(signal))
      case .parameters(let group):
        (scalar.derivatives.gradient(group).storage, .parameters(group))
      }
    let differences = try session.finiteDifference.jacobian(
      of: scalar.function(of: [block]), checkpoint: checkpoint)
    var result = try CheckedTensor(
      "gradient", "∂s/∂\(name)", scalar, wrt: variables, values,
      DifferenceRun(differences, session.settings.differenceMethod, of: "s"),
      checkpoint: checkpoint
    ) { differences[0, $0] }
    result.point = session.point
    result.fullCommand = "gradient wrt \(name) full"
    result.notes =
      [scalar.s.valueSentence(at: scalar.input)]
      + (variables == .signal(scalar.network.output) ? [] : scalar.constantNote)
    return result
  }

  /// One number for each of some variables, in the order of their entries.
  ///
  /// - Parameter along: the direction that s is looked at along, for the heading.
  init(
    _ command: String, _ title: String, _ scalar: ObjectiveAtInput,
    wrt variables: GradientVariables, along: String = "", _ values: [Double],
    _ run: DifferenceRun, checkpoint: Checkpoint, estimate: @escaping (Int) -> DifferenceEstimate?
  ) rethrows {
    let network = scalar.network
    let (shape, axes): ([Int], (rows: Labels, columns: Labels)) =
      switch variables {
      case .signal(let signal):
        ([network.count(of: signal)], (signal.labels(in: network), .none))
      case .parameters(let group): (network.indices(of: group), network.axes(of: group))
      }
    let columns = shape.count > 1 ? shape[1] : 1
    let value = Matrix(rows: shape[0], columns: columns, storage: values)
    try self.init(
      command, of: "s", wrt: [variables.name(in: network)], title: title, shape: shape,
      rows: axes.rows, columns: axes.columns,
      parts: [Part(title, .dense(value), at: along + scalar.place)],
      check: Check(estimate: { estimate($1 * columns + $2) }, run: run), checkpoint: checkpoint)
    footnotes = AtKinkNote(map: NetworkMap(network), x: scalar.input).blocks
    members = [("s", .number(scalar.s(scalar.input)))] + scalar.members
  }
}
