import Core

/// The Taylor test as a table, with its verdict.
struct SlopeReport {
  var test: TaylorTest
  var direction: [Double]
  var network: Network
  var isFull: Bool

  /// The neurons that stand on their kink, wherever δ leads.
  var resting: [NeuronPlace]

  /// The slopes on either side, where a kink is in the way of every t.
  var sides: OneSidedSlopes?

  /// Rows that fit a screen of 30 lines with what stands around them.
  private static let mostRows = 20

  /// As many as it takes to see that a slope tends to something.
  private static let leastRows = 8

  /// The rows in which the second remainder can be read, and one more; of many those in which the
  /// slopes become what the verdict says.
  private var shownRows: Range<Int> {
    let rows = test.rows
    if isFull { return rows.indices }
    let order: Double
    switch test.outcome {
    case .notFinite, .noDerivative, .tooLarge: return 0..<0
    case .saysNothing, .directionTooShort: return 0..<min(3, rows.count)
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
    let stop = min(steady.map { max($0 + 4, Self.leastRows) } ?? Self.mostRows, end)
    return max(stop - Self.mostRows, 0)..<stop
  }

  var report: Report {
    let shown = shownRows
    let rows = test.rows[shown]
    let outputs = network.outputCount == 1 ? "" : ", largest of \(network.outputCount) outputs"
    var blocks: [Report.Block] = [
      .heading("Taylor test along δ = \(Prose.vector(direction))\(outputs)", aside: "")
    ]
    if !rows.isEmpty {
      blocks.append(
        .table([
          .text("t", rows.map { Self.time($0.t) }),
          .magnitudes("|A(I+tδ)−A|", rows.map(\.change)),
          .magnitudes("− tJδ", rows.map(\.firstRemainder)),
          .text("slope", rows.map { slope($0.firstSlope) }),
          .magnitudes("− t²/2 δᵀHδ", rows.map(\.secondRemainder)),
          .styled(
            "slope",
            rows.map { row in
              let reason = row.crossing != nil ? "kink" : row.isSecondAtFloor ? "rounding" : ""
              let slope = slope(row.secondSlope)
              return "\(slope)"
                + StyledText(slope.isEmpty || reason.isEmpty ? reason : "  " + reason, .dim)
            }),
        ]))
    }
    let kinks = Set(rows.compactMap(\.crossing)).sorted()
    let verdict = verdict
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
    blocks.append(.line(verdict.sentence))
    if !resting.isEmpty, sides == nil {
      blocks.append(
        .paragraph(
          "On its kink, and not moved off it by δ: "
            + "\(resting.prefix(3).map(\.words).joined(separator: "; ")). Other directions may have "
            + "two slopes."))
    }
    if let sides { blocks += sides.blocks(network.output.labels(in: network)) }
    return Report(
      blocks,
      record: [
        "direction": direction, "t": test.rows.map(\.t), "change": test.rows.map(\.change),
        "first": test.rows.map(\.firstRemainder), "firstSlope": test.rows.map(\.firstSlope),
        "second": test.rows.map(\.secondRemainder), "secondSlope": test.rows.map(\.secondSlope),
        "verdict": verdict.name,
      ] + (sides.map { ["oneSided": $0.members] } ?? [:]))
  }

  /// "1/16", and "2^−40" where that would be long.
  private static func time(_ t: Double) -> String {
    let exponent = -Int(t.exponent)
    return exponent == 0 ? "1" : exponent <= 20 ? "1/\(1 << exponent)" : "2^−\(exponent)"
  }

  /// What came of the test, for people.
  var sentence: StyledText { verdict.sentence }

  private func slope(_ value: Double?) -> String {
    guard let value else { return "" }
    // Padded so that slopes above 10 and below 0 keep the points in line.
    let text = Prose.minus(NumberFormat.hundredths(value))
    return String(repeating: " ", count: max(5 - text.count, 0)) + text
  }

  /// The slopes where both can be read for the last time.
  private var lastSlopes: (first: Double, second: Double)? {
    test.rows.last { $0.secondSlope != nil && $0.crossing == nil }.flatMap { row in
      row.secondSlope.map { (row.firstSlope ?? 2, $0) }
    }
  }

  /// What came of the test, for programs and for people.
  private var verdict: (name: String, sentence: StyledText) {
    let (name, words, style): (String, String, StyledText.Style) =
      switch test.outcome {
      case .right:
        if let slopes = lastSlopes {
          (
            "right",
            slopes.first < 2.5 && slopes.second < 3.5
              ? "Slopes tend to 2 and 3: J and H are right along δ."
              : "The remainders fall as t² and t³, or faster: J and H are right along δ.", .good
          )
        } else {
          ("right", "Nothing remains but rounding: J and H are right along δ.", .good)
        }
      case .hessianWrong:
        ("hessian wrong", "The second remainder falls no faster than t²: H is wrong.", .bad)
      case .jacobianWrong:
        ("jacobian wrong", "The first remainder falls only as t: J is wrong.", .bad)
      case .kinkCrossed(let kink):
        ("kink crossed", "Every step crosses a kink: \(kink.words).", .doubtful)
      case .directionTooShort:
        (
          "direction too short", "δ is so short that rounding hides the terms; give a longer one.",
          .doubtful
        )
      case .notConclusive:
        (
          "not conclusive",
          "Not conclusive: no t was small enough for Taylor's formula before rounding took over.",
          .doubtful
        )
      case .noDerivative(let neuron):
        (
          "no derivative here",
          "No derivative here: σ has a value but no finite slope or curvature at "
            + "\(neuron.neuronWords).", .doubtful
        )
      case .saysNothing:
        (
          "says nothing",
          (test.rows.contains { $0.crossing != nil } ? "Before the kink the" : "The")
            + " output changes along δ by no more than its rounding can make: nothing is tested.",
          .doubtful
        )
      case .tooLarge:
        (
          "too large", "Jδ or δᵀHδ is too large to be represented: nothing can be compared.",
          .doubtful
        )
      case .notFinite: ("not finite", "The output is not finite here.", .doubtful)
      }
    return (name, StyledText(words, style))
  }
}
