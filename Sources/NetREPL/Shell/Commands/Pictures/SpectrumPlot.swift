import Core

/// Singular values of J on an axis of powers, or eigenvalues of H with their signs, by their number.
struct SpectrumPlot {
  private let reports: [SpectrumReport]
  private let name: String
  private let asked: Int

  /// - Throws: `CommandError` where there is no spectrum; what the checkpoint throws.
  init(_ invocation: Invocation) throws {
    let found = try CommandSpec.spectra(invocation, of: "Q")
    (reports, asked) = (found.reports, found.asked)
    name = found.name.headText
  }

  var report: Report {
    let isSigned = reports[0].spectrum.kind == .eigenvalues
    let inks: [Plot.Ink] = [.main, .second, .third, .fourth]
    var series: [Plot.Series] = []
    var notes: [String] = []
    for (index, report) in reports.enumerated() {
      let values = report.spectrum.values
      let points = values.enumerated().map { Plot.Point(Double($0 + 1), $1) }
      let ink = inks[index % inks.count]
      series.append(.init("", .dotted, ink, points))
      series.append(.init(report.name, .points, ink, points))
      let zeros = values.count { abs($0) <= report.spectrum.tolerance }
      notes.append(
        "\(report.name): rank \(report.spectrum.rank) of \(values.count)"
          + (zeros > 0
            ? "; \(zeros) at most \(Prose.magnitude(report.spectrum.tolerance)), counting as 0."
            : "."))
    }
    let count = reports.map(\.spectrum.values.count).max() ?? 1
    let largest = reports.flatMap(\.spectrum.values).map(abs).max() ?? 0
    if isSigned, largest > 0 {
      series.insert(
        .init("", .solid, .guide, [.init(0.5, 0), .init(Double(count) + 0.5, 0)]), at: 0)
    }
    let kind = isSigned ? "eigenvalues" : "singular values"
    var plot = Plot(
      title: "\(kind) of \(name)",
      x: Plot.Axis(
        label: "number, the largest first", isWhole: true, range: 0.5...(Double(count) + 0.5)),
      y: Plot.Axis(label: isSigned ? "λ" : "s", isLogarithmic: !isSigned && largest > 0),
      series: series)
    plot.data =
      [Plot.Column("number", (1...max(count, 1)).map { Double($0) })]
      + reports.map { report in
        let values = report.spectrum.values
        return Plot.Column(
          report.name, (0..<max(count, 1)).map { $0 < values.count ? values[$0] : nil })
      }
    if reports.count < asked {
      notes.append(
        "The first \(reports.count) of \(asked) are drawn; `plot spectrum H2` draws one.")
    }
    return .plot(plot, aside: "", notes: notes, members: ["of": name])
  }
}
