/// NumPy's files: doubles, the little end first, in the order of C.
enum NumPyResult {
  static func npy(_ values: [Double], shape: [Int]) -> [UInt8] {
    var bytes = NPYHeader.bytes(shape: shape)
    bytes.reserveCapacity(bytes.count + 8 * values.count)
    for value in values {
      let bits = value.bitPattern
      for k in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: bits >> (8 * UInt64(k)))) }
    }
    return bytes
  }

  /// `value`, and beside it `axis0`, `axis1`, … with the names of each index.
  static func npz(of table: ResultTable) -> [UInt8] {
    var files = [("value.npy", npy(table.values, shape: table.shape))]
    for (k, names) in table.axes.enumerated() { files.append(("axis\(k).npy", npy(names))) }
    return StoredArchive.bytes(of: files)
  }

  /// Names as NumPy keeps texts: as many UTF-32 letters each as the longest one has.
  private static func npy(_ names: [String]) -> [UInt8] {
    let scalars = names.map { Array($0.unicodeScalars) }
    let width = max(scalars.map(\.count).max() ?? 0, 1)
    var bytes = NPYHeader.bytes(shape: [names.count], type: "<U\(width)")
    for name in scalars {
      for k in 0..<width {
        let value = k < name.count ? name[k].value : 0
        for byte in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * UInt32(byte)))) }
      }
    }
    return bytes
  }
}

/// A zip archive whose files are stored as they are.
///
/// Source: APPNOTE.TXT of PKWARE, 4.3.7 to 4.3.16.
enum StoredArchive {
  static func bytes(of files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for (name, bytes) in files {
      let offset = archive.count
      let fields = fields(of: name, bytes)
      archive += little(0x0403_4B50, 4) + fields + Array(name.utf8) + bytes
      directory +=
        little(0x0201_4B50, 4) + little(20, 2) + fields + [UInt8](repeating: 0, count: 10)
        + little(offset, 4) + Array(name.utf8)
    }
    let count = little(files.count, 2)
    return archive + directory + little(0x0605_4B50, 4) + little(0, 4) + count + count
      + little(directory.count, 4) + little(archive.count, 4) + little(0, 2)
  }

  /// What both heads of a file have in common: version, flags, method, a date that is always the same, sums and
  /// sizes.
  private static func fields(of name: String, _ bytes: [UInt8]) -> [UInt8] {
    little(20, 2) + little(0, 2) + little(0, 2) + little(0, 2) + little(0x21, 2)
      + little(Int(Zlib.checksum(bytes[...])), 4) + little(bytes.count, 4) + little(bytes.count, 4)
      + little(name.utf8.count, 2) + little(0, 2)
  }

  private static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
