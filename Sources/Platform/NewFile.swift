import Glibc

/// A file that gets its name when it is whole; until then, and if it never is, there is none.
package final class NewFile {
  private let name: String
  private let path: String
  private let temporary: String
  private let descriptor: Int32
  private var isFinished = false

  package init(_ path: String) throws(File.Problem) {
    name = File.shown(path)
    self.path = File.resolved(File.expanded(path))
    temporary = self.path + ".merging"
    var status = stat()
    if unsafe stat(self.path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw File.Problem(description: "\(name) is not a regular file; it was left as it is")
    }
    descriptor = unsafe open(
      temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else { throw File.problem(name, errno) }
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
