import Core

/// Every command, in the order in which help lists them.
enum CommandTable {
  static let all: [CommandSpec] = [
    // Networks
    .load, .new, .examples, .networks, .use, .network, .save,
    // Values
    .set, .show, .output, .trace, .export,
    // Derivatives
    .jacobian, .hessian, .gradient, .gaussnewton, .perturb, .sweep, .plan,
    // Reading the curvature
    .budget, .spectrum, .doctor,
    // Pictures
    .heat, .bars, .plot, .contour, .zoom, .watch, .pin, .unpin,
    // Derivations, step by step
    .define, .claim, .assertion, .why, .derive, .next, .back, .step, .steps, .plant, .guess,
    .unplant,
    // Checks
    .check, .checks, .slope, .diff, .time,
    // Session
    .replay, .record, .report, .settings, .undo, .redo, .clear, .history, .tour, .help,
    .quit,
  ]

  /// What reads them, knowing what the user has defined.
  static func parser(
    allowsAbbreviations: Bool, model: Model = Model()
  ) -> Parser {
    Parser(
      commands: all, allowsAbbreviations: allowsAbbreviations, definitions: model.vocabulary,
      recall: .recall, show: .show, expression: .expression, claim: .claim,
      isExpressionName: { model.expressionNames.hasMeaning($0) })
  }
}
