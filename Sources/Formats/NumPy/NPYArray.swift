/// A whole npy file as doubles.
struct NPYArray: Sendable {
  let shape: [Int]

  /// The numbers, the last index first.
  let doubles: [Double]

  /// - Parameter range: where the file stands in the bytes.
  init(_ bytes: [UInt8], in range: Range<Int>) throws(RowError) {
    let header = try NPYHeader.read(
      PartialBytes(MemoryBytes(bytes), start: range.lowerBound, count: range.count))
    guard header.shape.count <= 8, let count = StoredNumbers.count(of: header.shape),
      (count.multipliedReportingOverflow(by: header.type.bytes)).partialValue
        == range.count - header.dataOffset, count <= range.count
    else { throw NPYHeader.damaged("its shape does not fit its size") }
    if let problem = ReadLimits.problem(.parameters, count) { throw RowError(problem) }
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
      isFortranOrder: header.isFortranOrder,
      range: (range.lowerBound + header.dataOffset)..<range.upperBound
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
      let array: NPYArray
      if let range = try archive.storedRange(of: name) {
        // Where it stands, without a copy.
        array = try NPYArray(bytes, in: range)
      } else if let member = try archive.unpacked(name, limit: .size) {
        array = try NPYArray(member, in: 0..<member.count)
      } else {
        continue
      }
      arrays.append((String(name.dropLast(4)), array))
    }
    self.arrays = arrays
  }
}
