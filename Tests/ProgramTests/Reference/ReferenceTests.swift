import Foundation
import TestSupport
import Testing

@testable import NetREPL
@testable import Shell

/// What is made from the table of commands says what the table says.
@Suite struct ReferenceTests {
  private static let commands = CommandTable.all + [.recall, .expression]

  @Test func theCommittedReferenceIsThatOfTheProgram() throws {
    let committed = String(decoding: try TestFiles.bytes("docs/commands.md"), as: UTF8.self)
    #expect(committed == ReferenceFile.commands.text, "`make docs` writes it again")
    let run = try Program.run(["--generate-reference", "commands.md"])
    #expect(run.status == 0 && run.output == committed)
  }

  @Test func theReferenceHasAllOfEachCommand() {
    let text = ReferenceFile.commands.text
    for command in Self.commands {
      #expect(command.isNameless || text.contains("\n### \(command.name)\n"))
      for line in command.usages + command.examples { #expect(text.contains("\n    \(line)\n")) }
      for argument in command.arguments { #expect(text.contains("\n- `\(argument.name)`: ")) }
      for option in command.options {
        #expect(text.squeezed.contains("`\(option)`"), "\(option)")
      }
    }
    for setting in Setting.all { #expect(text.contains("\n- `\(setting.name)` (at first ")) }
  }

  @Test func linksOfTheReferenceLeadToHeadings() throws {
    let text = ReferenceFile.commands.text
    var anchors: [String: Int] = [:]
    var known: Set<String> = []
    for line in text.split(separator: "\n") where line.hasPrefix("##") {
      let name = line.drop { $0 == "#" || $0 == " " }.lowercased().replacing(" ", with: "-")
      let count = anchors[name, default: 0]
      anchors[name] = count + 1
      known.insert(count == 0 ? name : "\(name)-\(count)")
    }
    let links = text.matches(of: /\]\(#([^)]+)\)/).map { String($0.1) }
    #expect(links.count == CommandTable.all.count)
    for link in links { #expect(known.contains(link), "\(link)") }
  }

  @Test func linesOfTheReferenceAreNotTooWide() {
    // Code is not broken; a usage has 100 characters at most, and is indented by four.
    for line in ReferenceFile.commands.text.split(separator: "\n") {
      #expect(line.count <= (line.hasPrefix("    ") ? 104 : 100), "\(line)")
      #expect(line.last != " ")
    }
  }

  @Test func partsBetweenBackticksAreCode() {
    func parts(_ text: String) -> [String] {
      text.codeSpans.map { $0.isCode ? "<\($0.text)>" : $0.text }
    }
    #expect(parts("as `a b` and `c`.") == ["as ", "<a b>", " and ", "<c>", "."])
    #expect(parts("a block ```session and `x`") == ["a block ```session and ", "<x>"])
    #expect(parts("one ` alone") == ["one ` alone"])
    #expect(parts("`a`").count == 1 && parts("").isEmpty)
  }
}
