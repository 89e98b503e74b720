import Formats
import Foundation
import TestSupport
import Testing

/// Damaged files of inputs are refused or read, and never end the program.
@Suite struct RowsMutationTests {
  @Test func damagedArraysNeverTrap() throws {
    let valid = NPYExample([[1, 2], [3, 4], [5, 6]], isFortran: true, version: 2).bytes
    try expectSurvival(valid, telling: "{}()[],:'\"<>=|fiuTrue0123456789L \n", runs: 20_000)
  }

  @Test func damagedTextsNeverTrap() throws {
    let valid = Array("\u{FEFF}x;\"y\"\r\n# c\n1.5e3;-2\n\"3\"; 4.25\n0x1p3;1e-5\n".utf8)
    try expectSurvival(valid, telling: ",;\t \"#\n\r+-.eE0123456789naif", runs: 20_000)
  }

  @Test func damagedArchivesNeverTrap() throws {
    try expectSurvival(NPZTests.compressed, telling: "PK\u{1}\u{2}\u{5}\u{6}\0\u{8}", runs: 10_000)
    try expectSurvival(NPZTests.stored, telling: "PK\u{1}\u{2}\u{5}\u{6}\0\u{8}", runs: 10_000)
  }

  private func expectSurvival(_ valid: [UInt8], telling: String, runs: Int) throws {
    var random = SeededGenerator(seed: 2027)
    let telling = Array(telling.utf8)
    var read = 0
    for _ in 0..<runs {
      let bytes = damaged(valid, telling, &random)
      do {
        let reader = try RowFile.open(
          MemoryBytes(bytes), member: valid[0] == 0x50 && random.next() % 2 == 0 ? "a" : nil,
          columns: InputColumns(2))
        _ = try reader.skip(Int(random.next() % 3))
        let (rows, bad) = try Rows.all(reader, columns: 2, piece: 2)
        // What is finite is a row, and what is not is told.
        #expect(rows.count { $0.contains { !$0.isFinite } } == bad.count)
        #expect((0...1).contains(reader.progress))
        read += 1
      } catch let error as RowError {
        #expect(!error.description.isEmpty)
      }
    }
    #expect(read > runs / 100 && read < runs, "\(read) of \(runs) were read")
  }

  private func damaged(
    _ bytes: [UInt8], _ telling: [UInt8], _ random: inout SeededGenerator
  ) -> [UInt8] {
    var result = bytes
    for _ in 0..<Int.random(in: 1...3, using: &random) where !result.isEmpty {
      let at = Int.random(in: 0..<result.count, using: &random)
      switch Int.random(in: 0..<20, using: &random) {
      case 0: result.removeSubrange(at...)
      case 1, 2, 3: result[at] = UInt8.random(in: 0...255, using: &random)
      case 4: result.removeSubrange(at..<min(at + 8, result.count))
      case 5: result.insert(contentsOf: result[at..<min(at + 8, result.count)], at: at)
      case 6: result.remove(at: at)
      case 7: result[at] = 0xFF
      case 8: for i in at..<min(at + 8, result.count) { result[i] = 0xFF }
      default: result[at] = telling[Int.random(in: 0..<telling.count, using: &random)]
      }
    }
    return result
  }
}
