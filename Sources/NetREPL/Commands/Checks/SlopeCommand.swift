import Core

extension CommandSpec {
  /// Along a direction much longer than the input even the smallest t leaves the place where the
  /// terms of the test can be seen.
  private static let mostTimes = 1e6

  static let slope = CommandSpec(
    name: "slope", group: .checks,
    summary: "run the Taylor test: how fast the remainders fall",
    pattern: [.optional([.word("full")]), .optional([.list("D", .numbers)])],
    arguments: [
      ("full", "every t, also those where only rounding is left"),
      ("D", "the direction δ, one number for each input; all 1 otherwise"),
    ],
    details:
      "|A(I+tδ) − A − t Jδ| falls as t², and with t²/2 δᵀHδ taken off too as t³, until only rounding "
      + "is left. A wrong H makes the second slope 2, a wrong J makes both 1; no step is chosen.",
    examples: ["slope", "slope 1 -0.5 0 0"],
    run: { invocation, session in
      let network = try session.network()
      let input = try session.input()
      let direction =
        invocation.arguments.numbers("D") ?? Array(repeating: 1, count: network.inputCount)
      guard direction.count == network.inputCount else {
        throw CommandError(
          "the network takes \(Prose.count(network.inputCount, "input")), "
            + "but \(Prose.count(direction.count, "number was", "numbers were")) given",
          at: invocation.arguments.range("D"))
      }
      guard direction.allSatisfy(\.isFinite), direction.contains(where: { $0 != 0 }) else {
        throw CommandError(
          "the direction must be finite and not zero", at: invocation.arguments.range("D"))
      }
      let longest = mostTimes * max(1, input.largestMagnitude)
      guard direction.largestMagnitude <= longest else {
        throw CommandError(
          "the direction is more than a million times as long as the input; give a shorter one",
          at: invocation.arguments.range("D"))
      }
      let map = NetworkMap(network, mistake: session.mistake)
      let jets = map.jets(at: input, along: direction)
      let test = try TaylorTest(
        of: map, at: input, along: direction, linear: jets.map(\.first),
        quadratic: jets.map(\.second), checkpoint: invocation.checkpoint)
      return .report(
        SlopeReport(
          test: test, direction: direction, network: network,
          isFull: invocation.arguments.has("full") || !session.settings.hasLimits
        ).report)
    })
}

private struct SlopeReport {
  var test: TaylorTest
  var direction: [Double]
  var network: Network
  var isFull: Bool

  /// Rows that fit a screen of 30 lines with what stands around them.
  private static let mostRows = 20

  /// The rows in which the second remainder can be read, and one more.
  private var shownRows: [TaylorTest.Row] {
    if isFull { return test.rows }
    switch test.outcome {
    case .notFinite: return []
    case .kinkCrossed: return Array(test.rows.prefix(8))
    default: break
    }
    let last = test.rows.lastIndex { !$0.isSecondAtFloor } ?? 1
    return Array(test.rows.prefix(min(last + 2, Self.mostRows)))
  }

  var report: Report {
    let rows = shownRows
    let table = Table(columns: [
      Table.text("t", rows.map { $0.t == 1 ? "1" : "1/\(Int(1 / $0.t))" }),
      Table.Column(header: "|A(I+tδ)−A|", cells: .magnitudes(rows.map(\.change))),
      Table.Column(header: "− tJδ", cells: .magnitudes(rows.map(\.firstRemainder))),
      Table.text("slope", rows.map { slope($0.firstSlope) }),
      Table.Column(header: "− t²/2 δᵀHδ", cells: .magnitudes(rows.map(\.secondRemainder))),
      Table.Column(
        header: "slope",
        cells: .text(
          rows.map { row in
            let reason = row.crossing != nil ? "kink" : row.isSecondAtFloor ? "rounding" : ""
            let slope = slope(row.secondSlope)
            return StyledText(slope)
              + StyledText(slope.isEmpty || reason.isEmpty ? reason : "  " + reason, .dim)
          })),
    ])
    let outputs = network.outputCount == 1 ? "" : ", largest of \(network.outputCount) outputs"
    var blocks: [Report.Block] = [
      .heading("Taylor test along δ = \(Prose.vector(direction))\(outputs)", aside: "")
    ]
    if !rows.isEmpty { blocks.append(.table(table)) }
    let kinks = Set(rows.compactMap(\.crossing)).sorted()
    if !kinks.isEmpty, test.outcome == .right {
      blocks.append(
        .paragraph(
          "Crossed by the larger t: \(kinks.prefix(3).map(\.words).joined(separator: "; ")).")
      )
    }
    let hidden = test.rows.count - rows.count
    if hidden > 0, !rows.isEmpty {
      blocks.append(
        .paragraph(
          "\(hidden) smaller t not shown; `slope full` shows them."))
    }
    return Report(blocks: blocks + [.line(verdict)], record: record)
  }

  private func slope(_ value: Double?) -> String {
    // Padded so that slopes above 10 and below 0 keep the points in line.
    value.map { Prose.minus(NumberFormat.hundredths($0)).padded(to: 5) } ?? ""
  }

  private var verdict: StyledText {
    switch test.outcome {
    case .right where test.rows.contains { $0.secondSlope != nil && $0.crossing == nil }:
      StyledText("Slopes tend to 2 and 3: J and H are right.", .good)
    case .right where test.rows.allSatisfy { $0.change == 0 }:
      StyledText("The output does not change along δ: this says nothing about H.", .doubtful)
    case .right:
      StyledText("Nothing remains but rounding: J and H are right.", .good)
    case .hessianWrong:
      StyledText("The second remainder falls no faster than t²: H is wrong.", .bad)
    case .jacobianWrong: StyledText("The first remainder falls only as t: J is wrong.", .bad)
    case .kinkCrossed(let kink):
      StyledText("Every step crosses a kink: \(kink.words).", .doubtful)
    case .directionTooShort:
      StyledText("δ is so short that rounding hides the terms; give a longer one.", .doubtful)
    case .notFinite: StyledText("The output is not finite here.", .doubtful)
    }
  }

  private var outcome: String {
    switch test.outcome {
    case .right: "right"
    case .hessianWrong: "hessian wrong"
    case .jacobianWrong: "jacobian wrong"
    case .kinkCrossed: "kink crossed"
    case .directionTooShort: "direction too short"
    case .notFinite: "not finite"
    }
  }

  private var record: JSONValue {
    let rows = test.rows
    return .object([
      ("command", .string("slope")), ("direction", .numbers(direction)),
      ("t", .numbers(rows.map(\.t))), ("change", .numbers(rows.map(\.change))),
      ("first", .numbers(rows.map(\.firstRemainder))),
      ("firstSlope", .array(rows.map { .optional($0.firstSlope) })),
      ("second", .numbers(rows.map(\.secondRemainder))),
      ("secondSlope", .array(rows.map { .optional($0.secondSlope) })),
      ("verdict", .string(outcome)),
    ])
  }
}

extension String {
  /// The text with spaces before it, to that many characters.
  fileprivate func padded(to count: Int) -> String {
    String(repeating: " ", count: max(count - self.count, 0)) + self
  }
}
