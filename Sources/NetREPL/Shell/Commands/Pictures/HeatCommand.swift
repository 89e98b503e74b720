import Core

extension CommandSpec {
  static let heat = CommandSpec(
    name: "heat", group: .pictures, summary: "draw a matrix by colour: blue below 0, orange above",
    pattern: [.rest("EXPRESSION", .expression)],
    arguments: [
      (
        "EXPRESSION",
        "J, H1, W2, G1 or anything made of them, as `help =` explains; behind it `values` writes the number into "
          + "each cell that has room"
      )
    ],
    details:
      "The scale is centred on 0 and reaches as far on both sides. Where there are more entries than the "
      + "screen has cells, each cell shows the entry of the largest magnitude behind it. Behind any command with "
      + "numbers `> FILE.svg` draws the same into a file, as do .png and .pdf where there is rsvg-convert.",
    examples: ["heat J", "heat H1", "heat W2 values", "heat W2 D1 W1", "heat J > j.svg"],
    run: { invocation, _ in
      let (typed, words) = try invocation.typedPicture("EXPRESSION", options: ["values"])
      var answer = try ExpressionReport(typed, invocation).tensor
      answer.command = "heat"
      return Report.picture(
        .heat(HeatMap(answer, showsValues: words.contains("values"))), of: answer, invocation)
    })
}
