/// A zip archive whose files are stored as they are.
///
/// Source: APPNOTE.TXT of PKWARE, 4.3.7 to 4.3.16.
enum StoredArchive {
  /// What both heads of a file tell of it.
  struct Entry {
    var name: String
    var checksum: UInt32
    var count: Int

    init(_ name: String, checksum: UInt32, count: Int) {
      (self.name, self.checksum, self.count) = (name, checksum, count)
    }

    init(_ name: String, _ bytes: [UInt8]) {
      self.init(name, checksum: Zlib.checksum(bytes[...]), count: bytes.count)
    }

    /// What stands before its bytes.
    var head: [UInt8] { little(0x0403_4B50, 4) + fields + Array(name.utf8) }

    /// What the directory has of it.
    func line(at offset: Int) -> [UInt8] {
      little(0x0201_4B50, 4) + little(20, 2) + fields + [UInt8](repeating: 0, count: 10)
        + little(offset, 4) + Array(name.utf8)
    }

    /// Version, flags, method, a date that is always the same, sums and sizes.
    private var fields: [UInt8] {
      little(20, 2) + little(0, 2) + little(0, 2) + little(0, 2) + little(0x21, 2)
        + little(Int(checksum), 4) + little(count, 4) + little(count, 4)
        + little(name.utf8.count, 2) + little(0, 2)
    }
  }

  static func bytes(of files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    rest(after: [], files)
  }

  /// What follows a first file: others, and the directory of all.
  static func rest(
    after first: [Entry], _ files: [(name: String, bytes: [UInt8])]
  ) -> [UInt8] {
    let start = first.reduce(0) { $0 + $1.head.count + $1.count }
    var (archive, directory) = ([UInt8](), [UInt8]())
    var offset = 0
    for entry in first {
      directory += entry.line(at: offset)
      offset += entry.head.count + entry.count
    }
    for (name, bytes) in files {
      let entry = Entry(name, bytes)
      directory += entry.line(at: start + archive.count)
      archive += entry.head + bytes
    }
    let count = little(first.count + files.count, 2)
    return archive + directory + little(0x0605_4B50, 4) + little(0, 4) + count + count
      + little(directory.count, 4) + little(start + archive.count, 4) + little(0, 2)
  }

  private static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
