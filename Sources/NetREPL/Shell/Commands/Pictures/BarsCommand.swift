import Core

extension CommandSpec {
  static let bars = CommandSpec(
    name: "bars", group: .pictures,
    summary: "draw the entries of a vector or matrix by length, the largest first",
    pattern: [.rest("EXPRESSION", .expression)],
    arguments: [
      (
        "EXPRESSION",
        "J, J[1,:], ds/dW2 or anything else; behind it `all` draws every entry, where 20 are drawn otherwise"
      )
    ],
    details:
      "What is below 0 points to the left and is blue, what is above to the right and is orange.",
    examples: ["bars J", "bars J[1,:]", "bars H1 all", "bars J > bars.svg"],
    run: { invocation, _ in
      let (typed, words) = try invocation.typedPicture("EXPRESSION", options: ["all"])
      var answer = try ExpressionReport(typed, invocation).tensor
      answer.command = "bars"
      let count = answer.parts.reduce(0) { $0 + $1.values.entryCount }
      let most = words.contains("all") ? mostBars : 20
      let places = EntryChoice(top: most).places(of: answer)
      let title = answer.heading ?? answer.resultTitle
      let chart = BarChart(
        title: title, of: "entry",
        bars: places.map { place in
          BarChart.Bar(
            label: answer.label(place), name: answer.barName(place),
            value: answer.entry(place.part, place.row, place.column).analytic)
        })
      var report = Report.picture(.bars(chart), of: answer, invocation)
      if places.count < count {
        let rest = most < mostBars ? "; `\(invocation.statement.text) all` draws more" : ""
        report.blocks.insert(
          .paragraph("\(count - places.count) smaller of \(count) entries not drawn\(rest)."), at: 2
        )
      }
      return report
    })

  /// More than so many nobody looks at.
  private static let mostBars = 400
}

extension CheckedTensor {
  /// The names that people gave to what a bar stands for.
  fileprivate func barName(_ place: EntryPlace) -> String {
    // The name of the only one tells nothing.
    let values = parts[place.part].values
    let names = [(rows, place.row, values.rows), (columns, place.column, values.columns)]
      .filter { $0.0.areNamed && $0.2 > 1 }.map { $0.0.name($0.1) }
    return names.joined(separator: ", ")
  }
}
