import Core

/// A derivation and the step that is shown: its numbers are those of the network and input of the
/// moment, so only this is kept.
struct OpenDerivation {
  var subject: Subject

  /// The step, counted from 0.
  var position = 0

  /// Whether the last step was left behind: an empty line is an empty line again.
  var isAtEnd = false

  enum Subject {
    case jacobian

    /// Of one output, counted from 0; nil for as many as fit a screen.
    case hessian(output: Int?)
    case activation(Activation)
  }

  /// "hessian", as in the command that opened it and in `of` of JSON.
  var name: String {
    switch subject {
    case .jacobian: "jacobian"
    case .hessian: "hessian"
    case .activation(let activation): activation.name
    }
  }

  /// More lines of Hessians than this do not fit a step's screen.
  private static let mostLines = 10

  /// Whether a step's screen holds the Hessians of all outputs.
  private static func allFit(_ network: Network) -> Bool {
    (network.inputCount + 2).multiplied(by: network.outputCount).map { $0 <= mostLines } ?? false
  }

  /// Which of the outputs are derived, where it is not all and was not asked for.
  func note(for network: Network) -> String? {
    guard case .hessian(output: nil) = subject, network.outputCount > 1, !Self.allFit(network)
    else { return nil }
    return
      "Of the \(network.outputCount) outputs A1 is derived; `derive hessian of A2` takes another."
  }

  /// The steps at the session's network and input.
  ///
  /// - Throws: `CommandError` when there is no network or input, or the work does not fit.
  func steps(in session: Session, at range: Range<Int>?) throws(CommandError) -> any Derivation {
    if case .activation(let activation) = subject {
      return ActivationDerivation(of: activation, differences: session.finiteDifference)
    }
    let map = NetworkMap(try session.network(), mistake: session.mistake)
    let input = try session.input()
    guard case .hessian(let output) = subject else {
      return JacobianDerivation(of: map, at: input, differences: session.finiteDifference)
    }
    let (d, m) = (map.inputCount, map.outputCount)
    if let output, output >= m {
      throw CommandError(
        "the derivation is of A\(output + 1), but the network has outputs 1 to \(m); begin again "
          + "with `derive hessian`", at: range)
    }
    let outputs = output.map { [$0] } ?? (Self.allFit(map.network) ? Array(0..<m) : [0])
    // A square, its differences and what is spelled of them.
    try Memory.require(
      bytes: d.multiplied(by: d).flatMap { $0.multiplied(by: 160 * outputs.count) },
      for: "the derivation of a \(d)×\(d) Hessian", at: range)
    return HessianDerivation(
      of: map, at: input, outputs: outputs, differences: session.finiteDifference)
  }
}
