import Formats

/// A picture as a value: numbers with their names and scales, beside the tables of a report.
///
/// It says what is drawn, not how: renderers make characters for a screen of it, or SVG, and the numbers
/// themselves for formats that hold numbers.
enum Picture {
  /// Matrices by colour.
  case heat(HeatMap)

  /// Curves, points and bands over two axes.
  case plot(Plot)

  /// Numbers by length.
  case bars(BarChart)

  /// The layers of a network and what leads from one to the next.
  case layers(LayerDiagram)

  /// What it shows, for the head of a file.
  var title: String {
    switch self {
    case .heat(let map): map.title
    case .plot(let plot): plot.title
    case .bars(let chart): chart.title
    case .layers(let diagram): diagram.title
    }
  }

  /// Its numbers in columns; those of matrices and bars are the entries that the answer has already.
  var data: [TableColumn] {
    if case .plot(let plot) = self { plot.data.map { .numbers($0.name, $0.values) } } else { [] }
  }
}

extension Report {
  /// The first picture in it.
  var picture: Picture? {
    for case .picture(let picture) in blocks { return picture }
    return nil
  }
}
