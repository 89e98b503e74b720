internal import Platform

extension JSON {
  package enum Style {
    /// One line.
    case compact

    /// For people: a member or an element a line, lists and objects of plain values on one.
    case indented
  }

  /// The text; numbers in their shortest exact form, those that are not finite as strings.
  package func text(_ style: Style = .compact) -> String {
    var text = ""
    write(style, depth: 0, to: &text)
    return text
  }

  private func write(_ style: Style, depth: Int, to text: inout String) {
    /// The elements of a list, or the members of an object behind their names.
    func write(_ open: String, _ count: Int, _ close: String, _ part: (Int) -> (String, JSON)) {
      let isBroken = style == .indented && (0..<count).contains { part($0).1.isContainer }
      let margin = isBroken ? "\n" + String(repeating: "  ", count: depth) : ""
      text += open
      for index in (0..<count).untilStopped {
        let (name, value) = part(index)
        if index > 0 { text += style == .compact || isBroken ? "," : ", " }
        text += (isBroken ? margin + "  " : "") + name
        value.write(style, depth: depth + 1, to: &text)
      }
      text += margin + close
    }
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value): text += JSONText.value(value)
    case .string(let value): text += JSONText.string(value)
    case .array(let count, let element): write("[", count, "]") { ("", element($0)) }
    case .object(let members):
      let colon = style == .compact ? ":" : ": "
      write("{", members.count, "}") {
        (JSONText.string(members[$0].name) + colon, members[$0].value)
      }
    }
  }

  private var isContainer: Bool {
    switch self {
    case .array, .object: true
    default: false
    }
  }
}
