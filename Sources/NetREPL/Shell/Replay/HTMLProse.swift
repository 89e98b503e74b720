import Core

/// The prose of a session file as HTML: headings, paragraphs, lists, tables as they stand, code.
enum HTMLProse {
  static func blocks(of lines: [String]) -> [String] {
    var (blocks, paragraph, code): ([String], [String], [String]?) = ([], [], nil)
    var list: [String] = []
    func endParagraph() {
      if !paragraph.isEmpty { blocks.append("<p>\(inline(paragraph.joined(separator: " ")))</p>") }
      if !list.isEmpty {
        blocks.append("<ul>\(list.map { "<li>\(inline($0))</li>" }.joined())</ul>")
      }
      (paragraph, list) = ([], [])
    }
    for line in lines {
      if line.hasPrefix("```") {
        endParagraph()
        if let known = code {
          blocks.append("<pre>\(known.map { $0.escapedAsXML() }.joined(separator: "\n"))</pre>")
          code = nil
        } else {
          code = []
        }
      } else if code != nil {
        code?.append(line)
      } else if line.hasPrefix("    ") || line.hasPrefix("|") {
        endParagraph()
        let text = line.trimmingSpaces.description
        if let formula = line.hasPrefix("    ") ? MathML.text(of: text) : nil {
          blocks.append("<p class=\"formula\">\(formula)</p>")
        } else {
          blocks.append("<pre>\(line.escapedAsXML())</pre>")
        }
      } else if line.allSatisfy(\.isWhitespace) {
        endParagraph()
      } else if line.hasPrefix("#") {
        endParagraph()
        let level = min(line.prefix { $0 == "#" }.count, 4)
        blocks.append(
          "<h\(level)>\(inline(String(line.drop { $0 == "#" || $0 == " " })))</h\(level)>")
      } else if line.hasPrefix("- ") {
        if !paragraph.isEmpty { endParagraph() }
        list.append(String(line.dropFirst(2)))
      } else if !list.isEmpty {
        list[list.count - 1] += " " + line.trimmingSpaces
      } else {
        paragraph.append(line)
      }
    }
    endParagraph()
    if let code {
      blocks.append("<pre>\(code.map { $0.escapedAsXML() }.joined(separator: "\n"))</pre>")
    }
    return blocks
  }

  /// Code between backticks, **bold**, and links by their words.
  private static func inline(_ text: String) -> String {
    text.codeSpans.map { part in
      if part.isCode { return "<code>\(part.text.escapedAsXML())</code>" }
      return part.text.escapedAsXML()
        .replacing(/\[([^\]]+)\]\([^)]*\)/) { String($0.1) }
        .replacing(/\*\*([^*]+)\*\*/) { "<strong>\($0.1)</strong>" }
        .replacing(/\*([^*\s][^*]*)\*/) { "<em>\($0.1)</em>" }
    }.joined()
  }
}
