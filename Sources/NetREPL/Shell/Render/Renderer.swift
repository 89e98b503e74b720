/// Turns reports into text; one file for each format.
package protocol Renderer {
  func render(_ report: Report) -> String

  /// The same for a screen, with the styling of the format.
  func shown(_ report: Report) -> ScreenText
}

extension Renderer {
  package func shown(_ report: Report) -> ScreenText { ScreenText(render(report)) }
}

/// The formats that a report can be printed in.
package enum OutputFormat: String, CaseIterable {
  case unicode, plain, json, csv, markdown, latex

  /// "unicode, plain, json, csv, markdown or latex".
  package static var names: String {
    let names = allCases.map(\.rawValue)
    return names.dropLast().joined(separator: ", ") + " or " + names[names.count - 1]
  }

  /// The renderer of this format, for a screen of that width.
  package func renderer(width: Int, precision: Int?, colors: ColorDepth) -> any Renderer {
    switch self {
    case .unicode:
      UnicodeRenderer(width: width, numbers: NumberFormat(digits: precision), colors: colors)
    case .plain: PlainRenderer(width: width, numbers: NumberFormat(digits: precision))
    case .json: JSONRenderer()
    case .csv: SeparatedRenderer()
    case .markdown: MarkdownRenderer(numbers: NumberFormat(digits: precision))
    case .latex: LaTeXRenderer(numbers: NumberFormat(digits: precision))
    }
  }

  /// Whether it is for programs or documents: then nothing is in it but what commands answer.
  package var isForPeople: Bool { self == .unicode || self == .plain }
}
