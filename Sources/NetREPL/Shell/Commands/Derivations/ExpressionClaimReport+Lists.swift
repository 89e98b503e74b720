import Core
import Formats

/// Several equations on a line, and chains of them.
extension ExpressionClaimReport {
  /// What is found of several equations on a line, with what they say that names are; nil where there is one.
  static func list(_ invocation: Invocation) throws -> Report? {
    guard let typed = invocation.typed("EQUATION"),
      let list = EquationList(typed, invocation.session.expressionNames), !list.claims.isEmpty
    else { return nil }
    var named = invocation
    try list.name(in: &named.session)
    return try all(list.claims, named)
  }

  /// What is found of each of some claims, or chains of them.
  ///
  /// - Throws: `CommandError`, with the place, and what the checkpoint throws.
  static func all(_ claims: [EquationList.Part], _ invocation: Invocation) throws -> Report {
    var found: [(title: String, report: Report)] = []
    for typed in claims {
      if let line = SigmaLine(typed) {
        found.append((typed.text, try line.report(invocation)))
      } else if let chain = try chain(typed, invocation) {
        found.append((typed.text, chain))
      } else if let one = try Self(typed, invocation) {
        found.append((typed.text, one.report))
      } else {
        found.append((typed.text, try CommandSpec.report(ofActivation: typed, invocation)))
      }
    }
    return found.count == 1 ? found[0].report : combined(found).at(invocation.point)
  }

  /// The reports below each other, each with what it is of.
  static func combined(_ found: [(title: String, report: Report)]) -> Report {
    var whole = Report(
      Array(
        found.map { title, report in
          [.line(StyledText(title.escapingControls, .strong))] + report.blocks
        }.joined(separator: [.blank])),
      record: [
        "command": "claim", "holds": found.allSatisfy { $0.report.record["holds"].isTrue },
        "claims": found.map(\.report.record),
      ])
    whole.warnings = found.flatMap(\.report.warnings)
    return whole
  }

  /// What is found of each equation of a chain, a = b = c; nil where there is one at most.
  static func chain(
    _ typed: EquationList.Part, _ invocation: Invocation
  ) throws -> Report? {
    guard !typed.text.isInPieces else { return nil }
    let parts = typed.text.split(separator: "=", omittingEmptySubsequences: false)
    guard (3...8).contains(parts.count), parts.allSatisfy({ !$0.trimmingSpaces.isEmpty }) else {
      return nil
    }
    var (found, start): ([(title: String, report: Report)], Int) = ([], typed.start)
    for (left, right) in zip(parts, parts.dropFirst()) {
      // Each with the side before it, so that a link that breaks is seen.
      guard let link = try Self((text: "\(left)=\(right)", start: start), invocation) else {
        return nil
      }
      found.append(("\(left.trimmingSpaces) = \(right.trimmingSpaces)", link.report))
      start += left.count + 1
    }
    return combined(found).at(invocation.point)
  }
}
