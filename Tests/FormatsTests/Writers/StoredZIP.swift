/// A zip whose members are stored as they are.
struct StoredZIP {
  var members: [(name: String, bytes: [UInt8])]

  /// Deflated members are written in blocks that pack nothing.
  var isDeflated = false

  /// What is written of each member where it is to be damaged.
  var method: Int?
  var flags = 0

  var bytes: [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for (name, bytes) in members {
      let start = file.count
      let stored = isDeflated ? Self.deflated(bytes) : bytes
      // Version, flags, method, time and date, checksum, both sizes, the length of the name.
      let head =
        [UInt8](little: 20, 2) + [UInt8](little: flags, 2)
        + [UInt8](little: method ?? (isDeflated ? 8 : 0), 2)
        + [UInt8](little: 0, 4) + [UInt8](little: Int(Self.checksum(bytes)), 4)
        + [UInt8](little: stored.count, 4) + [UInt8](little: bytes.count, 4)
        + [UInt8](little: name.utf8.count, 2) + [UInt8](little: 0, 2)
      file += [0x50, 0x4B, 3, 4] + head + Array(name.utf8) + stored
      directory +=
        [0x50, 0x4B, 1, 2] + [UInt8](little: 20, 2) + head + [UInt8](repeating: 0, count: 10)
        + [UInt8](little: start, 4) + Array(name.utf8)
    }
    return file + directory + [0x50, 0x4B, 5, 6] + [UInt8](little: 0, 4)
      + [UInt8](little: members.count, 2) + [UInt8](little: members.count, 2)
      + [UInt8](little: directory.count, 4) + [UInt8](little: file.count, 4) + [0, 0]
  }

  private static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    [1] + [UInt8](little: bytes.count, 2) + [UInt8](little: ~bytes.count, 2) + bytes
  }

  /// CRC-32, bit by bit.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in
        sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1
      }
    }
  }
}

extension [UInt8] {
  /// An integer in so many bytes, little end first.
  init(little value: Int, _ count: Int) {
    self = (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  init(doubles: [Double]) {
    self = doubles.flatMap { [UInt8](little: Int(bitPattern: UInt($0.bitPattern)), 8) }
  }
}
