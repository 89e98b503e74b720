/// A whole npy file as doubles.
struct NPYArray: Sendable {
  let shape: [Int]

  /// The numbers, the last index first.
  let doubles: [Double]

  init(_ bytes: [UInt8]) throws(RowError) {
    let header = try NPYHeader.read(MemoryBytes(bytes))
    guard header.shape.count <= 8, let count = StoredNumbers.count(of: header.shape),
      count <= ReadLimits.parameters,
      count * header.type.bytes == bytes.count - header.dataOffset
    else { throw NPYHeader.damaged("its shape does not fit its size") }
    let type: ElementType =
      switch (header.type.kind, header.type.bytes) {
      case (.float, 4): .float32
      case (.float, _): .float64
      case (.signed, let size): .signed(bytes: size)
      case (.unsigned, let size): .unsigned(bytes: size)
      }
    shape = header.shape
    doubles = StoredNumbers(
      type: type, isBigEndian: header.type.isBigEndian, shape: shape,
      isFortranOrder: header.isFortranOrder, range: header.dataOffset..<bytes.count
    ).doubles(in: bytes)
  }
}

/// The arrays of an npz file, by name, in the order of the file.
struct NPZArrays {
  let arrays: [(name: String, array: NPYArray)]

  init(_ bytes: [UInt8]) throws(RowError) {
    let archive = try ModelArchive(bytes)
    var arrays: [(String, NPYArray)] = []
    for name in archive.names where name.hasSuffix(".npy") {
      guard let member = try archive.unpacked(name, limit: 1 << 30) else { continue }
      arrays.append((String(name.dropLast(4)), try NPYArray(member)))
    }
    self.arrays = arrays
  }
}
