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
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value): text += JSONText.value(value)
    case .string(let value): text += JSONText.string(value)
    case .array(let count, let element):
      write("[", count, "]", style, depth, to: &text) { index, text in
        element(index).write(style, depth: depth + 1, to: &text)
      }
    case .object(let members):
      write("{", members.count, "}", style, depth, to: &text) { index, text in
        let (name, value) = members[index]
        text += JSONText.string(name) + (style == .compact ? ":" : ": ")
        value.write(style, depth: depth + 1, to: &text)
      }
    }
  }

  private func write(
    _ open: String, _ count: Int, _ close: String, _ style: Style, _ depth: Int,
    to text: inout String, _ element: (Int, inout String) -> Void
  ) {
    let isBroken = style == .indented && hasInner
    let margin = "\n" + String(repeating: "  ", count: depth)
    text += open
    for index in 0..<count {
      if index > 0 { text += style == .indented && !isBroken ? ", " : "," }
      if isBroken { text += margin + "  " }
      element(index, &text)
    }
    text += (isBroken ? margin : "") + close
  }

  /// Whether a list or an object holds another one.
  private var hasInner: Bool {
    switch self {
    case .array(let count, let element): (0..<count).contains { element($0).isContainer }
    case .object(let members): members.contains { $0.value.isContainer }
    default: false
    }
  }

  private var isContainer: Bool {
    switch self {
    case .array, .object: true
    default: false
    }
  }
}
