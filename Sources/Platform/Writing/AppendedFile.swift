import Glibc

/// A file that was not there before, written from its beginning to its end, each piece whole.
package struct AppendedFile {
  private let name: String
  private let descriptor: Int32

  /// - Throws: `File.Problem` when there is such a file, or it cannot be made.
  package init(_ path: String) throws(File.Problem) {
    name = try File.checked(path)
    descriptor = retrying {
      unsafe open(
        File.expanded(path), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o666)
    }
    guard descriptor >= 0 else { throw File.problem(name, errno) }
    let folder = File.folder(of: File.expanded(path))
    do throws(File.Problem) {
      try File.syncFolder(folder.isEmpty ? "." : folder, name)
    } catch {
      close()
      throw error
    }
  }

  /// - Parameter what: what cannot be written where it fails: "the recording".
  package func append(_ text: String, as what: String) throws(File.Problem) {
    var status = stat()
    let isKnown = unsafe fstat(descriptor, &status) == 0
    guard let code = writeAll(Array(text.utf8), to: descriptor) else { return }
    // Of a piece that does not fit on the disk nothing stays.
    if isKnown { ftruncate(descriptor, status.st_size) }
    throw File.Problem(
      "\(name): \(what) cannot be written: " + (unsafe String(cString: strerror(code))))
  }

  /// Makes sure that what was written survives.
  package func finish(as what: String) throws(File.Problem) {
    // Some devices cannot, and need not.
    guard retrying({ fsync(descriptor) }) != 0, ![EINVAL, EROFS, ENOTSUP].contains(errno) else {
      return
    }
    throw File.Problem(
      "\(name): \(what) might not outlast a power cut: " + (unsafe String(cString: strerror(errno)))
    )
  }

  package func close() { _ = Glibc.close(descriptor) }
}
