/// Numbers by length, to the right of a line or to its left.
struct BarChart {
  var title: String

  /// What the bars are of: "entry".
  var of: String
  var bars: [Bar]

  struct Bar {
    var label: String

    /// The name that people gave it; empty where there is none.
    var name = ""
    var value: Double
  }

  /// As a table.
  var columns: [TableColumn] {
    [
      .text(of, bars.map { $0.name.isEmpty ? $0.label : "\($0.label) \($0.name)" }),
      .numbers("value", bars.map(\.value)),
    ]
  }

  /// The length that the longest bar stands for; 0 where nothing is finite, or all is 0.
  var most: Double {
    bars.reduce(0) { $1.value.isFinite ? max($0, abs($1.value)) : $0 }
  }

  var scale: DivergingScale { DivergingScale(most: most) }
}
