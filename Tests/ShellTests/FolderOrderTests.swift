import Foundation
import Testing

/// No folder of the shell uses one to its right; the compiler does not keep that inside a target.
@Suite struct FolderOrderTests {
  /// From left to right.
  private static let order = [
    "Text", "Report", "Render", "Names", "Session", "Sweep", "Grammar", "Commands", "Replay",
    "Screens", "Reference",
  ]

  /// A source file, and the position of its folder.
  private struct Source {
    var name: String
    var folder: Int
    var text: String
  }

  @Test func noFolderUsesOneToItsRight() throws {
    let root = TestSession.root + "Sources/NetREPL/Shell/"
    let found = try FileManager.default.contentsOfDirectory(atPath: root)
    #expect(Set(found) == Set(Self.order))
    var sources: [Source] = []
    for (index, folder) in Self.order.enumerated() {
      let files = FileManager.default.enumerator(atPath: root + folder)
      while let name = files?.nextObject() as? String {
        guard name.hasSuffix(".swift") else { continue }
        sources.append(
          Source(
            name: "\(folder)/\(name)", folder: index,
            text: try String(contentsOfFile: "\(root)\(folder)/\(name)", encoding: .utf8)))
      }
    }
    #expect(sources.count > 100)
    for use in Self.usesToTheRight(sources) { Issue.record("\(use)") }
  }

  @Test func aUseToTheRightIsFound() {
    let sources = [
      Source(
        name: "Left", folder: 0,
        text: """
          /// As `InComment` says.
          struct Left { var right: [Right] }
          let text = "InString \\(max(InHole.count, 1))"  // InComment
          """),
      Source(
        name: "Right", folder: 1,
        text: """
          package final class Right { struct Nested {} }
          enum InComment {}
          protocol InString {}
          typealias InHole = Left
          func free() {}
          """),
      Source(name: "Other", folder: 0, text: "let value = free()\nlet nested = Nested()"),
    ]
    #expect(
      Self.usesToTheRight(sources) == [
        "Left uses InHole of Right", "Left uses Right of Right", "Other uses free of Right",
      ])
  }

  /// The uses of what is declared farther to the right, by the names of types and free functions.
  private static func usesToTheRight(_ sources: [Source]) -> [String] {
    var declared: [String: Source] = [:]
    let code = sources.map { Self.code(of: $0.text) }
    for (source, code) in zip(sources, code) {
      for line in code.split(separator: "\n") where line.first?.isLetter == true {
        let words = Self.words(of: line)
        guard let keyword = words.firstIndex(where: keywords.contains) else { continue }
        if words.count > keyword + 1, words[..<keyword].allSatisfy(modifiers.contains) {
          declared[words[keyword + 1]] = source
        }
      }
    }
    return zip(sources, code).flatMap { source, code in
      Set(Self.words(of: code)).sorted().compactMap { word in
        guard let other = declared[word], other.folder > source.folder else { return nil }
        return "\(source.name) uses \(word) of \(other.name)"
      }
    }
  }

  private static let keywords: Set = [
    "actor", "class", "enum", "func", "protocol", "struct", "typealias",
  ]
  private static let modifiers: Set = ["final", "indirect", "internal", "package", "public"]

  private static func words(of text: some StringProtocol) -> [String] {
    String(text).split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init)
  }

  /// The text without comments and without strings; what a string interpolates stays.
  private static func code(of text: String) -> String {
    var code = ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      // For each string that is open, the parentheses that are open within its hole.
      var holes: [Int] = []
      var isString = false
      var rest = line[...]
      while let character = rest.popFirst() {
        if isString {
          if character == "\\" {
            if rest.popFirst() == "(" {
              holes.append(0)
              isString = false
              code += " "
            }
          } else if character == "\"" {
            isString = false
          }
          continue
        }
        if character == "/", rest.first == "/" { break }
        if character == "\"" { isString = true }
        if let open = holes.last {
          if character == "(" { holes[holes.count - 1] = open + 1 }
          if character == ")" {
            holes[holes.count - 1] = open - 1
            if open == 0 {
              holes.removeLast()
              isString = true
            }
          }
        }
        code.append(character)
      }
      code += "\n"
    }
    return code
  }
}
