import Formats

/// Reports as data: one object a command, on one line.
package struct JSONRenderer: Renderer {
  package init() {}

  package func render(_ report: Report) -> String {
    JSONWriter.text(report.record) + "\n"
  }

  /// The object that stands for a command that failed; columns count from 1.
  package func text(of error: CommandError, in statement: Statement) -> String {
    let place = (error.range?.lowerBound ?? 0) + 1
    return JSONWriter.text(
      .object([
        ("command", .string(statement.words.first?.text ?? "")),
        (
          "error",
          .object([("message", .string(error.message)), ("column", .integer(place))])
        ),
      ])) + "\n"
  }
}

/// JSON text of a value; numbers in their shortest exact form, non-finite ones as strings.
enum JSONWriter {
  static func text(_ value: JSONValue) -> String {
    var text = ""
    write(value, to: &text)
    return text
  }

  private static func write(_ value: JSONValue, to text: inout String) {
    switch value {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value):
      if value == 0, value.sign == .minus {
        // Readers that know integers would lose the sign of -0.
        text += "-0.0"
      } else {
        let shortest = NumberFormat.shortest(value)
        text += value.isFinite ? shortest : "\"\(shortest)\""
      }
    case .string(let value): text += JSONText.string(value, uppercase: false)
    case .array(let count, let element):
      text += "["
      for index in 0..<count {
        if index > 0 { text += "," }
        write(element(index), to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { text += "," }
        text += JSONText.string(member.0, uppercase: false) + ":"
        write(member.1, to: &text)
      }
      text += "}"
    }
  }
}
