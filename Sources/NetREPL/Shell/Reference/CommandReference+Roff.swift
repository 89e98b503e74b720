extension CommandReference {
  /// The commands and the settings as sections of a manual page.
  package static func write(to page: inout Roff) {
    page.section("Commands")
    page.paragraph(
      "Several on a line are separated by `;`, a `#` begins a comment. Words in capital letters "
        + "stand for what you give, brackets for what may be left out. `help COMMAND` explains one."
    )
    for group in CommandSpec.Group.allCases {
      page.subsection(group.rawValue)
      for command in CommandSpec.all(in: group) {
        page.item(command.usages, command.summary.sentence + ".")
      }
    }
    page.section("Settings")
    page.paragraph("Changed by `set NAME VALUE`.")
    for entry in ReferenceEntry.settings {
      page.item([entry.name], "\(entry.meaning.sentence). \(entry.aside.sentence).")
    }
  }
}
