import Foundation
import TestSupport
import Testing

@testable import Shell

/// The documents of `sessions/` are true, here and in any terminal and language.
@Suite struct SessionFilesTests {
  static let names: [String] = {
    let names = try? FileManager.default.contentsOfDirectory(atPath: TestSession.root + "sessions")
    return (names ?? []).filter { $0.hasSuffix(".md") }.sorted()
  }()

  @Test func thereAreSessions() {
    #expect(Self.names.count >= 6)
  }

  @Test(arguments: names) func sessionIsTrue(_ name: String) throws {
    let file = try ReplayedFile(replaying: TestSession.root + "sessions/" + name)
    #expect(file.isSame, "\(file.difference)")
    #expect(file.commandCount >= 8)
    #expect(file.transcript.text == String(decoding: try bytes(name), as: UTF8.self))
  }

  @Test(arguments: [["COLUMNS": "200", "LANG": "C"], ["COLUMNS": "30", "LC_ALL": "de_DE.UTF-8"]])
  func widthAndLanguageDoNotMatter(_ more: [String: String]) throws {
    let home = try TemporaryFolder()
    let paths = Self.names.map { TestSession.root + "sessions/" + $0 }
    let run = try PlainRun(
      ProgramUnderTest.path, ["replay"] + paths,
      environment: ProgramUnderTest.environment(home: home.path, adding: more), folder: home.path)
    #expect(run.status == .exited(0), "\(run.output)\(run.error)")
    #expect(run.output.split(separator: "\n").count == Self.names.count)
  }

  /// What is printed once is compared with every text that differs from it in one digit.
  @Test(arguments: names) func everyDigitCounts(_ name: String) throws {
    let file = try ReplayedFile(replaying: TestSession.root + "sessions/" + name)
    var altered = 0
    for (block, replayed) in zip(file.transcript.blocks, file.blocks) {
      for (step, result) in zip(block.steps, replayed.steps) {
        for index in step.expected {
          for line in Self.alterations(of: file.transcript.lines[index]) {
            var lines = file.transcript.lines
            lines[index] = line
            let text = try Transcript(Array(lines.joined(separator: "\n").utf8), name: name)
            let again = ReplayedStep(
              step, printed: result.printed, of: text, tolerance: block.tolerance)
            #expect(!again.isSame, "\(line)")
            if altered % 20 == 0 {
              let told = again.difference(in: name, text).joined(separator: "\n")
              #expect(told.contains("\(name):\(index + 1): "), "\(told)")
            }
            altered += 1
          }
        }
      }
    }
    #expect(altered > 300)
  }

  /// The line with one digit more by one, for each digit that is not part of a bound or a
  /// tolerance, or of a number that has a tolerance.
  private static func alterations(of line: String) -> [String] {
    let read = SessionLine(line, isExpected: true)
    guard read.plain == line else { return [] }
    let free = read.tokens.filter { $0.isBound || $0.tolerance != nil }.map(\.range)
    let bytes = Array(line.utf8)
    return bytes.indices.compactMap { index in
      guard (0x30...0x39).contains(bytes[index]), !free.contains(where: { $0.contains(index) })
      else { return nil }
      var changed = bytes
      changed[index] = bytes[index] == 0x39 ? 0x30 : bytes[index] + 1
      return String(decoding: changed, as: UTF8.self)
    }
  }

  private func bytes(_ name: String) throws -> [UInt8] {
    try TestFiles.bytes("sessions/" + name)
  }
}
