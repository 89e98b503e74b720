import Core

/// σ, σ′ and σ″ of an activation.
struct ActivationPlot {
  private let activation: Activation
  private let range: ClosedRange<Double>

  private static let sampleCount = 400

  /// - Throws: `CommandError` where it acts on a layer as a whole.
  init(_ invocation: Invocation) throws(CommandError) {
    guard let activation = invocation.arguments.activation("NAME") else {
      throw invocation.error("plot activation needs a name: plot activation tansig")
    }
    guard !activation.couplesNeurons else {
      throw invocation.arguments.error(
        "\(activation.name) is a function of a whole layer, which has no curve", at: "NAME")
    }
    self.activation = activation
    range = try invocation.axisRange() ?? -4...4
  }

  /// The places of each stretch between kinks, to the last number on either side of each.
  private var stretches: [[Double]] {
    let kinks = Set(activation.kinks.filter { range.lowerBound < $0 && $0 < range.upperBound })
      .sorted()
    let all = (0...Self.sampleCount).map { n in
      let share = Double(n) / Double(Self.sampleCount)
      return range.lowerBound * (1 - share) + range.upperBound * share
    }
    // Of very many kinks the stretches between them are not seen.
    guard kinks.count <= Self.sampleCount / 4 else { return [all] }
    var stretches: [[Double]] = []
    var start = range.lowerBound
    for kink in kinks + [range.upperBound] {
      let end = kink == range.upperBound ? kink : kink.nextDown
      stretches.append([start] + all.filter { $0 > start && $0 < end } + [end])
      start = kink.nextUp
    }
    return stretches
  }

  var report: Report {
    let stretches = stretches
    let jets = stretches.map { $0.map(activation.jet) }
    func series(_ name: String, _ form: Plot.Form, _ ink: Plot.Ink, _ value: (Jet) -> Double)
      -> Plot.Series
    {
      Plot.Series(
        name: name, form: form, ink: ink,
        paths: zip(stretches, jets).map { zip($0, $1).map { Plot.Point($0, value($1)) } })
    }
    let curves = [
      series("σ", .solid, .main, \.value), series("σ′", .dashed, .second, \.first),
      series("σ″", .dotted, .third, \.second),
    ]
    let all = jets.flatMap(\.self)
    var plot = Plot(
      title: "\(activation.text): σ, σ′, σ″", x: Plot.Axis(label: "x", range: range),
      y: Plot.Axis(label: "", range: limits(all)), series: curves)
    plot.data = [
      Plot.Column("x", stretches.flatMap(\.self)), Plot.Column("sigma", all.map(\.value)),
      Plot.Column("sigma'", all.map(\.first)), Plot.Column("sigma''", all.map(\.second)),
    ]
    var notes: [String] = []
    let lost = all.count { !$0.value.isFinite || !$0.first.isFinite || !$0.second.isFinite }
    if lost > 0 {
      notes.append(
        "At \(lost) of \(all.count) places σ, σ′ or σ″ is not finite, and its curve has a gap.")
    }
    let kinks = activation.kinks.filter(range.contains)
    if !kinks.isEmpty, kinks.count <= 4 {
      notes.append(
        "σ′ or σ″ jumps at x = \(kinks.map { Prose.number($0) }.joined(separator: ", ")).")
    }
    return .plot(
      plot, aside: activation.rule.text, notes: notes, members: ["of": activation.name])
  }

  /// All three, but for what grows without end: derivatives are drawn within ten times the size of σ, or of 1.
  private func limits(_ jets: [Jet]) -> ClosedRange<Double>? {
    let own = jets.map(\.value).filter { abs($0) < 1e200 }
    guard !own.isEmpty else { return nil }
    let most = 10 * max(1, own.largestMagnitude)
    let others = jets.flatMap { [$0.first, $0.second] }.filter(\.isFinite)
      .map { min(max($0, -most), most) }
    return Plot.Axis(label: "").ends(of: own + others, isRoomy: true)
  }
}
