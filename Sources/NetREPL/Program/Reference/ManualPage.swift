import ArgumentParser
import Shell

/// Pages of the manual, from what the programs say of themselves.
enum ManualPage {
  /// The page of the program itself, with its commands.
  static func whole(_ program: ProgramHelp) -> String {
    var page = beginning(of: program)
    CommandReference.write(to: &page)
    page.section("Files")
    for (name, meaning) in files { page.item([name], meaning) }
    page.section("Environment")
    for (name, meaning) in environment { page.item([name], meaning) }
    page.section("Examples")
    page.code(examples)
    end(&page, of: program)
    return page.text
  }

  /// The page of another program under the name.
  static func part(_ program: ProgramHelp) -> String {
    var page = beginning(of: program)
    end(&page, of: program)
    return page.text
  }

  private static func beginning(of program: ProgramHelp) -> Roff {
    var page = Roff(
      name: pageName(program), summary: String(program.summary.dropLast()),
      version: NetREPLProgram.configuration.version)
    page.section("Synopsis")
    page.synopsis(program.name, program.synopsis)
    page.section("Description")
    for text in program.paragraphs where !text.hasPrefix(exitStatus) { page.paragraph(text) }
    page.section("Options")
    for argument in program.arguments { page.item([argument.usage], argument.meaning) }
    return page
  }

  private static func end(_ page: inout Roff, of program: ProgramHelp) {
    if let text = program.paragraphs.first(where: { $0.hasPrefix(exitStatus) }) {
      page.section("Exit status")
      page.paragraph(String(text.dropFirst(exitStatus.count)))
    }
    page.section("See also")
    let others = ProgramHelp.all.map(pageName).filter { $0 != pageName(program) }
    page.paragraph(others.map { "`\($0)`(1)" }.joined(separator: ", "))
  }

  private static let exitStatus = "Exit status: "

  private static func pageName(_ program: ProgramHelp) -> String {
    program.name.split(separator: " ").joined(separator: "-")
  }

  // MARK: What no table tells

  private static let files = [
    ("$XDG_CONFIG_HOME/netrepl/rc", "Commands that run at the start; below `~/.config` otherwise."),
    (
      "$XDG_STATE_HOME/netrepl/history",
      "The lines typed at the prompt; below `~/.local/state` otherwise."
    ),
  ]

  private static let environment = [
    ("NO_COLOR", "Not empty: no colours, but where they are asked for."),
    ("TERM, COLORTERM", "How many colours the terminal has."),
    ("COLUMNS", "Columns of the screen where no terminal tells them."),
    ("LC_ALL, LC_CTYPE, LANG", "Whether the screen shows more letters than ASCII."),
    (
      "NETREPL_PAGER, PAGER",
      "The program that scrolls answers of more than two screens; `less` otherwise, and none where it "
        + "is empty."
    ),
    ("EDITRC", "The key bindings of `editrc`(5); `~/.editrc` otherwise."),
  ]

  private static let examples = [
    "netrepl -c 'load example small; jacobian; hessian of A1'",
    "netrepl model.pt activations relu,linear",
    "netrepl --format json -c 'load example small; output'",
    "netrepl replay sessions/*.md",
    "netrepl sweep model.onnx points.csv --out jacobians.npy",
  ]
}

extension ProgramHelp {
  /// What stands behind the name: what has to be given, and where options may stand.
  fileprivate var synopsis: String {
    let positional = arguments.filter(\.isPositional).map { argument in
      argument.isOptional ? "[\(argument.usage)]" : argument.usage
    }
    let needed = arguments.filter { !$0.isPositional && !$0.isOptional }.map(\.usage)
    return (positional + needed + ["[options]"]).joined(separator: " ")
  }
}
