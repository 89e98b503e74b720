extension ZIPFile {
  /// The rows of the array of that name, or of the only one.
  func rows(of name: String?, columns: Int) throws(RowError) -> any RowReader {
    let arrays = members.filter { $0.name.hasSuffix(".npy") }
    let names = arrays.map { String($0.name.dropLast(4)) }
    let list = names.prefix(6).map(Quote.single).joined(separator: ", ")
    guard !arrays.isEmpty else { throw RowError("there is no array in the npz file") }
    guard let name else {
      guard arrays.count == 1 else {
        throw RowError(
          "the npz file has the arrays \(list); name one behind a colon: file.npz:NAME")
      }
      return try NPYRows(try bytes(of: arrays[0]), columns: columns)
    }
    guard let index = names.firstIndex(of: name) else {
      throw RowError("the npz file has no array \(Quote.single(name)); it has \(list)")
    }
    return try NPYRows(try bytes(of: arrays[index]), columns: columns)
  }
}
