/// NumPy's files: doubles, the little end first, in the order of C.
enum NumPyResult {
  static func npy(_ values: [Double], shape: [Int]) -> [UInt8] {
    var bytes = NPYHeader.bytes(shape: shape)
    bytes.reserveCapacity(bytes.count + 8 * values.count)
    ElementType.append(values, to: &bytes)
    return bytes
  }

  /// `value`, and beside it `axis0`, `axis1`, … with the names of each index.
  static func npz(of table: ResultTable) -> [UInt8] {
    var files = [("value.npy", npy(table.values, shape: table.shape))]
    for (k, names) in table.axes.enumerated() { files.append(("axis\(k).npy", npy(names))) }
    return StoredArchive.bytes(of: files)
  }

  /// Names as NumPy keeps texts: as many UTF-32 letters each as the longest one has.
  static func npy(_ names: [String]) -> [UInt8] {
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
