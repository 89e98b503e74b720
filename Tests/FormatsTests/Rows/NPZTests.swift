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

  /// Each column is unpacked by itself, where they stand one behind the other.
  @Test func packedColumnsAreReadSideBySide() throws {
    let rows: [[Double]] = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    let npy = NPYExample(rows, isFortran: true).bytes
    let packed = StoredZIP(members: [("x.npy", npy)], isDeflated: true).bytes
    for piece in [1, 2, 5] { #expect(try Rows.read(packed, columns: 3, piece: piece) == rows) }
    #expect(try Rows.read(packed, columns: 3, skip: 2) == [[7, 8, 9]])
    let wide = NPYExample([Array(repeating: 1, count: 1001)], isFortran: true).bytes
    #expect(
      Rows.error(StoredZIP(members: [("x.npy", wide)], isDeflated: true).bytes, columns: 1001)
        == "a packed array in Fortran's order is read with up to 1000 columns; save it in C order, "
        + "or not packed")
    var cube = NPYExample([[1, 2, 3, 4]], isFortran: true)
    cube.shape = "(1, 2, 2)"
    #expect(
      Rows.error(cube.bytes, columns: 4)
        == "an array of more than two indices is read in C order alone, not Fortran's")
  }

  @Test func membersThatCannotBeReadAreNamed() {
    let npy = NPYExample([[1, 2]]).bytes
    #expect(
      Rows.error(StoredZIP(members: [("x.npy", npy)], method: 12).bytes, columns: 2)
        == "'x.npy' is compressed by method 12; only what is stored or deflated is read")
    #expect(
      Rows.error(StoredZIP(members: [("x.npy", npy)], flags: 1).bytes, columns: 2)
        == "'x.npy' is encrypted")
    // Of another size than is stored, and a directory that is not there.
    var bytes = StoredZIP(members: [("x.npy", npy)]).bytes
    let end = bytes.count - 22
    bytes[end - 5 - 46 + 24] ^= 1
    #expect(Rows.error(bytes, columns: 2) == "the npz file is damaged or cut short")
    var far = StoredZIP(members: [("x.npy", npy)]).bytes
    far.replaceSubrange((end + 16)..<(end + 20), with: [0xFF, 0xFF, 0xFF, 0xFF])
    #expect(Rows.error(far, columns: 2) == "the npz file is damaged or cut short")
  }
}
