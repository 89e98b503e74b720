import Formats

/// Every command with its grammar, arguments and examples, and what they are about: `docs/commands.md`.
///
/// All of it is read from the table of commands, as the help is.
package enum CommandReference {
  /// Columns of the source, but for code.
  private static let width = 100

  package static let markdown: String = {
    var parts = ["# Commands", paragraph(introduction), contents]
    for group in CommandSpec.Group.allCases {
      parts.append("## \(group.rawValue)")
      parts += CommandSpec.all(in: group).flatMap(section)
    }
    for list in lists {
      parts += ["## \(list.title)", paragraph(list.introduction), items(list.entries)]
    }
    return parts.joined(separator: "\n\n") + "\n"
  }()

  private static let introduction =
    "What `help COMMAND` says of each, made by `make docs` from the table that the program itself "
    + "reads. Words in capital letters stand for what you give, brackets for what may be left out, "
    + "dots for more of the same. Several commands on a line are separated by `;`, a `#` begins a "
    + "comment, and behind a command that answers with numbers `> FILE` writes them to a file. At "
    + "the prompt Tab completes and a unique beginning of a name will do; in scripts names are "
    + "written out."

  private static let lists: [(title: String, introduction: String, entries: [ReferenceEntry])] = [
    ("Settings", "`set NAME VALUE` changes one, `settings` lists them.", ReferenceEntry.settings),
    (
      "Quantities",
      "What the formulas name can be typed, alone or in an expression. Of those that each layer has, "
        + "the ones of layer 2 stand here.", ReferenceEntry.quantities
    ),
    ("Functions of expressions", "`help =` says how they are written.", ReferenceEntry.functions),
    (
      "Activations", "`help activations` has σ′ and σ″ too; `define` makes others.",
      ReferenceEntry.activations
    ),
  ]

  // MARK: Parts

  /// The names of the commands of each group, as links.
  private static let contents: String = {
    // Of two headings with the same letters the second one is linked by a number.
    var counts: [String: Int] = [:]
    func link(_ heading: String) -> String {
      let count = counts[heading, default: 0]
      counts[heading] = count + 1
      return count == 0 ? heading : "\(heading)-\(count)"
    }
    return CommandSpec.Group.allCases.map { group in
      _ = link(group.rawValue.lowercased())
      let links = CommandSpec.all(in: group).filter { !$0.isNameless }.map {
        "[\($0.name)](#\(link($0.name)))"
      }
      return wrapped("- \(group.rawValue): " + links.joined(separator: ", "), indent: "  ")
    }.joined(separator: "\n")
  }()

  private static func section(of command: CommandSpec) -> [String] {
    let title =
      command.isNameless
      ? command.usages.map { "`\($0)`" }.joined(separator: ", ") : command.name
    var parts = ["### \(title)", paragraph(command.summary.sentence + ".")]
    parts.append(code(command.usages))
    if !command.options.isEmpty {
      let options = command.options.map { "`\($0)`" }.joined(separator: ", ")
      parts.append(paragraph("OPTION, each once at most and in any order: \(options)."))
    }
    if !command.arguments.isEmpty { parts.append(items(command.argumentEntries)) }
    parts += command.paragraphs.map(paragraph)
    return parts + [command.examples.count == 1 ? "Example:" : "Examples:", code(command.examples)]
  }

  private static func items(_ entries: [ReferenceEntry]) -> String {
    entries.map { entry in
      let aside = entry.aside.isEmpty ? "" : " (\(escaped(entry.aside)))"
      return wrapped("- `\(entry.name)`\(aside): \(escaped(entry.meaning))", indent: "  ")
    }.joined(separator: "\n")
  }

  private static func code(_ lines: [String]) -> String {
    lines.map { "    " + $0 }.joined(separator: "\n")
  }

  private static func paragraph(_ text: String) -> String { wrapped(escaped(text), indent: "") }

  // MARK: Text

  /// Nothing but what stands between backticks acts on Markdown.
  private static func escaped(_ text: String) -> String {
    text.codeSpans.map { $0.isCode ? "`\($0.text)`" : MarkdownResult.escaped($0.text) }.joined()
  }

  /// Lines of the width, of which none begins as something else than a paragraph.
  private static func wrapped(_ text: String, indent: String) -> String {
    let lines = TextLayout.wrapped(text, to: width - indent.count)
    return lines.enumerated().map { index, line in
      if index == 0 { return line }
      let isMark = ["+", "-", "#", "=", "*"].contains(line.prefix { $0 != " " })
      return indent + (isMark ? "\\" : "") + line
    }.joined(separator: "\n")
  }
}

extension String {
  /// With a capital letter.
  var sentence: String { prefix(1).uppercased() + dropFirst() }
}
