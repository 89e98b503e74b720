import Glibc

/// A file that gets its name when it is whole; until then, and if it never is, nothing has changed.
package final class NewFile {
  private let target: FileTarget
  private let temporary: TemporaryFile

  package init(_ target: FileTarget) throws(File.Problem) {
    self.target = target
    temporary = try TemporaryFile(for: target)
  }

  package convenience init(
    _ path: String, in folder: String = "", writes: WriteGuard? = nil
  ) throws(File.Problem) {
    try self.init(FileTarget(path, in: folder, writes: writes))
  }

  package func append(_ bytes: [UInt8]) throws(File.Problem) {
    if let code = writeAll(bytes, to: temporary.descriptor) {
      throw File.problem(target.name, code)
    }
  }

  package func finish() throws(File.Problem) {
    try target.replace(with: temporary.path, temporary.descriptor)
    temporary.keep()
  }
}
