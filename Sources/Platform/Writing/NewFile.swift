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
    // What is on the disk before the end does not keep the end waiting.
    for start in stride(from: 0, to: bytes.count, by: Self.pieceBytes) {
      if StopRequest.isMade { throw File.Problem.stopped }
      if start > 0 { _ = retrying { fdatasync(temporary.descriptor) } }
      let piece = bytes[start..<min(start + Self.pieceBytes, bytes.count)]
      if let code = writeAll(piece, to: temporary.descriptor) {
        throw File.problem(target.name, code)
      }
    }
  }

  private static let pieceBytes = 1 << 22

  package func finish() throws(File.Problem) {
    try target.replace(with: temporary.path, temporary.descriptor)
    temporary.keep()
  }
}
