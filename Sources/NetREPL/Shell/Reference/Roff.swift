/// A page of a manual in the macros `man` of roff: ASCII alone, so that every formatter reads it.
package struct Roff {
  package private(set) var text = ""

  /// Whether nothing stands in the section yet.
  private var beginsSection = false

  /// Columns of the source.
  private static let width = 80

  /// - Parameters:
  ///   - name: what the page is called, in its first section.
  ///   - summary: what that is, without a period.
  ///   - version: of the program, for the foot of the page.
  package init(name: String, summary: String, version: String) {
    line(".TH \(Self.quoted(name.uppercased())) 1 \"\" \(Self.quoted(version)) \"User commands\"")
    // No hyphens are put into names, and lines are not stretched.
    line(".nh")
    line(".ad l")
    section("Name")
    line("\(Self.escaped(name)) \\- \(Self.escaped(summary))")
  }

  // MARK: Blocks

  package mutating func section(_ title: String) {
    line(".SH \(Self.quoted(title.uppercased()))")
    beginsSection = true
  }

  package mutating func subsection(_ title: String) { line(".SS \(Self.quoted(title))") }

  /// A paragraph; what stands between backticks is bold.
  package mutating func paragraph(_ text: String) {
    beginParagraph()
    prose(text)
  }

  /// What is typed, and below it, indented, what it is.
  ///
  /// - Parameter tags: other ways to type it stand below each other.
  package mutating func item(_ tags: [String], _ text: String) {
    beginsSection = false
    for (index, tag) in tags.enumerated() {
      line(index == 0 ? ".TP" : ".TQ")
      line("\\fB\(Self.escaped(tag))\\fR")
    }
    prose(text)
  }

  /// A line that is typed, its parts in bold.
  package mutating func synopsis(_ command: String, _ rest: String) {
    beginParagraph()
    line("\\fB\(Self.escaped(command))\\fR \(Self.escaped(rest))")
  }

  /// Lines as they stand.
  package mutating func code(_ lines: [String]) {
    beginParagraph()
    line(".RS 4")
    line(".nf")
    for text in lines { line(Self.shielded(Self.escaped(text))) }
    line(".fi")
    line(".RE")
  }

  // MARK: Text

  private mutating func line(_ line: String) { text += line + "\n" }

  /// A section begins with a paragraph by itself.
  private mutating func beginParagraph() {
    if !beginsSection { line(".PP") }
    beginsSection = false
  }

  private mutating func prose(_ text: String) {
    let styled = text.codeSpans.map {
      $0.isCode ? "\\fB\(Self.escaped($0.text))\\fR" : Self.escaped($0.text)
    }.joined()
    for line in TextLayout.wrapped(styled, to: Self.width) { self.line(Self.shielded(line)) }
  }

  /// A line that is text, whatever it begins with.
  private static func shielded(_ line: String) -> String {
    line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line
  }

  private static func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }

  /// Every sign as itself: roff makes typographic ones of some, and reads a backslash as its own.
  package static func escaped(_ text: String) -> String {
    let signs: [Unicode.Scalar: String] = [
      "\\": "\\(rs", "-": "\\-", "'": "\\(aq", "\"": "\\(dq", "`": "\\(ga", "^": "\\(ha",
      "~": "\\(ti", "\u{a0}": "\\~",
    ]
    return text.unicodeScalars.map { scalar in
      if let sign = signs[scalar] { return sign }
      if scalar.isASCII { return String(scalar) }
      let digits = String(scalar.value, radix: 16, uppercase: true)
      return "\\[u\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)]"
    }.joined()
  }
}
