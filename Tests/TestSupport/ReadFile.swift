public import Formats

/// A file of Tests/Networks, read with the HDF5 reader that was built for the tests.
public func readFile(
  _ path: String, _ change: (inout ReadOptions) -> Void = { _ in }
) throws -> ReadNetwork {
  var options = ReadOptions()
  options.hdf5Reader = ProgramUnderTest.path(of: "netrepl-hdf5")
  change(&options)
  return try ModelFile.read(
    try TestFiles.bytes("Tests/Networks/" + path), name: path, options: options)
}

/// What it is refused with; nil where it is read.
public func fileRefusal(
  _ path: String, _ change: (inout ReadOptions) -> Void = { _ in }
) throws -> String? {
  do {
    _ = try readFile(path, change)
    return nil
  } catch let error as ModelFileError {
    return error.message
  }
}
