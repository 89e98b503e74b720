import Foundation
import TestSupport
import Testing

@testable import Shell

/// A session of many commands: it takes no more memory at its end than in its middle, and a command
/// answers what it answers in a fresh process. `SOAK_COMMANDS=200000` is a long one; `SOAK_PROGRAM` is
/// the program, that of the tests unless set.
@Suite struct SoakTests {
  /// What ends the session, waits for a clock, or writes.
  private static let others = ["quit", "time", "replay", "record", "save", "sweep"]

  private static let sample = [
    "set limits on", "set precision 6", "set width 80", "set fd.method ridders", "set fd.step auto",
    "set fd.limit 0.2", "load example iris", "jacobian", "hessian of A2",
  ]

  @Test func aLongSession() throws {
    let count = TestEnvironment.count("SOAK_COMMANDS", standard: 1500)
    let commands = CommandTable.all.filter { !Self.others.contains($0.name) }
    var random = SeededGenerator(seed: 2026)
    var lines = ["new 2-3-2 seed 3"]
    var made: [String] = []
    var samples = 0
    while lines.count < count {
      // To make them takes longer than to run them: they come again, in another order.
      let line: String
      if made.count < 20_000 {
        line = Self.line(&random, of: commands)
        made.append(line)
      } else {
        line = made[Int.random(in: 0..<made.count, using: &random)]
      }
      lines.append(line)
      if lines.count % 20 == 0 { lines.append("new 2-3-2 seed 3") }
      if lines.count % 500 == 0 {
        lines += Self.sample
        samples += 1
      }
    }
    let fresh = try run(Self.sample)
    let run = try run(lines)
    // Numbers of results differ; what stands below them does not.
    #expect(fresh.status == .exited(0) && fresh.output.contains("%2\n"))
    let expected = Self.withoutResultNumbers(fresh.output)
    let found = Self.withoutResultNumbers(run.output).components(separatedBy: expected).count - 1
    #expect(found == samples, "\(found) of \(samples) samples are as in a fresh process")
    guard count >= 50_000 else { return }
    let memory = run.residentBytes
    let middle = memory[memory.count / 4..<memory.count / 2].max() ?? 0
    let end = memory[memory.count * 3 / 4..<memory.count].max() ?? 0
    #expect(Double(end) <= 1.05 * Double(middle), "\(middle >> 10) kB became \(end >> 10) kB")
    print("soak: \(lines.count) commands, \(middle >> 10) kB then \(end >> 10) kB")
  }

  /// A line of the commands alone: any characters may be a command too, and are for the tests of the readers.
  private static func line(_ random: inout SeededGenerator, of commands: [CommandSpec]) -> String {
    while true {
      let line = GrammarLines.line(&random, of: commands)
      let words = ((try? Lexer.statements(in: line)) ?? []).compactMap(\.words.first?.text)
      if line.allSatisfy({ $0.isASCII && !$0.isNewline && $0 != "\0" }),
        words.allSatisfy({ word in commands.contains { $0.name == word } })
      {
        return line
      }
    }
  }

  private func run(_ lines: [String]) throws -> PlainRun {
    let folder = try TemporaryFolder()
    let run = try PlainRun(
      TestEnvironment.text("SOAK_PROGRAM") ?? ProgramUnderTest.path,
      ["--no-rc", "--keep-going", "--format", "plain"],
      environment: ProgramUnderTest.environment(home: folder.path),
      input: lines.joined(separator: "\n") + "\n", folder: folder.path, timeout: 3600)
    guard case .exited = run.status else {
      Issue.record("\(run.status): \(run.error.suffix(300))")
      return run
    }
    return run
  }

  /// The text without ` %7` at the ends of lines; a long session prints more than a regular expression is
  /// made for.
  private static func withoutResultNumbers(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\n") {
        let end = bytes.lastIndex { $0 < UInt8(ascii: "0") || $0 > UInt8(ascii: "9") }
        if let end, bytes[end] == UInt8(ascii: "%"), end + 1 < bytes.count {
          bytes.removeSubrange(end...)
          while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
        }
      }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
