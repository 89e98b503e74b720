import Foundation
import TestSupport
import Testing

/// What the README shows is what the program prints.
@Suite struct ReadmeTests {
  struct Block: Sendable, CustomTestStringConvertible {
    var command: String
    var output: String
    var testDescription: String { command }
  }

  /// The blocks marked `console`: a command after `$ ` and what it prints.
  static let blocks: [Block] = {
    guard let bytes = try? TestFiles.bytes("README.md") else { return [] }
    let text = String(decoding: bytes, as: UTF8.self)
    return text.components(separatedBy: "```console\n$ ").dropFirst().compactMap { part in
      guard let end = part.range(of: "```") else { return nil }
      let lines = part[..<end.lowerBound].split(
        separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
      return lines.count == 2
        ? Block(command: String(lines[0]), output: String(lines[1])) : nil
    }
  }()

  @Test func thereAreBlocks() {
    #expect(Self.blocks.count >= 3)
  }

  @Test(arguments: blocks) func blockIsTrue(_ block: Block) throws {
    #expect(block.command.hasPrefix("netrepl "))
    // The README stands at the root, the tests run elsewhere.
    let command = block.command.replacing("sessions/", with: TestFiles.place(of: "sessions/"))
    let run = try Program.run(arguments(of: command))
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    let (shown, printed) = (words(block.output), words(run.output))
    #expect(shown.count == printed.count)
    for (one, other) in zip(shown, printed) {
      #expect(
        one == other || areErrors(one, other) || areWhole(one, other), "\(one) is now \(other)")
    }
  }

  /// Sizes of errors differ from machine to machine in their last digits: by rounding, so by less
  /// than a factor of a hundred.
  private func areErrors(_ one: String, _ other: String) -> Bool {
    guard one.contains("e-"), let a = Double(one), other.contains("e-"), let b = Double(other)
    else { return false }
    return a < 1e-9 && b < 1e-9 && a < 100 * b && b < 100 * a
  }

  /// Numbers printed to the last digit differ there from machine to machine, as its linear algebra
  /// adds in another order.
  private func areWhole(_ one: String, _ other: String) -> Bool {
    guard one.count > 16, let a = Double(one), other.count > 16, let b = Double(other)
    else { return false }
    return abs(a - b) <= 8 * a.ulp
  }

  private func words(_ text: String) -> [String] {
    text.replacing("−", with: "-").replacing(",", with: " ").replacing(":", with: " ")
      .split(whereSeparator: \.isWhitespace).map(String.init)
  }

  /// The words of a shell command in which only single quotes occur.
  private func arguments(of command: String) -> [String] {
    var arguments: [String] = []
    for (index, part) in command.split(separator: "'", omittingEmptySubsequences: false)
      .enumerated()
    {
      if index % 2 == 1 {
        arguments.append(String(part))
      } else {
        arguments += part.split(separator: " ").map(String.init)
      }
    }
    return Array(arguments.dropFirst())
  }
}
