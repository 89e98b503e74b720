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

  /// What is done for each of some rows of C, given the name of its number; without a loop for one alone.
  mutating func rows(_ count: Int, _ body: (inout CodeText, _ k: String) -> Void) {
    if count == 1 { return body(&self, "0") }
    block("for (int k = 0; k < \(count); k++) {") { body(&$0, "k") }
  }

  /// Numbers, several a line, with commas between and behind the last of a line.
  mutating func numbers(_ values: [Double], _ spell: (Double) -> String, ending: String = ",") {
    items(values.map(spell), ending: ending)
  }

  mutating func items(_ items: [String], ending: String = ",") {
    var line = ""
    for (k, item) in items.enumerated() {
      let item = item + (k == items.count - 1 ? ending : ",")
      if !line.isEmpty, line.utf8.count + item.utf8.count > 96 - depth * step {
        add(line)
        line = ""
      }
      line += line.isEmpty ? item : " " + item
    }
    if !line.isEmpty { add(line) }
  }
}
