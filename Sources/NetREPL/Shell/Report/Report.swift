/// What a command answers: blocks for people, and a record for programs.
///
/// A report says what was found, not how it looks: a renderer chooses that.
package struct Report {
  var blocks: [Block] = []

  /// The same answer as data, the one line that `--format json` prints; its names are a contract.
  var record: JSONValue = .object([])

  /// Things the user should know that are not the answer; they go to standard error.
  package var warnings: [String] = []

  /// What `_` and `%3` bring back, if the command computed something worth keeping.
  var result: StoredValue?

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
    case table(Table)

    case blank
  }
}

extension Report {
  /// The same with the network and the input that it depends on as members of the record.
  func at(_ point: CheckedTensor.Point?) -> Report {
    var report = self
    if let point, case .object(let members) = record {
      let missing = point.members.filter { member in !members.contains { $0.0 == member.0 } }
      report.record = .object(members + missing)
    }
    return report
  }

  /// A report of plain lines.
  static func lines(_ lines: String..., record: JSONValue) -> Report {
    Report(blocks: lines.map { .line(StyledText($0)) }, record: record)
  }
}
