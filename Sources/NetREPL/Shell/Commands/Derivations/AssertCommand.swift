import Core
import Formats

extension CommandSpec {
  /// `claim` for scripts and session files: one that does not hold is an error.
  static let assertion: CommandSpec = {
    var command = claim
    command.name = "assert"
    command.summary = "check a claim, and fail where it does not hold"
    command.details =
      "The same as `claim`, and an error where the claim does not hold: a script stops there with "
      + "exit status 1. What cannot be decided, or is true by accident, does not hold."
    command.examples = [
      "assert tansig'(x) = 1 - T^2", "assert z1 = W1 I + b1", "assert H1 = H1'",
    ]
    command.run = { invocation, session in
      var report = try claim.run(invocation, &session)
      guard report.record["holds"].isTrue else { throw invocation.error(report.refutation) }
      report.record = ["command": "assert"] + report.record.without("command")
      return report
    }
    return command
  }()
}

extension Report {
  /// Why a claim does not hold, in one line.
  fileprivate var refutation: String {
    let sentences = blocks.compactMap { block -> String? in
      switch block {
      case .line(let text): text.text
      case .paragraph(let text): text
      default: nil
      }
    }
    let verdicts = ["False", "Not ", "True here"]
    let found = sentences.first { text in verdicts.contains { text.hasPrefix($0) } } ?? "False"
    let reason = found.prefix(1).lowercased() + found.dropFirst()
    let mended = record["corrected"].string.map { "; right is \($0)" } ?? ""
    return
      "the claim does not hold: \(reason.hasSuffix(".") ? String(reason.dropLast()) : reason)\(mended)"
  }
}

extension JSON {
  var isTrue: Bool { if case .bool(true) = self { true } else { false } }
  fileprivate var string: String? { if case .string(let text) = self { text } else { nil } }
}
