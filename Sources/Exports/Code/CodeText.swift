/// A program on its way: lines, each with the spaces of its block.
struct CodeText {
  private(set) var text = ""
  private(set) var lineCount = 0
  private var depth = 0
  private let step: Int

  init(step: Int = 2) { self.step = step }

  /// Lines of their own; each may have spaces in front beside those of the block.
  mutating func add(_ lines: String) {
    for line in lines.split(separator: "\n", omittingEmptySubsequences: false) {
      if !line.isEmpty { text += String(repeating: " ", count: depth * step) + line }
      text += "\n"
      lineCount += 1
    }
  }

  /// A block between two lines.
  mutating func block(_ first: String, end last: String? = "}", _ body: (inout CodeText) -> Void) {
    add(first)
    depth += 1
    body(&self)
    depth -= 1
    if let last { add(last) }
  }

  /// Numbers, several a line, with commas between and behind the last of a line.
  mutating func numbers(_ values: [Double], _ spell: (Double) -> String, ending: String = ",") {
    var line = ""
    for (k, value) in values.enumerated() {
      let number = spell(value) + (k == values.count - 1 ? ending : ",")
      if !line.isEmpty, line.utf8.count + number.utf8.count > 96 - depth * step {
        add(line)
        line = ""
      }
      line += line.isEmpty ? number : " " + number
    }
    if !line.isEmpty { add(line) }
  }
}
