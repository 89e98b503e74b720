import Glibc

/// A file that was not there before, written from its beginning to its end.
package struct AppendedFile {
  private let name: String
  private let descriptor: Int32

  /// - Throws: `File.Problem` when there is such a file, or it cannot be made.
  package init(_ path: String) throws(File.Problem) {
    name = try File.checked(path)
    descriptor = unsafe open(
      File.expanded(path), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw File.problem(name, errno) }
  }

  /// - Parameter what: what cannot be written where it fails: "the recording".
  package func append(_ text: String, as what: String) throws(File.Problem) {
    guard let code = writeAll(Array(text.utf8), to: descriptor) else { return }
    throw File.Problem(
      "\(name): \(what) cannot be written: " + (unsafe String(cString: strerror(code))))
  }

  package func close() { _ = Glibc.close(descriptor) }
}
