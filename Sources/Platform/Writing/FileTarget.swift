import Glibc

/// A file that is to be written: what the user calls it, and where it stands behind all links.
///
/// Every file of the user's is written by way of this type: a temporary one in the target's own
/// folder, which gets the name when it is whole. Of a symbolic link, or a chain of them, the file that
/// it leads to is replaced and the links stay; of a hard link this name alone gets the new file. Mode,
/// and where the system lets it owner and group, are those of the file that was there; access lists
/// and other attributes are not kept.
package struct FileTarget {
  /// The path in messages.
  package let name: String

  /// The path behind its links.
  package let path: String

  /// What may be written; nil for everything.
  let writes: WriteGuard?

  /// Whether not everything may be written.
  package var isGuarded: Bool { writes != nil }

  /// The folder it is in, as the beginning of a path.
  var place: Substring { path.lastIndex(of: "/").map { path[...$0] } ?? "" }

  /// - Parameter folder: where a relative path begins; empty for the working folder.
  /// - Throws: `File.Problem` when no whole file can come to that path.
  package init(
    _ path: String, in folder: String = "", writes: WriteGuard? = nil
  ) throws(File.Problem) {
    name = try File.checked(path)
    self.path = try Self.behindLinks(File.path(path, in: folder), name)
    self.writes = writes
    try File.checkTarget(self.path, name)
    try writes?.requirePlace(of: self)
  }

  /// The same with something behind its name, such as `.part`, which is no link.
  package func adding(_ ending: String) throws(File.Problem) -> FileTarget {
    let target = FileTarget(name: name + ending, path: path + ending, writes: writes)
    var status = stat()
    if unsafe lstat(target.path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw File.Problem("\(target.name) is not a regular file; it was left as it is")
    }
    return target
  }

  private init(name: String, path: String, writes: WriteGuard?) {
    (self.name, self.path, self.writes) = (name, path, writes)
  }

  /// More links than the system follows.
  private static let mostLinks = 40

  /// Where a path leads through links, whether there is a file at their end or not.
  private static func behindLinks(_ path: String, _ name: String) throws(File.Problem) -> String {
    var path = path
    for _ in 0...mostLinks {
      guard let target = link(at: path) else { return path }
      path =
        target.hasPrefix("/")
        ? target : (path.lastIndex(of: "/").map { path[...$0] } ?? "") + target
    }
    throw File.problem(name, ELOOP)
  }

  private static func link(at path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe readlink(path, &buffer, buffer.count)
    guard count > 0 else { return nil }
    return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Gives an open file the mode, owner and group of the one that is there.
  func passOnMode(to descriptor: CInt) {
    var (old, new) = (stat(), stat())
    guard unsafe stat(path, &old) == 0, unsafe fstat(descriptor, &new) == 0 else { return }
    var mode = old.st_mode & 0o7777
    if old.st_uid != new.st_uid { _ = fchown(descriptor, old.st_uid, .max) }
    if old.st_gid != new.st_gid, fchown(descriptor, .max, old.st_gid) != 0 {
      // What the old group was allowed, another one is not; it gets what everybody has.
      mode = mode & ~0o6070 | (mode & 0o007) << 3
    }
    fchmod(descriptor, mode)
  }
}
