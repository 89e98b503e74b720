import Core
import Formats
import TestSupport
import Testing

/// Damaged files are refused or read, and never end the program.
@Suite struct MutationTests {
  @Test func damagedFilesNeverTrap() throws {
    // With strings, escapes, words for numbers, parameters and unknown keys to damage.
    let text = #"""
      {"format": "netrepl-network", "version": 1, "name": "caf\u00e9 \uD83D\uDE00",
       "layers": [{"weights": [[1, -0.5e-3], ["nan", NaN]], "bias": [0.1, -Infinity],
         "activation": {"name": "tansig"}, "x": [[], {}, null, true]},
        {"weights": [[1.25, 2]], "bias": [3], "activation": "purelin"}],
       "inputs": ["a", "b"], "outputs": ["c"], "input": [1, 2]}
      """#
    let valid = Array(text.utf8)
    var random = SeededGenerator(seed: 2026)
    var read = 0
    for _ in 0..<20_000 {
      let bytes = damaged(valid, &random)
      do throws(ModelFileError) {
        let network = try ModelFile.read(bytes, name: "a.json").network
        // What was read is a network in all respects.
        _ = network(Array(repeating: 0.5, count: network.inputCount))
        read += 1
      } catch {
        #expect(!error.message.isEmpty)
      }
    }
    // Enough get through, and enough do not, for the test to mean something.
    #expect(read > 500 && read < 15_000, "\(read) were read")
  }

  private func damaged(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    let telling = Array("{}[],:\"\\-+.eE0123456789Nn \n".utf8)
    var result = bytes
    for _ in 0..<Int.random(in: 1...2, using: &random) where !result.isEmpty {
      let at = Int.random(in: 0..<result.count, using: &random)
      let byte = telling[Int.random(in: 0..<telling.count, using: &random)]
      switch Int.random(in: 0..<20, using: &random) {
      case 0: result.removeSubrange(at...)
      case 1: result[at] = UInt8.random(in: 0...255, using: &random)
      case 2: result.removeSubrange(at..<min(at + 8, result.count))
      case 3: result.insert(contentsOf: result[at..<min(at + 8, result.count)], at: at)
      case 4..<8: result.remove(at: at)
      case 8..<12: result.insert(byte, at: at)
      default: result[at] = byte
      }
    }
    return result
  }
}
