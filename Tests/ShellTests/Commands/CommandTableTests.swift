import Foundation
import TestSupport
import Testing

@testable import Shell

@Suite struct CommandTableTests {
  private static let all = CommandTable.all + [.recall]
  static let names = all.map(\.name)

  private func command(_ name: String) throws -> CommandSpec {
    try #require(Self.all.first { $0.name == name })
  }

  /// What an example writes goes into a temporary folder: its one file name is put there.
  @Test(arguments: names)
  func everyExampleRuns(name: String) throws {
    let folder = try TemporaryFolder()
    let examples = try command(name).examples
    #expect(!examples.isEmpty)
    for example in examples {
      let line = try folder.inside(example)
      var session = try TestSession("load example iris")
      for outcome in session.outcomes(line) {
        switch outcome {
        case .success(.report(let report)):
          #expect(report.warnings.isEmpty)
          for format in OutputFormat.allCases {
            let text = format.renderer(width: 80, precision: 6, colors: .none).render(report)
            #expect(!text.isEmpty, "\(line) as \(format)")
            let others = text.filter { !$0.isASCII }
            #expect(format != .plain || others.isEmpty, "\(line): \(others)")
          }
        case .success(.request):
          #expect(["quit", "replay", "record", "report", "clear", "tour"].contains(name))
        case .failure(let error): Issue.record("\(line): \(error.message)")
        }
      }
    }
  }

  @Test(arguments: names)
  func everyExampleIsOfItsCommand(name: String) throws {
    for example in try command(name).examples {
      let words = try Lexer.statements(in: example).compactMap(\.words.first?.text)
      #expect(words.contains { $0 == name || (name == "%" && ($0 == "_" || $0.hasPrefix("%"))) })
    }
  }

  @Test(arguments: names)
  func everyArgumentHasAMeaning(name: String) throws {
    let command = try command(name)
    let listed = command.arguments.map(\.name)
    for argument in command.pattern.argumentNames {
      #expect(listed.contains(argument), "\(argument) is not explained")
    }
    let help = try TestSession.text(of: command.helpReport)
    for name in listed {
      #expect(help.contains("  \(name) "), "help does not name \(name)")
      #expect(command.pattern.usage.contains(name), "\(name) is explained, but not there")
    }
    #expect(Set(listed).count == listed.count)
    #expect(command.arguments.allSatisfy { !$0.meaning.isEmpty && !$0.meaning.hasSuffix(".") })
  }

  @Test(arguments: names)
  func summariesBeginWithAVerbAndHaveNoPeriod(name: String) throws {
    let verbs = [
      "change", "check", "compare", "describe", "draw", "explain", "hide", "keep", "leave", "list",
      "make", "move",
      "read",
      "run", "set", "show", "subtract", "switch", "take", "test", "walk", "write",
    ]
    let summary = try command(name).summary
    #expect(verbs.contains(String(summary.prefix { $0.isLetter })), "\(summary)")
    #expect(!summary.hasSuffix("."))
    #expect(summary.count <= 85)
  }

  @Test(arguments: names)
  func detailsAreSentences(name: String) throws {
    let details = try command(name).details
    #expect(details.isEmpty || details.hasSuffix("."))
  }

  @Test(arguments: names)
  func usageFitsALine(name: String) throws {
    for usage in try command(name).usages { #expect(usage.count <= 100, "\(usage)") }
  }

  @Test func namesAreLowerCaseWordsEachOnce() {
    let names = CommandTable.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { $0.allSatisfy { $0.isLowercase } })
  }

  @Test func helpListsEveryCommand() throws {
    var session = try TestSession()
    let help = try session.text("help")
    for command in Self.all where command.name != "%" {
      #expect(help.contains("  \(command.name) "))
      #expect(help.squeezed.contains(command.summary.prefix(20)))
    }
    for group in CommandSpec.Group.allCases { #expect(help.contains(group.rawValue)) }
  }

  @Test func helpFitsTheScreen() throws {
    var session = try TestSession()
    for line in ["help", "settings", "examples"] + Self.all.map({ "help \($0.name)" }) {
      for width in [60, 80] {
        let text = try session.text(line, width: width)
        // Usage, examples and formulas are code, which is not broken.
        for line in text.split(separator: "\n") where width == 80 || !line.hasPrefix("  ") {
          #expect(line.count <= width, "\(line)")
        }
      }
    }
    let help = try session.text("help perturb", width: 60)
    #expect(
      help.squeezed.contains("D the change delta, one number for each input; of an entry, one"))
  }

  @Test(arguments: names)
  func helpIsAsciiInPlainText(name: String) throws {
    #expect(try TestSession.text(of: command(name).helpReport).allSatisfy(\.isASCII))
  }

  @Test func helpKnowsBeginningsAndMistakes() throws {
    var session = try TestSession()
    #expect(try session.text("help hes").hasPrefix("hessian: show second derivatives"))
    #expect(
      try session.error("help hesian")
        == CommandError("no command 'hesian'; did you mean 'hessian'?", at: 5..<11))
  }
}

extension TestSession {
  static func text(of report: Report) throws -> String {
    PlainRenderer(width: 80, numbers: NumberFormat(digits: 6)).render(report)
  }
}
