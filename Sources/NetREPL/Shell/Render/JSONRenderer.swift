import Formats

/// Reports as data: one object a command, on one line; numbers in their shortest exact form,
/// non-finite ones as strings.
package struct JSONRenderer: Renderer {
  package init() {}

  package func render(_ report: Report) -> String { report.record.json.text() + "\n" }

  /// The object that stands for a command that failed; columns count from 1.
  package func text(of error: CommandError, in statement: Statement) -> String {
    let place: Record = [
      "message": error.message, "column": (error.range?.lowerBound ?? 0) + 1,
    ]
    let record: Record = ["command": statement.words.first?.text ?? "", "error": place]
    return record.json.text() + "\n"
  }
}
