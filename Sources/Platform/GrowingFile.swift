import Glibc

/// A file that one program at a time writes in pieces, and that gets its name when it is whole.
package final class GrowingFile {
  /// The bytes that were there when it was opened.
  package private(set) var earlierCount = 0

  private let path: String
  private let name: String
  private let partPath: String
  private let descriptor: Int32

  /// Begins `PATH.part`, or opens the one that is there.
  ///
  /// - Parameters:
  ///   - path: of the whole file.
  ///   - name: the path in messages.
  /// - Throws: `File.Problem` when it cannot be written, or another run is writing it.
  package init(_ path: String, name: String) throws(File.Problem) {
    (self.path, self.name) = (path, name)
    partPath = path + ".part"
    try File.checkTarget(path, name)
    descriptor = unsafe open(partPath, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else { throw File.problem(name, errno) }
    var isKept = false
    defer { if !isKept { close(descriptor) } }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw File.Problem("\(name).part: another run is writing it")
    }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw File.Problem("\(name).part is not a regular file; it was left as it is")
    }
    earlierCount = Int(status.st_size)
    isKept = true
  }

  deinit { close(descriptor) }

  /// Makes it that long.
  package func truncate(to count: Int) throws(File.Problem) {
    guard ftruncate(descriptor, count) == 0 else { throw File.problem(name, errno) }
  }

  package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(File.Problem) {
    var done = 0
    while done < bytes.count {
      let count = unsafe pwrite(
        descriptor, bytes.baseAddress.map { unsafe $0 + done }, bytes.count - done, offset + done)
      if count > 0 {
        done += count
      } else if count < 0, errno != EINTR {
        throw File.problem(name, errno)
      }
    }
  }

  /// Makes sure that what is written so far survives.
  package func save() throws(File.Problem) {
    guard fdatasync(descriptor) == 0 else { throw File.problem(name, errno) }
  }

  /// Gives the whole file its name.
  package func finish() throws(File.Problem) {
    guard fsync(descriptor) == 0, unsafe rename(partPath, path) == 0 else {
      throw File.problem(name, errno)
    }
  }

  /// Leaves nothing of it.
  package func remove() { unsafe unlink(partPath) }
}
