import Foundation
import TestSupport
import Testing

@testable import NetREPL
@testable import Shell

/// The pages of the manual name everything, and formatters read them without a word.
@Suite struct ManualPageTests {
  static let pages: [ReferenceFile] = [.manual, .replayManual, .sweepManual, .mergeManual]
  private static let groff = "/usr/bin/groff"
  static let hasGroff = FileManager.default.isExecutableFile(atPath: groff)

  @Test func thePageOfTheProgramNamesEveryCommandAndSetting() {
    let page = ReferenceFile.manual.text
    for command in CommandTable.all + [.recall, .expression] {
      for usage in command.usages {
        #expect(page.contains("\n\\fB\(Roff.escaped(usage))\\fR\n"), "\(usage)")
      }
    }
    for setting in Setting.all { #expect(page.contains("\n\\fB\(setting.name)\\fR\n")) }
  }

  @Test(arguments: zip(pages, ProgramHelp.all))
  func everyOptionIsNamed(_ file: ReferenceFile, _ help: ProgramHelp) throws {
    let run = try Program.run([help.word, "--help"].filter { !$0.isEmpty })
    let options = Set(run.output.matches(of: /--[a-z][a-z-]+/).map { String($0.0) })
      .subtracting(["--shard", "--strict", "--help"].filter { _ in help.word.isEmpty })
    #expect(options.count >= 1 || help.word.isEmpty)
    for option in options {
      #expect(file.text.contains(Roff.escaped(option)), "\(file.rawValue) lacks \(option)")
    }
    for argument in help.arguments {
      #expect(file.text.contains("\n\\fB\(Roff.escaped(argument.usage))\\fR\n"))
    }
  }

  @Test(arguments: pages) func nothingOfTheTextIsARequest(_ file: ReferenceFile) {
    let requests = [
      ".TH", ".SH", ".SS", ".PP", ".TP", ".TQ", ".RS", ".RE", ".nf", ".fi", ".nh", ".ad",
    ]
    for line in file.text.split(separator: "\n") {
      #expect(!line.hasPrefix("'"))
      let others = line.filter { !$0.isASCII }
      #expect(others.isEmpty, "\(line)")
      guard line.hasPrefix(".") else { continue }
      #expect(requests.contains(String(line.prefix { $0 != " " })), "\(line)")
    }
  }

  @Test func signsStandForThemselves() {
    #expect(
      Roff.escaped("a\\b -x 'q' `c` ^ ~") == "a\\(rsb \\-x \\(aqq\\(aq \\(gac\\(ga \\(ha \\(ti")
    #expect(Roff.escaped("σ″ ∂²") == "\\[u03C3]\\[u2033] \\[u2202]\\[u00B2]")
    var page = Roff(name: "n", summary: "s", version: "1")
    page.section("One")
    page.paragraph(".dot and `'quote`")
    page.code([".nf", "'x"])
    let lines = page.text.split(separator: "\n")
    #expect(lines.contains("\\&.dot and \\fB\\(aqquote\\fR"))
    #expect(lines.contains("\\&.nf") && lines.contains("\\(aqx"))
  }

  @Test(.enabled(if: hasGroff), arguments: pages)
  func formattersHaveNothingToSay(_ file: ReferenceFile) throws {
    let folder = try TemporaryFolder()
    let run = try PlainRun(
      Self.groff, ["-man", "-ww", "-Tutf8", "-rLL=78n", "-P-cbou"],
      environment: ["PATH": "/usr/bin:/bin"], input: file.text, folder: folder.path)
    #expect(run.status == .exited(0) && run.error.isEmpty, "\(run.error)")
    let shown = run.output
    for line in shown.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    // What roff would have made something else of.
    if file == .replayManual { #expect(shown.contains("```session {rtol=1e-9 atol=0}")) }
    if file == .manual { #expect(shown.squeezed.contains("netrepl -c 'load example small;")) }
  }
}

extension String {
  /// The words with one space between, so that a line break does not matter.
  var squeezed: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
