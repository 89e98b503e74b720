import Core

extension VariablesReport {
  /// ∂s/∂W_l, ∂s/∂b_l, or ∂s of a signal, beside finite differences of s as a function of these
  /// alone.
  ///
  /// - Throws: `CommandError` without an input.
  /// - Precondition: the network has the variables; if they are A, s is a function of it.
  static func gradient(
    wrt variables: Variables, session: Session, checkpoint: Checkpoint
  ) throws -> VariablesReport {
    let scalar = try ScalarAtInput(session)
    let name = variables.name(in: scalar.network)
    let (values, block): ([Double], NetworkFunction.Variables) =
      switch variables {
      case .signal(let signal): (scalar.derivatives.gradient(signal), .signal(signal))
      case .parameters(let group):
        (scalar.derivatives.gradient(group).storage, .parameters(group))
      }
    let differences = try session.finiteDifference.jacobian(
      of: scalar.function(of: [block]), checkpoint: checkpoint)
    return VariablesReport(
      command: "gradient", title: "∂s/∂\(name)", scalar: scalar, variables: variables,
      values: values,
      check: Check(
        checked: differences.checkedCount, total: differences.entryCount,
        step: differences.largestStep, kinks: differences.kinks,
        estimate: { differences[0, $0] }),
      notes: [scalar.s.valueSentence(at: scalar.input)]
        + (variables == .signal(scalar.network.output) ? [] : scalar.constantNote),
      fullCommand: "gradient wrt \(name) full")
  }
}
