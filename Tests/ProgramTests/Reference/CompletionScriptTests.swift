import Foundation
import TestSupport
import Testing

@testable import NetREPL

/// What the shells offer behind `netrepl`, asked in the shells that are there.
@Suite struct CompletionScriptTests {
  struct Case: Sendable, CustomTestStringConvertible {
    /// The words typed so far, the last one unfinished, as the shell has them.
    var words: [String]
    var offered: [String]
    var testDescription: String { words.joined(separator: " ") }
  }

  static let cases = [
    Case(words: ["swe"], offered: ["sweep"]),
    Case(words: ["mo"], offered: ["model.onnx"]),
    Case(words: ["no"], offered: ["notes.unknown"]),
    Case(words: ["--fo"], offered: ["--format"]),
    Case(words: ["--format", "pl"], offered: ["plain"]),
    Case(words: ["--color", ""], offered: ["always", "auto", "never"]),
    Case(words: ["-c", "'load example sm"], offered: ["load example small"]),
    Case(words: ["-c", "\"output; lo"], offered: ["output; load"]),
    Case(words: ["model.onnx", "sca"], offered: ["scaler"]),
    Case(words: ["replay", "--upd"], offered: ["--update", "--update-status"]),
    Case(words: ["replay", "l"], offered: ["lesson.md"]),
    Case(words: ["sweep", "model.onnx", "p"], offered: ["points.csv"]),
    Case(words: ["sweep", "--sh"], offered: ["--shard"]),
    Case(words: ["merge", "po"], offered: ["points.csv"]),
  ]

  private static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in ["model.onnx", "lesson.md", "points.csv", "notes.unknown"] {
      try folder.write("", to: name)
    }
    for file in [ReferenceFile.bash, .zsh, .fish] { try folder.write(file.text, to: file.rawValue) }
    return folder
  }

  private static func run(_ shell: String, _ arguments: [String]) throws -> PlainRun {
    let folder = try folder()
    let place = ProgramUnderTest.path.dropLast("/netrepl".count)
    return try PlainRun(
      shell, arguments,
      environment: ProgramUnderTest.environment(
        home: folder.path, adding: ["PATH": "\(place):/usr/bin:/bin"]), folder: folder.path)
  }

  @Test(.enabled(if: isThere("/bin/bash")), arguments: cases)
  func bashOffers(_ typed: Case) throws {
    let words = (["netrepl"] + typed.words).map(Self.quoted).joined(separator: " ")
    let script = """
      compopt() { :; }  # works within a completion alone
      source netrepl.bash
      COMP_WORDS=(\(words))
      COMP_CWORD=\(typed.words.count)
      _netrepl netrepl "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let run = try Self.run("/bin/bash", ["--norc", "-c", script])
    #expect(run.status == .exited(0) && run.error.isEmpty, "\(run.error)")
    #expect(Set(run.output.split(separator: "\n").map(String.init)) == Set(typed.offered))
  }

  @Test(.enabled(if: isThere("/usr/bin/fish")), arguments: cases)
  func fishOffers(_ typed: Case) throws {
    let line = "netrepl " + typed.words.joined(separator: " ")
    let script = "source netrepl.fish; complete -C \"$argv[1]\""
    let run = try Self.run("/usr/bin/fish", ["--no-config", "-c", script, "--", line])
    let offered = run.output.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
    // Fish offers other files too, behind those that fit.
    #expect(Set(offered).isSuperset(of: typed.offered), "\(run.output)\(run.error)")
  }

  @Test(.enabled(if: isThere("/usr/bin/zsh"))) func zshReadsTheScript() throws {
    let run = try Self.run("/usr/bin/zsh", ["-f", "-n", "netrepl.zsh"])
    #expect(run.status == .exited(0) && run.error.isEmpty, "\(run.error)")
  }

  @Test func everyOptionIsOffered() {
    let scripts = [ReferenceFile.bash, .zsh, .fish].map(\.text)
    for argument in ProgramHelp.all.flatMap(\.arguments) {
      for name in argument.names {
        #expect(scripts[0].contains(name) && scripts[1].contains(name))
        let bare = name.drop { $0 == "-" }
        #expect(scripts[2].contains(name.hasPrefix("--") ? "-l \(bare) " : "-s \(bare) "))
      }
    }
    #expect(!scripts.contains { $0.contains("generate-reference") })
  }

  private static func quoted(_ word: String) -> String {
    "'\(word.replacing("'", with: "'\\''"))'"
  }

  private static func isThere(_ path: String) -> Bool {
    FileManager.default.isExecutableFile(atPath: path)
  }
}
