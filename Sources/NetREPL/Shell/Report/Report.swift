/// What a command answers: blocks for people, and a record for programs.
///
/// A report says what was found, not how it looks: a renderer chooses that.
package struct Report {
  var blocks: [Block]

  /// The same answer as data, the one line that `--format json` prints; its names are a contract.
  var record: Record

  /// Things the user should know that are not the answer; they go to standard error.
  package var warnings: [String] = []

  /// What `_` and `%3` bring back, if the command computed something worth keeping.
  var result: StoredValue?

  /// The answer whose finite differences tell how far a replay may be off.
  var checked: CheckedTensor?

  /// What a terminal is asked to show, in the place of blocks.
  var screen: ScreenContent?

  /// Whether it is about the names of the symbols themselves, which are not changed then.
  var isAboutNames = false

  /// Whether its numbers are in a file, and its blocks say so.
  var isInFile = false

  enum Block {
    /// A title and, at the right, what it is about.
    case heading(String, aside: String)

    /// A line of prose or of code; broken only where it is wider than the screen.
    case line(StyledText)

    /// A paragraph, broken at the width of the screen.
    case paragraph(String)

    /// A matrix with labels and, where its entries were checked, the error column.
    case matrix(MatrixTable)

    /// Columns of equal rank, such as a list of networks.
    case table([TableColumn])

    /// Lines that belong together: shown where all of them fit the screen, and else not at all.
    case figure([StyledText])

    /// Numbers drawn.
    case picture(Picture)

    case blank

    /// What is said of a wrong formula.
    static let contradiction = line(
      StyledText("The formula and the differences contradict each other.", .bad))
  }

  init(_ blocks: [Block] = [], record: Record = [:], warnings: [String] = []) {
    (self.blocks, self.record, self.warnings) = (blocks, record, warnings)
  }

  /// A checked answer that is told in words of its own.
  init(_ blocks: [Block], of answer: CheckedTensor) {
    self.init(blocks, record: answer.record)
    checked = answer
  }

  /// A plain line.
  static func line(_ line: String, record: Record) -> Report {
    Report([.line("\(line)")], record: record)
  }

  /// A paragraph.
  static func paragraph(_ text: String, record: Record) -> Report {
    Report([.paragraph(text)], record: record)
  }

  /// The same with the network and the input that it depends on as members of the record.
  func at(_ point: CheckedTensor.Point?) -> Report {
    var report = self
    report.record = record.adding(point?.members ?? [:])
    return report
  }
}
