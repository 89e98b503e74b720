/// The door between files of inputs and their rows: npy, npz, or a text of numbers.
///
/// The bytes decide which it is: npy and npz have marks, anything else is read as text.
public enum RowFile {
  /// - Parameters:
  ///   - bytes: the file.
  ///   - member: the array to take of an npz file; nil for its only one.
  ///   - columns: what a row must have; of an array as many numbers as there are inputs.
  ///   - threads: how many may read the numbers of a text.
  /// - Throws: `RowError` when the file as a whole is wrong: damaged, empty, or of another width.
  public static func open(
    _ bytes: any ByteSource, member: String? = nil, columns: InputColumns, threads: Int = 1
  ) throws(RowError) -> any RowReader {
    guard bytes.count > 0 else { throw RowError("the file is empty") }
    let takesAll = columns.chosen == nil
    let start = try bytes.bytes(at: 0, count: 8)
    if start.starts(with: ZIPFile.mark) {
      guard takesAll else { throw notAText(columns) }
      return try ZIPFile(bytes, kind: "the npz file").rows(of: member, columns: columns.count)
    }
    if let member {
      throw RowError("it is not an npz file, so there is no array \(Quote.single(member)) in it")
    }
    if start.starts(with: NPYHeader.mark) {
      guard takesAll else { throw notAText(columns) }
      return try NPYRows(bytes, columns: columns.count)
    }
    if start.starts(with: [0x89, 0x48, 0x44, 0x46]) {
      throw RowError("this looks like an HDF5 file; inputs are read from npy, npz and csv")
    }
    let isUTF16 =
      start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF])
      || start.count >= 4 && (start[0] == 0) == (start[2] == 0)
        && (start[1] == 0) == (start[3] == 0)
        && (start[0] == 0) != (start[1] == 0)
    if isUTF16 { throw RowError("this is a UTF-16 file; save it as UTF-8") }
    return try TextRows(bytes, columns: columns, threads: threads)
  }

  private static func notAText(_ columns: InputColumns) -> RowError {
    RowError("\(columns.word) chooses the columns of a text; this is an array")
  }
}
