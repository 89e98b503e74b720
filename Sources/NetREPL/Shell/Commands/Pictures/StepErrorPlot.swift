import Core
import Platform

/// The error of a central difference against its step: truncation falls with h², rounding grows with 1/h, and
/// between the two stands the least that one difference can do.
struct StepErrorPlot {
  private let network: Network
  private let output: Int
  private let variable: Int
  private let exact: Double
  private let value: Double
  private var samples: [(h: Double, error: Double)] = []

  /// The differences of the tables: their first step, error and bound.
  private var used: (step: Double, error: Double, bound: Double)?

  /// Steps in quarters of a power of ten.
  private static let exponents = -64...4

  /// - Throws: `CommandError` where there is no derivative to compare with; what the checkpoint throws.
  init(_ invocation: Invocation) throws {
    network = try invocation.network()
    let input = try invocation.input()
    output = try invocation.oneOutput("A", in: network)
    let variable = try invocation.oneInput("I", in: network)
    self.variable = variable
    let rule = invocation.rule(of: network)
    let direction = input.indices.map { $0 == variable ? 1.0 : 0 }
    let jet = rule.jets(at: input, along: direction)[output]
    (exact, value) = (jet.first, jet.value)
    guard exact.isFinite, value.isFinite, input[variable].isFinite else {
      throw invocation.error(
        "A\(output + 1), its slope or I\(variable + 1) is not finite here: there is no error to draw"
      )
    }
    let function = NetworkFunction(rule.map, at: input, components: [variable])
    let differences = try invocation.differences(of: function)
    if let estimate = differences[output, 0], estimate.value.isFinite {
      used = (differences.largestStep, abs(estimate.value - exact), estimate.bound)
    }
    for exponent in Self.exponents {
      try invocation.checkpoint()
      let h = CNumber.power(10, Double(exponent) / 4)
      let (above, below) = (input[variable] + h, input[variable] - h)
      guard above > below, above.isFinite, below.isFinite else { continue }
      func value(at x: Double) -> Double {
        var moved = input
        moved[variable] = x
        return network(moved)[output]
      }
      let error = abs((value(at: above) - value(at: below)) / (above - below) - exact)
      if error.isFinite { samples.append((h, error)) }
    }
  }

  var report: Report {
    let name = "∂A\(output + 1)/∂I\(variable + 1)"
    let drawn = samples.filter { $0.error > 0 }
    let points = drawn.map { Plot.Point($0.h, $0.error) }
    var notes: [String] = []
    guard let best = drawn.min(by: { $0.error < $1.error }), let first = drawn.first,
      let last = drawn.last
    else {
      let plot = Plot(
        title: "error of a central difference for \(name)", x: axis, y: errors, series: [])
      return .plot(
        plot, aside: "",
        notes: ["Every step gives \(name) to its last digit: there is no error to draw."])
    }
    var series: [Plot.Series] = []
    // Half a last digit of A on either side, over 2h.
    let rounding = value.ulp / 2
    if rounding > 0 {
      series.append(.init("rounding, ulp(A)/2h", .dashed, .second, line { rounding / $0 }))
    }
    if let truncation = truncation(beyond: best.h) {
      series.append(.init("truncation, as h²", .dashed, .third, line { truncation * $0 * $0 }))
    }
    let (least, most) = (best.error, drawn.map(\.error).max() ?? best.error)
    if let used {
      series.append(
        .init(
          "first step used", .dotted, .fourth, [.init(used.step, least), .init(used.step, most)]))
      if used.error > 0 {
        series.append(
          .init(
            "error of the extrapolation", .dotted, .guide,
            [.init(first.h, used.error), .init(last.h, used.error)]))
      }
    }
    series.append(.init("central difference", .solid, .main, points))
    var plot = Plot(
      title: "error of a central difference for \(name)", x: axis, y: errors, series: series,
      marks: [Plot.Mark(name: "floor", point: Plot.Point(best.h, best.error))])
    plot.y.range = range(
      least: min(least, used.map { $0.error > 0 ? $0.error : least } ?? least), most: most)
    plot.data = [
      Plot.Column("h", samples.map(\.h)), Plot.Column("error", samples.map(\.error)),
    ]
    notes.append(
      "One central difference is off by \(Prose.magnitude(best.error)) at best, at h = "
        + "\(Prose.magnitude(best.h)): larger steps truncate, smaller ones lose digits.")
    if let used {
      notes.append(
        "The tables extrapolate from h = \(Prose.number(used.step, digits: 2)) on, and are off by "
          + "\(Prose.magnitude(used.error)), \(used.error <= used.bound ? "within" : "beyond") their bound "
          + "\(Prose.magnitude(used.bound)).")
    }
    let zeros = samples.count - drawn.count
    if zeros > 0 {
      notes.append(
        "\(Prose.count(zeros, "step gives", "steps give")) the last digit itself; no error is drawn there."
      )
    }
    let lost = Self.exponents.count - samples.count
    if lost > 0 {
      notes.append(
        "\(Prose.count(lost, "step is", "steps are")) left out, being less than a last digit of I or leading where "
          + "A is not finite.")
    }
    return .plot(
      plot, aside: "", notes: notes,
      members: [
        "of": "A\(output + 1)", "wrt": "I\(variable + 1)",
        "floor": ["h": best.h, "error": best.error] as Record,
        "used": used.map {
          ["h": $0.step, "error": $0.error, "bound": $0.bound] as Record
        } ?? [:],
      ])
  }

  private var axis: Plot.Axis {
    Plot.Axis(label: "step h", isLogarithmic: true)
  }
  private var errors: Plot.Axis { Plot.Axis(label: "error", isLogarithmic: true) }

  private func line(_ value: (Double) -> Double) -> [Plot.Point] {
    samples.map { Plot.Point($0.h, value($0.h)) }
  }

  /// The error over h² where truncation rules and h is small: from ten to a hundred times the step of the
  /// floor, the middle one.
  private func truncation(beyond floor: Double) -> Double? {
    let ratios = samples.filter { 9 * floor < $0.h && $0.h < 110 * floor && $0.error > 0 }
      .map { $0.error / ($0.h * $0.h) }.sorted()
    return ratios.isEmpty ? nil : ratios[ratios.count / 2]
  }

  private func range(least: Double, most: Double) -> ClosedRange<Double> {
    Plot.Axis(label: "", isLogarithmic: true).ends(of: [least, most], isRoomy: true)
  }
}
