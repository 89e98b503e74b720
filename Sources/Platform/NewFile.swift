import Glibc

/// A file that is written to a temporary one beside it, and gets its name when it is whole; until then,
/// and if it never is, nothing has changed. The mode of a file that was there is kept; of a link, the
/// file it leads to is replaced.
package final class NewFile {
  private let name: String
  private let path: String
  private let temporary: String
  private let descriptor: Int32
  private var isFinished = false

  package init(_ path: String, in folder: String = "") throws(File.Problem) {
    name = try File.checked(path)
    let target = File.resolved(File.path(path, in: folder))
    try File.checkTarget(target, name)
    // Its name must not be longer than the file's own may be.
    let place = target.lastIndex(of: "/").map { target[...$0] } ?? ""
    temporary = "\(place).netrepl-\(getpid()).tmp"
    descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    self.path = target
    guard descriptor >= 0 else { throw File.problem(name, errno) }
    var status = stat()
    if unsafe stat(target, &status) == 0 { fchmod(descriptor, status.st_mode & 0o7777) }
  }

  deinit {
    close(descriptor)
    if !isFinished { unsafe unlink(temporary) }
  }

  package func append(_ bytes: [UInt8]) throws(File.Problem) {
    if let code = writeAll(bytes, to: descriptor) { throw File.problem(name, code) }
  }

  package func finish() throws(File.Problem) {
    guard fsync(descriptor) == 0, unsafe rename(temporary, path) == 0 else {
      throw File.problem(name, errno)
    }
    isFinished = true
  }
}
