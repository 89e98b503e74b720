internal import Platform

/// The program that reads HDF5.
public enum HDF5Reader {
  static let name = "netrepl-hdf5"

  /// Beside this program, or where it is installed; nil when it is in neither place.
  public static var standardPath: String? {
    let folder = ProgramFolder.path
    // Never one of the working folder, which may be anybody's.
    guard !folder.isEmpty else { return nil }
    return [folder + name, folder + "../libexec/netrepl/" + name].first { ProgramFolder.canRun($0) }
  }

  static let missing =
    "the program \(name) that reads HDF5 is not beside netrepl; `make build` and `make install` "
    + "put it there"
}
