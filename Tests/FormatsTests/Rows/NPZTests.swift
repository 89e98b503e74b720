import Formats
import Foundation
import TestSupport
import Testing

/// Archives of arrays, as NumPy writes them.
@Suite struct NPZTests {
  /// np.savez_compressed(file, x=np.array([[0.5, -1], [2, 3.25], [1e-3, 7]])).
  static let compressed = bytes(
    """
      UEsDBC0AAAAIAAAAIQCUPV77//////////8FABQAeC5ucHkBABAAsAAAAAAAAABhAAAAAAAAAJvsF+obEMnIUMZQrZ
      6SWpxcpG6loG6TZqGuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GsY6CkaaOgq1CmQDLgYweGAPoT/sh9AM
      DhCKy+HPyo+XfJMCoPIyDgBQSwECLQMtAAAACAAAACEAlD1e+2EAAACwAAAABQAAAAAAAAAAAAAAgAEAAAAAeC5ucH
      lQSwUGAAAAAAEAAQAzAAAAmAAAAAAA
    """)

  /// np.savez(file, a=..., b=...): a holds 0...5 as big-endian integers, b [1.5, 2.5] as floats.
  static let stored = bytes(
    """
      UEsDBC0AAAAAAAAAIQBS9kir//////////8FABQAYS5ucHkBABAAmAAAAAAAAACYAAAAAAAAAJNOVU1QWQEAdgB7J2
      Rlc2NyJzogJz5pNCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgzLCAyKSwgfSAgICAgICAgICAg
      ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAAAAAAAAAAEAAAACAAAAAwAAAA
      QAAAAFUEsDBC0AAAAAAAAAIQB/aJlw//////////8FABQAYi5ucHkBABAAiAAAAAAAAACIAAAAAAAAAJNOVU1QWQEA
      dgB7J2Rlc2NyJzogJzxmNCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgxLCAyKSwgfSAgICAgIC
      AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAADAPwAAIEBQSwECLQMt
      AAAAAAAAACEAUvZIq5gAAACYAAAABQAAAAAAAAAAAAAAgAEAAAAAYS5ucHlQSwECLQMtAAAAAAAAACEAf2iZcIgAAA
      CIAAAABQAAAAAAAAAAAAAAgAHPAAAAYi5ucHlQSwUGAAAAAAIAAgBmAAAAjgEAAAAA
    """)

  private static func bytes(_ text: String) -> [UInt8] {
    Array(Data(base64Encoded: text, options: .ignoreUnknownCharacters) ?? Data())
  }

  @Test func compressedArraysAreRead() throws {
    let rows = [[0.5, -1], [2, 3.25], [1e-3, 7]]
    #expect(try Rows.read(Self.compressed, columns: 2) == rows)
    #expect(try Rows.read(Self.compressed, columns: 2, piece: 1) == rows)
    #expect(try Rows.read(Self.compressed, columns: 2, skip: 2, member: "x") == [rows[2]])
  }

  @Test func arraysAreChosenByName() throws {
    #expect(try Rows.read(Self.stored, columns: 2, member: "a") == [[0, 1], [2, 3], [4, 5]])
    #expect(try Rows.read(Self.stored, columns: 2, member: "b") == [[1.5, 2.5]])
    #expect(
      Rows.error(Self.stored, columns: 2)
        == "the npz file has the arrays 'a', 'b'; name one behind a colon: file.npz:NAME")
    #expect(
      Rows.error(Self.stored, columns: 2, member: "c")
        == "the npz file has no array 'c'; it has 'a', 'b'")
    #expect(
      Rows.error(NPYExample([[1, 2]]).bytes, columns: 2, member: "c")
        == "it is not an npz file, so there is no array 'c' in it")
  }

  @Test func whatDoesNotUnpackToWhatWasAnnouncedIsRefused() throws {
    // A flipped bit in the data: the checksum tells. The local head has 30 bytes and the name.
    var flipped = Self.compressed
    let start = 30 + Int(flipped[26]) + Int(flipped[28])
    flipped[start + 90] ^= 1
    let error = try #require(Rows.error(flipped, columns: 2))
    #expect(error.contains("damaged"), "\(error)")
    #expect(
      Rows.error(Array(Self.compressed.dropLast(30)), columns: 2)
        == "the npz file is damaged or cut short")
  }

  /// A directory that announces more, or less, than there is.
  @Test func sizesThatLieAreFound() throws {
    let directory = try #require(
      Self.compressed.indices.first { Self.compressed[$0...].starts(with: [0x50, 0x4B, 1, 2]) })
    for (offset, size) in [(24, 4), (20, 4), (42, 4)] {
      for value: UInt8 in [0x01, 0x7F, 0xFF] {
        var bytes = Self.compressed
        for i in 0..<size { bytes[directory + offset + i] = value }
        #expect(Rows.error(bytes, columns: 2) != nil)
      }
    }
  }
}
