import Core
import Platform

/// A session as a document to be read: its commands with what they answered, and the prose between them.
struct SessionReport {
  /// A line with what it came to, as it is told.
  struct Step {
    var line: String

    /// Each with the settings that held then.
    var events: [(event: Engine.Event, settings: Settings)]

    var hasFailed: Bool {
      events.contains { if case .failure = $0.event { true } else { false } }
    }
  }

  enum Item {
    /// Lines of Markdown.
    case prose([String])
    case step(Step)
  }

  var title: String
  var items: [Item]

  /// Whether the first lines of the session are no longer kept.
  var isCut = false

  static let endings = ["html", "md", "tex"]

  /// Its bytes.
  func bytes(endingIn ending: String) -> [UInt8] {
    switch ending {
    case "html": Array(html.utf8)
    case "tex": Array(latex.utf8)
    default: Array(markdown.utf8)
    }
  }

  // MARK: Markdown

  /// A session file, which replays.
  private var markdown: String {
    var text = "# \(title)\n"
    var isInSession = false
    for item in items {
      switch item {
      case .prose(let lines):
        if isInSession { text += "```\n" }
        isInSession = false
        text += (text.hasSuffix("\n\n") ? "" : "\n") + lines.joined(separator: "\n") + "\n"
      case .step(let step):
        text += isInSession ? "\n" : "\n```session\n"
        isInSession = true
        text +=
          "> \(step.line)\n" + Recorder.lines(step.line, step.printed).map { $0 + "\n" }.joined()
      }
    }
    return text + (isInSession ? "```\n" : "")
  }

  // MARK: LaTeX

  private var latex: String {
    var text =
      "\\documentclass{article}\n\\usepackage{booktabs,amsmath}\n\\usepackage[margin=25mm]{geometry}\n"
      + "\\title{\(LaTeXRenderer.escaped(title))}\n\\date{}\n\\begin{document}\n\\maketitle\n"
    for item in items {
      switch item {
      case .prose(let lines):
        text +=
          "\n" + lines.map { LaTeXRenderer.escaped(Self.plain($0)) }.joined(separator: "\n") + "\n"
      case .step(let step):
        text += "\n\\begin{verbatim}\n> \(step.line.inASCII)\n\\end{verbatim}\n"
        for (event, settings) in step.events {
          switch event {
          case .report(let report):
            text += LaTeXRenderer(numbers: NumberFormat(digits: settings.precision)).render(report)
          case .failure(let error, _):
            text += LaTeXRenderer.escaped("error: \(error.message)") + "\n"
          default: break
          }
        }
      }
    }
    return text + "\\end{document}\n"
  }

  /// A line of prose without the marks of Markdown.
  private static func plain(_ line: String) -> String {
    let text = line.hasPrefix("#") ? String(line.drop { $0 == "#" || $0 == " " }) : line
    return text.replacing("**", with: "").replacing("`", with: "")
  }
}

extension SessionReport.Step {
  /// As session files have it.
  var printed: PrintedStep {
    var printed = PrintedStep()
    for (event, settings) in events { printed.add(event, settings: settings) }
    return printed
  }

  /// The same as HTML, a line each.
  var htmlLines: [String] {
    var printed = PrintedStep(format: .html)
    for (event, settings) in events { printed.add(event, settings: settings) }
    return printed.lines
  }
}
