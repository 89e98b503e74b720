import Glibc

/// Reading and writing whole files; what goes wrong is a sentence.
package enum File {
  package struct Problem: Error, CustomStringConvertible {
    package var description: String

    /// The user wants no more of it: nobody reads this.
    static let stopped = Problem("stopped")

    /// How many bytes there are, at least, where these are too many.
    package var excess: Int?

    package init(_ description: String, excess: Int? = nil) {
      (self.description, self.excess) = (description, excess)
    }
  }

  /// The bytes of a file.
  ///
  /// - Parameter folder: where a relative path begins; empty for the working folder.
  /// - Throws: `Problem` when it is missing, a folder, not readable, or larger than the limit.
  package static func read(
    _ path: String, limit: Int, in folder: String = ""
  ) throws(Problem) -> [UInt8] {
    let name = try checked(path)
    if isFolder(Self.path(path, in: folder)) {
      throw Problem("\(name) is a folder; give a file in it")
    }
    return try ReadableFile(path, in: folder).bytes(limit: limit)
  }

  /// What a file begins with, so many bytes at most.
  package static func beginning(of path: String, count: Int) throws(Problem) -> [UInt8] {
    let file = try ReadableFile(path)
    return try file.piece(at: 0, min(count, file.count))
  }

  /// Writes a whole file, so that a reader sees the old bytes or the new ones.
  ///
  /// - Parameter writes: what may be written; nil for everything.
  /// - Throws: `Problem` when it cannot be written; then nothing has changed.
  package static func write(
    _ bytes: [UInt8], to path: String, in folder: String = "", writes: WriteGuard? = nil
  ) throws(Problem) {
    try write(bytes, to: FileTarget(path, in: folder, writes: writes))
  }

  package static func write(_ bytes: [UInt8], to target: FileTarget) throws(Problem) {
    let file = try NewFile(target)
    try file.append(bytes)
    try file.finish()
  }

  /// A path as messages have it.
  ///
  /// - Throws: `Problem` when nothing can have such a name.
  static func checked(_ path: String) throws(Problem) -> String {
    let name = shown(path)
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw Problem("'\(name)' is not the name of a file")
    }
    return name
  }

  /// What went wrong with a file, in the words of people.
  package static func problem(_ name: String, _ code: Int32) -> Problem {
    let reason =
      switch code {
      case ENOENT: "there is no such file"
      case EEXIST: "there is such a file already; it was left as it is"
      case EACCES, EPERM: "permission denied"
      case ENOTDIR: "a part of the path is not a folder"
      case EISDIR: "it is a folder"
      case ENOSPC: "the disk is full"
      case EFBIG: "it is larger than files may be here"
      case ELOOP: "its links lead on without an end"
      case EROFS: "the disk is read-only"
      case ENAMETOOLONG: "the name is too long"
      default: unsafe String(cString: strerror(code))
      }
    return Problem("\(name): \(reason)")
  }
}
