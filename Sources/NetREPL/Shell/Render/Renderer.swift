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
  case unicode, plain, json

  /// "unicode, plain or json".
  package static var names: String {
    let names = allCases.map(\.rawValue)
    return names.dropLast().joined(separator: ", ") + " or " + names[names.count - 1]
  }

  /// The renderer of this format, for a screen of that width.
  package func renderer(width: Int, precision: Int?, color: Bool) -> any Renderer {
    switch self {
    case .unicode:
      UnicodeRenderer(width: width, numbers: NumberFormat(digits: precision), color: color)
    case .plain: PlainRenderer(width: width, numbers: NumberFormat(digits: precision))
    case .json: JSONRenderer()
    }
  }
}
