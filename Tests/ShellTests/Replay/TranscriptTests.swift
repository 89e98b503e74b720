import TestSupport
import Testing

@testable import Shell

@Suite struct TranscriptTests {
  private func read(_ text: String, name: String = "a.md") throws(Transcript.Problem) -> Transcript
  {
    try Transcript(Array(text.utf8), name: name)
  }

  private func problem(_ text: String, name: String = "a.md") -> Transcript.Problem? {
    do throws(Transcript.Problem) {
      _ = try read(text, name: name)
      return nil
    } catch {
      return error
    }
  }

  @Test func blocksStepsAndStatus() throws {
    let text = try read(
      """
      # Title
      ```swift
      ```session
      > no
      ```
      ```session {rtol=1e-9 atol=1e-12}
      > one
      A  1

      B  2

      > two
      error: x

      [1]

      >
      ```
      ~~~~ session
      > three
      ```
      ~~~
      ~~~~
      """)
    #expect(text.isDocument && text.blocks.count == 2)
    #expect(text.blocks[0].tolerance == Tolerance(relative: 1e-9, absolute: 1e-12))
    #expect(text.steps.map(\.command) == ["one", "two", "", "three"])
    #expect(text.steps.map(\.status) == [0, 1, 0, 0])
    #expect(text.steps.map { $0.line + 1 } == [7, 12, 17, 20])
    #expect(text.steps.map(\.expected.count) == [3, 1, 0, 2])
  }

  @Test func aBlockThatIsNotClosedEndsWithTheText() throws {
    #expect(try read("```session\n> one\nA").steps.map(\.expected.count) == [1])
  }

  @Test func plainListsOfCommands() throws {
    let text = try read("load example small\n\n# note\noutput\r\n", name: "a.txt")
    #expect(!text.isDocument)
    #expect(text.steps.map(\.command) == ["load example small", "# note", "output"])
  }

  @Test func problemsNameTheLine() {
    #expect(problem("# Title\n")?.message.hasPrefix("there is no session") == true)
    #expect(problem("\n```session\noutput\n```")?.line == 3)
    #expect(problem("\n```session {rtol=x}\n```")?.line == 2)
    #expect(problem("```session {rtol=-1}\n```")?.line == 1)
    #expect(problem("```session {ulps=1}\n```")?.message.contains("'ulps=1'") == true)
    #expect(throws: Transcript.Problem.self) { try Transcript([0x80, 0x81], name: "a.txt") }
  }

  @Test func textIsKeptByteForByte() throws {
    for text in ["", "\n", "a\r\nb", "```session\r\n> x\r\n\r\n```\r", "e\u{301}\n\u{301}\n\r"] {
      #expect(Array(try read(text, name: "a.txt").text.utf8) == Array(text.utf8))
    }
  }

  /// Whatever a file holds: nothing traps, and what is read is the file.
  @Test func survivesAnyChange() throws {
    var random = SeededGenerator(seed: 40)
    let names = ["02-the-jacobian-by-hand.md", "04-checking-with-finite-differences.md"]
    let pieces = [
      "```", "```session", "> ", ">", "[1]", "...", "{rtol=1}", "\r", "\n", "~~~", "<1",
    ]
    var counts = (read: 0, refused: 0)
    for name in names {
      let original = Array(try TestFiles.bytes("sessions/" + name).prefix(4000))
      for _ in 0..<400 {
        var bytes = original
        for _ in 0..<Int.random(in: 1...8, using: &random) {
          let place = Int.random(in: 0..<bytes.count, using: &random)
          switch Int.random(in: 0..<4, using: &random) {
          case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
          case 1: bytes.removeSubrange(place..<min(bytes.count, place + 9))
          case 2:
            bytes.insert(contentsOf: (pieces.randomElement(using: &random) ?? "").utf8, at: place)
          default: bytes[place] = 0x20 + UInt8.random(in: 0..<0x5F, using: &random)
          }
        }
        do throws(Transcript.Problem) {
          let text = try Transcript(bytes, name: "a.md")
          counts.read += 1
          #expect(Array(text.text.utf8) == bytes)
          for step in text.steps {
            let expected = text.lines[step.expected].map { SessionLine($0, isExpected: true) }
            let actual = text.lines[step.expected].map { SessionLine($0, isExpected: false) }
            _ = Alignment(expected: expected, actual: actual.reversed(), Tolerance())
          }
        } catch {
          counts.refused += 1
          #expect(error.line >= 1)
        }
      }
    }
    #expect(counts.read > 100 && counts.refused > 100, "\(counts)")
  }
}
