import Core
import Formats
import TestSupport
import Testing

/// The ends of what numbers can be, wherever a file has a number: a count, a place, a size, a weight.
/// Each comes to a network or to one line, and never ends the program. `DAMAGED_FILES=50000` tries
/// every place of a file that has no more.
@Suite struct BoundarySizeTests {
  /// 0, -1, 2^31, 2^63 - 1, not-a-number and 1e308, as a field of so many bytes.
  private static func fields(_ size: Int) -> [[UInt8]] {
    let whole: [UInt64] = [0, .max, 1 << 31, UInt64(Int.max)]
    let doubles = [Double.nan.bitPattern, (1e308).bitPattern]
    let floats = [UInt64(Float.nan.bitPattern), UInt64(Float(3e38).bitPattern)]
    let fields = (whole + doubles + floats).map { bits -> [UInt8] in
      (0..<size).map { UInt8(truncatingIfNeeded: bits >> UInt64(8 * $0)) }
    }
    return Set(fields).sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// The same as protocol buffers have them.
  private static let varints: [[UInt8]] = [
    [0], [UInt8](repeating: 0xFF, count: 9) + [1], [0x80, 0x80, 0x80, 0x80, 0x08],
    [UInt8](repeating: 0xFF, count: 8) + [0x7F],
  ]

  private static let words = [
    "0", "-1", "2147483648", "9223372036854775807", "9223372036854775808", "NaN", "nan", "1e308",
    "1e999",
  ]

  private func tryReading(_ bytes: [UInt8], _ seed: DamagedFileTests.Seed) {
    do throws(ModelFileError) {
      let network = try seed.read(bytes)
      _ = network(Array(repeating: 0.5, count: network.inputCount))
    } catch {
      #expect(!error.message.isEmpty && !error.message.contains("\n"))
    }
  }

  private static let isText = [".m", ".nnet", ".net", ".pmml", ".yml"]
  private static let binary = DamagedFileTests.seeds.filter { seed in
    !isText.contains { seed.path.hasSuffix($0) }
  }

  @Test(arguments: binary) func fieldsOfBinaryFiles(seed: DamagedFileTests.Seed) throws {
    let valid = try TestFiles.bytes("Tests/Networks/" + seed.path)
    let most = TestEnvironment.count("DAMAGED_FILES", standard: seed.isHDF5 ? 40 : 1200)
    let changes =
      [1, 2, 4, 8].flatMap { size in Self.fields(size).map { (size, $0) } }
      + [4, 8].flatMap { size in Self.fields(size).map { (size, Array($0.reversed())) } }
      + Self.varints.map { (1, $0) }
    // Where sizes stand: at the head and at the end rather than among the weights.
    let all = valid.count * changes.count
    for k in stride(from: 0, to: all, by: 1 + (all - 1) / most) {
      let (place, change) = (k / changes.count, changes[k % changes.count])
      var bytes = valid
      bytes.replaceSubrange(place..<min(place + change.0, bytes.count), with: change.1)
      tryReading(bytes, seed)
    }
  }

  /// Each number of a text, and of the texts within binary files: headers, shapes, names.
  @Test(arguments: DamagedFileTests.seeds) func numbersOfTexts(seed: DamagedFileTests.Seed) throws {
    let valid = try TestFiles.bytes("Tests/Networks/" + seed.path)
    let most = TestEnvironment.count(
      "DAMAGED_FILES", standard: seed.isHDF5 ? 20 : valid.count > 100_000 ? 60 : 600)
    var numbers: [Range<Int>] = []
    var place = 0
    func isOfNumber(_ byte: UInt8) -> Bool { "0123456789.+-eE".utf8.contains(byte) }
    while let start = valid[place...].firstIndex(where: { (0x30...0x39).contains($0) }) {
      place = valid[start...].firstIndex { !isOfNumber($0) } ?? valid.count
      numbers.append(start..<place)
    }
    let all = numbers.count * Self.words.count
    for k in stride(from: 0, to: all, by: 1 + max(all - 1, 0) / most) {
      var bytes = valid
      bytes.replaceSubrange(
        numbers[k / Self.words.count], with: Self.words[k % Self.words.count].utf8)
      tryReading(bytes, seed)
    }
  }

  /// What the shape of an array of inputs says, in its header.
  @Test func shapesOfRows() {
    for shape in Self.words.flatMap({ ["(\($0), 3)", "(3, \($0))", "(\($0),)", "(\($0), \($0))"] })
    {
      for type in ["<f8", "<i1", ">f4"] {
        let header = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }"
        let bytes =
          [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
          + [UInt8](repeating: 0, count: 72)
        var rows = [Double](repeating: 0, count: 30)
        rows.withUnsafeMutableBufferPointer { buffer in
          do throws(RowError) {
            let reader = try RowFile.open(MemoryBytes(bytes), columns: InputColumns(3))
            _ = try reader.skip(1)
            _ = try reader.read(into: buffer)
          } catch {
            #expect(!error.description.isEmpty && !error.description.contains("\n"))
          }
        }
      }
    }
  }

  /// The directory of a zip of rows.
  @Test func fieldsOfRowsInAZip() throws {
    let valid = try TestFiles.bytes("Tests/Networks/npz_own/small.npz")
    for place in 0..<valid.count {
      for field in Self.fields(4) + Self.fields(8) {
        var bytes = valid
        bytes.replaceSubrange(place..<min(place + field.count, bytes.count), with: field)
        var rows = [Double](repeating: 0, count: 30)
        rows.withUnsafeMutableBufferPointer { buffer in
          do throws(RowError) {
            let reader = try RowFile.open(
              MemoryBytes(bytes), member: "W1", columns: InputColumns(3))
            _ = try reader.read(into: buffer)
          } catch {
            #expect(!error.description.isEmpty)
          }
        }
      }
    }
  }
}
