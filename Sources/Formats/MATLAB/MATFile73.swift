/// The variables of a MAT file of version 7.3, which is HDF5 behind a head of text.
///
/// Source: what MATLAB and hdf5storage write. Indices stand in the other order than in MATLAB; texts
/// are numbers with the attribute `MATLAB_int_decode`, cells are references.
struct MATFile73 {
  private let file: HDF5File

  init(_ bytes: [UInt8], options: ReadOptions) throws(ModelFileError) {
    var bytes = bytes
    file = try HDF5File(
      taking: &bytes, skipping: [], reader: options.hdf5Reader, kind: MATFile.kind)
  }

  /// The variables at the top.
  var variables: [(name: String, value: MATFile.Value)] {
    let paths = file.groups.filter { !$0.isEmpty } + file.arrays.keys + file.references.keys
    let names = Set(paths.compactMap { $0.split(separator: "/").first.map(String.init) })
    return names.filter { !$0.hasPrefix("#") }.sorted().compactMap { name in
      value("/" + name, depth: 0).map { (name, $0) }
    }
  }

  private func value(_ path: String, depth: Int) -> MATFile.Value? {
    guard depth < 16 else { return nil }
    let type = file.text("MATLAB_class", of: path) ?? ""
    if let references = file.references[path] {
      return .cells(
        shape: references.shape.reversed(),
        references.paths.map { value($0, depth: depth + 1) ?? .other })
    }
    if let array = file.arrays[path] {
      let values = file.doubles(array)
      // An empty one holds its sizes.
      if file.numbers("MATLAB_empty", of: path)?.first == 1 {
        return type == "char" ? .text([]) : .numbers(shape: [0, 0], [])
      }
      if type == "char" {
        let scalars = values.compactMap { UInt32(exactly: $0).flatMap(Unicode.Scalar.init) }
        return .text([String(String.UnicodeScalarView(scalars))])
      }
      // The same bytes, the indices the other way round.
      return .numbers(shape: array.shape.reversed(), values)
    }
    guard file.groups.contains(path) else { return nil }
    let names = file.texts("MATLAB_fields", of: path) ?? []
    var fields: [String: MATFile.Value] = [:]
    for name in names { fields[name] = value("\(path)/\(name)", depth: depth + 1) }
    return .structure(className: type == "struct" ? "" : type, fields)
  }
}
