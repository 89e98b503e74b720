import Core

/// The remainders of the Taylor test against t, beside lines of slope 2 and 3.
struct TaylorPlot {
  private let test: TaylorTest
  private let direction: [Double]
  private let outcome: StyledText

  /// - Throws: `CommandError` where the direction is of no use; what the checkpoint throws.
  init(_ invocation: Invocation) throws {
    let rule: ChainRule
    (test, direction, rule) = try invocation.taylorTest("D")
    outcome =
      SlopeReport(
        test: test, direction: direction, network: rule.network, isFull: false, resting: [],
        sides: nil
      ).sentence
  }

  var report: Report {
    let rows = test.rows
    func points(_ value: (TaylorTest.Row) -> Double) -> [Plot.Point] {
      rows.filter { value($0) > 0 && value($0).isFinite }.map { Plot.Point($0.t, value($0)) }
    }
    let (change, first, second) = (
      points(\.change), points(\.firstRemainder), points(\.secondRemainder)
    )
    /// A line of that slope through the smallest remainder that rounding leaves alone.
    func line(_ slope: Int, through points: [Plot.Point]) -> [Plot.Point] {
      let floor = rows.map(\.floor).filter(\.isFinite).max() ?? 0
      guard let start = points.last(where: { $0.y > 100 * floor }) ?? points.first else {
        return []
      }
      return rows.map { row in
        let share = row.t / start.x
        return Plot.Point(row.t, start.y * (0..<slope).reduce(1) { power, _ in power * share })
      }
    }
    var series: [Plot.Series] = []
    if !first.isEmpty { series.append(.init("slope 2", .dashed, .second, line(2, through: first))) }
    if !second.isEmpty {
      series.append(.init("slope 3", .dashed, .third, line(3, through: second)))
    }
    series.append(.init("rounding", .dotted, .guide, points(\.floor)))
    series += [
      .init("|A(I+tδ) − A|", .points, .main, change), .init("− tJδ", .points, .second, first),
      .init("− t²/2 δᵀHδ", .points, .third, second),
    ]
    var plot = Plot(
      title: "Taylor test along δ = \(Prose.vector(direction))",
      x: Plot.Axis(label: "t", isLogarithmic: true),
      y: Plot.Axis(label: "remainder", isLogarithmic: true), series: series)
    let drawn = (change + first + second).map(\.y)
    if let least = drawn.min(), let most = drawn.max() {
      plot.y.range = Plot.Axis(label: "", isLogarithmic: true).ends(
        of: [least, most], isRoomy: true)
    }
    plot.data = [
      Plot.Column("t", rows.map(\.t)), Plot.Column("change", rows.map(\.change)),
      Plot.Column("first", rows.map(\.firstRemainder)),
      Plot.Column("second", rows.map(\.secondRemainder)), Plot.Column("floor", rows.map(\.floor)),
    ]
    var report = Report.plot(
      plot, aside: "", notes: drawn.isEmpty ? ["There is nothing to draw."] : [])
    report.blocks.append(.line(outcome))
    report.record += ["direction": direction]
    return report
  }
}
