import Core

/// The Taylor test as a table, with its verdict.
struct SlopeReport {
  var test: TaylorTest
  var direction: [Double]
  var network: Network
  var isFull: Bool

  /// Rows that fit a screen of 30 lines with what stands around them.
  private static let mostRows = 20

  /// The rows in which the second remainder can be read, and one more; of many those in which the
  /// slopes become what the verdict says.
  private var shownRows: Range<Int> {
    let rows = test.rows
    if isFull { return rows.indices }
    let order: Double
    switch test.outcome {
    case .notFinite: return 0..<0
    case .kinkCrossed: return 0..<min(8, rows.count)
    case .jacobianWrong: order = 1
    case .hessianWrong: order = 2
    default: order = 3
    }
    let last = rows.lastIndex { !$0.isSecondAtFloor } ?? 1
    let end = min(last + 2, rows.count)
    let steady = rows.indices.dropLast().first { index in
      rows[index...(index + 1)].allSatisfy { row in
        row.secondSlope.map { abs($0 - order) < 0.05 } ?? false
      }
    }
    let stop = min(max(Self.mostRows, (steady ?? 0) + 4), end)
    return max(stop - Self.mostRows, 0)..<stop
  }

  var report: Report {
    let shown = shownRows
    let rows = test.rows[shown]
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
    let hidden = [(shown.lowerBound, "larger"), (test.rows.count - shown.upperBound, "smaller")]
      .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    if !hidden.isEmpty, !rows.isEmpty {
      blocks.append(
        .paragraph("\(hidden.joined(separator: " and ")) t not shown; `slope full` shows them."))
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
