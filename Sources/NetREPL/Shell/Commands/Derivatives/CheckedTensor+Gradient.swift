import Core

extension CheckedTensor {
  /// ∂s/∂W_l, ∂s/∂b_l, or ∂s of a signal, beside finite differences of s as a function of these
  /// alone.
  ///
  /// - Throws: `CommandError` without an input.
  /// - Precondition: the network has the variables; if they are A, s is a function of it.
  static func gradient(
    wrt variables: NetworkFunction.Variables, _ invocation: Invocation
  ) throws -> CheckedTensor {
    let scalar = try ObjectiveAtInput(invocation)
    let differences = try invocation.differences(of: scalar.function(of: [variables]))
    let name = variables.name(in: scalar.network).bracketed
    var result = try CheckedTensor(
      "gradient", "∂s/∂\(name)", scalar, wrt: variables, scalar.gradient(variables),
      DifferenceRun(differences, invocation.settings.differenceMethod, of: "s"), invocation
    ) { differences[0, $0] }
    result.fullCommand = "gradient wrt \(name) full"
    result.notes = [scalar.s.valueSentence(at: scalar.input)]
    if variables != .signal(scalar.network.output) { result.preface = scalar.constantNote }
    return result
  }

  /// One number for each of some variables, in the order of their entries.
  ///
  /// - Parameter along: the direction that s is looked at along, for the heading.
  init(
    _ command: String, _ title: String, _ scalar: ObjectiveAtInput,
    wrt variables: NetworkFunction.Variables, along: String = "", _ values: [Double],
    _ run: DifferenceRun, _ invocation: Invocation,
    estimate: @escaping (Int) -> DifferenceEstimate?
  ) throws {
    let network = scalar.network
    let shape: [Int]
    let axes: [Labels]
    switch variables {
    case .parameters(let block):
      shape = network.indices(of: .parameters(block))
      axes = network.axes(of: .parameters(block))
    case .signal(let signal): (shape, axes) = ([values.count], [signal.labels(in: network)])
    case .components(let signal, let chosen):
      shape = [values.count]
      axes = [.chosen(chosen, of: signal.labels(in: network))]
    case .step: (shape, axes) = ([values.count], [.none])
    }
    let width = shape.count > 1 ? shape[1] : 1
    let value = Matrix(rows: shape[0], columns: width, storage: values)
    try self.init(
      command, of: scalar.name, wrt: [variables.name(in: network)], title: title,
      at: invocation.point,
      shape: shape, rows: axes[0], columns: axes.count > 1 ? axes[1] : .none,
      parts: [Part(title, .dense(value), at: along + scalar.place)],
      check: Check(estimate: { estimate($1 * width + $2) }, run: run),
      checkpoint: invocation.checkpoint)
    footnotes = NetworkMap(network).kinkNote(at: scalar.input)
    members = [scalar.name: scalar.s(scalar.input)] + scalar.members
  }
}

extension NetworkFunction.Variables {
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
    case .components(let signal, let chosen):
      signal.name(of: Choice(indices: chosen), in: network)
    case .parameters(let group): group.name
    case .step(let variables, _): variables.name(in: network)
    }
  }
}
