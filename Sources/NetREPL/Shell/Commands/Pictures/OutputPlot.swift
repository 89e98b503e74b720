import Core

/// An output along an input or a direction, with its models at the operating point and the band in which the
/// exact network is proven to stay.
struct OutputPlot {
  private let network: Network
  private let input: [Double]
  private let direction: [Double]

  /// "A1", and the same with the name that people gave it.
  private let output: (index: Int, short: String, long: String)

  /// What the axis is of, and its value at the operating point.
  private let axis: (name: String, origin: Double)

  /// The ends of the axis, as steps from the operating point.
  private let steps: ClosedRange<Double>
  private let jet: Jet
  private let exact: Jet
  private var plot: Plot
  private var notes: [String] = []

  private static let sampleCount = 240

  /// Cells of each side of the band, with so many places each.
  private static let (cells, placesOfCell) = (32, 5)

  /// - Throws: `CommandError` where the words do not fit the network; what the checkpoint throws.
  init(_ invocation: Invocation) throws {
    network = try invocation.network()
    input = try invocation.input()
    let k = try invocation.oneOutput("A", in: network)
    let labels = network.output.labels(in: network)
    output = (k, labels.short(k), labels.long(k))
    let rule = invocation.rule(of: network)
    let range = try invocation.axisRange()
    if let numbers = invocation.arguments.numbers("D") {
      direction = try invocation.direction(numbers, at: "D", in: network)
      guard direction.largestMagnitude <= 1e100 else {
        throw invocation.arguments.error(
          "along a direction of that length nothing is drawn", at: "D")
      }
      axis = ("t of I + tδ, δ = \(Prose.vector(direction))", 0)
    } else {
      let i = try invocation.oneInput("I", in: network)
      let names = Signal.input.labels(in: network)
      direction = input.indices.map { $0 == i ? 1 : 0 }
      axis = (names.long(i), input[i])
      guard input[i].isFinite else {
        throw invocation.arguments.error(
          "\(names.short(i)) is not finite: no axis leads away from it", at: "I")
      }
    }
    let ends = try range ?? Self.standardRange(rule, input, direction, axis.origin, invocation)
    steps = (ends.lowerBound - axis.origin)...(ends.upperBound - axis.origin)
    jet = rule.jets(at: input, along: direction)[k]
    exact = ChainRule(NetworkMap(network)).jets(at: input, along: direction)[k]
    plot = Plot(
      title: "\(output.long) along \(invocation.arguments.has("D") ? "δ" : axis.name)",
      x: Plot.Axis(label: axis.name, range: ends), y: Plot.Axis(label: output.short), series: [])
    try draw(invocation)
  }

  /// One step of a size that suits the network on either side.
  private static func standardRange(
    _ rule: ChainRule, _ input: [Double], _ direction: [Double], _ origin: Double,
    _ invocation: Invocation
  ) throws -> ClosedRange<Double> {
    var length = 1.0
    if direction.count(where: { $0 != 0 }) == 1, let i = direction.firstIndex(where: { $0 != 0 }),
      direction[i] == 1
    {
      length = try TaylorTest.direction(of: rule.map, at: input, checkpoint: invocation.checkpoint)[
        i]
    }
    guard length.isFinite, length > 1e-9 * abs(origin), abs(origin) < 1e100 else {
      throw invocation.error("no range suits this input; give one: from 0 to 1")
    }
    return (origin - length)...(origin + length)
  }

  // MARK: Curves

  private mutating func draw(_ invocation: Invocation) throws {
    var all = (0...Self.sampleCount).map { n in
      let share = Double(n) / Double(Self.sampleCount)
      return steps.lowerBound * (1 - share) + steps.upperBound * share
    }
    // The operating point itself is one of them.
    if steps.contains(0), !all.contains(0) { all.append(0) }
    all.sort()
    var values: [Double] = []
    for step in all {
      try invocation.checkpoint()
      values.append(network(zip(input, direction).map { $0 + step * $1 })[output.index])
    }
    func curve(_ value: (Double) -> Double) -> [Plot.Point] {
      all.map { Plot.Point(axis.origin + $0, value($0)) }
    }
    let hasModels = jet.value.isFinite && jet.first.isFinite
    let hasCurvature = hasModels && jet.second.isFinite
    func tangent(_ s: Double) -> Double { jet.value + s * jet.first }
    func quadratic(_ s: Double) -> Double { tangent(s) + s * s / 2 * jet.second }
    var series: [Plot.Series] = []
    if exact.value.isFinite, exact.first.isFinite, exact.second.isFinite {
      series += try band(invocation)
    }
    if hasModels { series.append(.init("tangent", .dashed, .second, curve(tangent))) }
    if hasCurvature { series.append(.init("quadratic", .dotted, .third, curve(quadratic))) }
    series.append(
      .init(output.short, .solid, .main, zip(all, values).map { Plot.Point(axis.origin + $0, $1) }))
    plot.series = series
    if jet.value.isFinite {
      plot.marks = [Plot.Mark(name: "operating point", point: Plot.Point(axis.origin, jet.value))]
    }
    plot.y.range = verticalRange(values)
    if !steps.contains(0) { plot.marks = [] }
    plot.data = [
      Plot.Column(
        axis.origin == 0 && direction.count(where: { $0 != 0 }) != 1 ? "t" : shortAxis,
        all.map { axis.origin + $0 }),
      Plot.Column(output.short, values),
      Plot.Column("tangent", hasModels ? all.map(tangent) : all.map { _ in nil }),
      Plot.Column("quadratic", hasCurvature ? all.map(quadratic) : all.map { _ in nil }),
    ]
    let lost = values.count { !$0.isFinite }
    if lost > 0 {
      notes.append(
        lost == values.count
          ? "\(output.short) is finite nowhere on this axis: there is nothing to draw."
          : "\(output.short) is not finite at \(lost) of \(values.count) places, where the curve has gaps."
      )
    }
    if !hasCurvature {
      notes.append(
        "No \(hasModels ? "quadratic model" : "models"): \(output.short) has no finite "
          + "\(hasModels ? "curvature" : "value and slope") here.")
    }
  }

  private var shortAxis: String {
    direction.firstIndex { $0 != 0 }.map { "I\($0 + 1)" } ?? "t"
  }

  /// What the output needs and as much again at either end, so that a model that leaves it is seen to.
  private func verticalRange(_ values: [Double]) -> ClosedRange<Double>? {
    let finite = values.filter(\.isFinite)
    guard let least = finite.min(), let most = finite.max(),
      most - least > 1e-12 * max(abs(least), abs(most)),
      abs(least) < 1e200, abs(most) < 1e200
    else { return nil }
    let room = 0.6 * (most - least)
    let others = plot.series.flatMap(\.points).map(\.y).filter(\.isFinite)
    let lower = max(min(others.min() ?? least, least), least - room)
    let upper = min(max(others.max() ?? most, most), most + room)
    return Plot.Axis(label: "").ends(of: [lower, upper], isRoomy: true)
  }

  // MARK: The band

  /// The quadratic model with what is proven of its remainder, on either side of the operating point.
  private mutating func band(_ invocation: Invocation) throws -> [Plot.Series] {
    var sides: [(lower: [Plot.Point], upper: [Plot.Point])] = []
    var cells = 0
    for end in [steps.lowerBound, steps.upperBound]
    where end != 0 && (end < 0) == (end == steps.lowerBound) {
      var reach = end
      for attempt in 0...5 {
        do {
          let bound = try RemainderBound(
            of: StraightChange(network, at: input, along: direction.map { reach * $0 }),
            limit: RemainderBound.standardLimit / 8, leastCells: Self.cells,
            checkpoint: invocation.checkpoint)
          sides.append(side(bound.outputs[output.index].onCells, to: reach))
          cells += bound.cellCount
          if attempt > 0 {
            notes.append(
              "Proven to \(shortEnd(reach)) alone on that side; farther it may meet a kink or overflow."
            )
          }
          break
        } catch let obstacle as Obstacle {
          reach /= 2
          if attempt == 5 || obstacle == .tooMuchWork {
            notes.append("No band towards \(shortEnd(end)): \(obstacle.words).")
            break
          }
        }
      }
    }
    guard !sides.isEmpty else { return [] }
    notes.append(
      "The band is proven on \(Prose.count(cells, "cell")): with the exact J and H the network leaves it nowhere."
    )
    var series = Plot.Series.band("proven band", lower: [], upper: [])
    series.paths = sides.map(\.lower)
    series.upper = sides.map(\.upper)
    return [series]
  }

  private func shortEnd(_ step: Double) -> String { Prose.number(axis.origin + step) }

  /// The band of one side, from the operating point on; what lies outside of the axis is left out.
  private func side(
    _ cells: [Interval], to reach: Double
  ) -> (lower: [Plot.Point], upper: [Plot.Point]) {
    var (lower, upper): ([Plot.Point], [Plot.Point]) = ([], [])
    for (c, remainder) in cells.enumerated() {
      for n in 0...Self.placesOfCell {
        let s = reach * (Double(c) + Double(n) / Double(Self.placesOfCell)) / Double(cells.count)
        guard steps.contains(s) else { continue }
        let model = exact.value + s * exact.first + s * s / 2 * exact.second
        lower.append(Plot.Point(axis.origin + s, model + remainder.lower))
        upper.append(Plot.Point(axis.origin + s, model + remainder.upper))
      }
    }
    return reach < 0 ? (lower.reversed(), upper.reversed()) : (lower, upper)
  }

  var report: Report {
    .plot(plot, aside: "at I = \(Prose.vector(input))", notes: notes, members: ["of": output.short])
  }
}
