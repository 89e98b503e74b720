import Glibc

/// Reading and writing whole files; what goes wrong is a sentence.
package enum File {
  package struct Problem: Error, CustomStringConvertible {
    package var description: String

    package init(description: String) { self.description = description }
  }

  /// The bytes of a file.
  ///
  /// - Parameter folder: where a relative path begins; empty for the working folder.
  /// - Throws: `Problem` when it is missing, a folder, not readable, or larger than the limit.
  package static func read(
    _ path: String, limit: Int, in folder: String = ""
  ) throws(Problem) -> [UInt8] {
    let name = try checked(path)
    // Without O_NONBLOCK a named pipe that nobody writes to would never open.
    let descriptor = unsafe open(Self.path(path, in: folder), O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw problem(name, errno) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw problem(name, errno) }
    if status.st_mode & S_IFMT == S_IFDIR {
      throw Problem(description: "\(name) is a folder; give a file in it")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw Problem(description: "\(name) is not a regular file")
    }
    guard status.st_size <= limit else {
      throw Problem(
        description: "\(name) has \(status.st_size) bytes; the most is \(limit)")
    }
    return try bytes(of: descriptor, name: name, expected: Int(status.st_size), limit: limit)
  }

  private static func bytes(
    of descriptor: Int32, name: String, expected: Int, limit: Int
  ) throws(Problem) -> [UInt8] {
    // Into its place at once; a file that has grown is read on in pieces.
    var failure: Int32 = 0
    var bytes = unsafe [UInt8](unsafeUninitializedCapacity: expected) { buffer, done in
      while done < expected {
        let count = unsafe Glibc.read(
          descriptor, buffer.baseAddress.map { unsafe $0 + done }, expected - done)
        if count < 0, errno == EINTR { continue }
        if count < 0 { failure = errno }
        guard count > 0 else { return }
        done += count
      }
    }
    if failure != 0 { throw problem(name, failure) }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw problem(name, errno) }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
      guard bytes.count <= limit else {
        throw Problem(description: "\(name) has more than \(limit) bytes, the most allowed")
      }
    }
  }

  /// Writes a whole file: to a temporary one beside it, then renamed over it, so that a reader sees
  /// the old bytes or the new ones. The mode of a file that was there is kept; of a link, the file
  /// it leads to is replaced.
  ///
  /// - Throws: `Problem` when it cannot be written; then nothing has changed.
  package static func write(
    _ bytes: [UInt8], to path: String, in folder: String = ""
  ) throws(Problem) {
    let name = try checked(path)
    let target = resolved(Self.path(path, in: folder))
    try checkTarget(target, name)
    var status = stat()
    let exists = unsafe stat(target, &status) == 0

    // Its name must not be longer than the file's own may be.
    let place = target.lastIndex(of: "/").map { String(target[...$0]) } ?? ""
    let temporary = "\(place).netrepl-\(getpid()).tmp"
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw problem(name, errno) }
    if exists { fchmod(descriptor, status.st_mode & 0o7777) }
    var failure = writeAll(bytes, to: descriptor)
    if failure == nil, fsync(descriptor) != 0 { failure = errno }
    if close(descriptor) != 0, failure == nil { failure = errno }
    if failure == nil, unsafe rename(temporary, target) != 0 { failure = errno }
    if let failure {
      unsafe unlink(temporary)
      throw problem(name, failure)
    }
  }

  /// A path as messages have it.
  ///
  /// - Throws: `Problem` when nothing can have such a name.
  static func checked(_ path: String) throws(Problem) -> String {
    let name = shown(path)
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw Problem(description: "'\(name)' is not the name of a file")
    }
    return name
  }

  /// What went wrong with a file, in the words of people.
  static func problem(_ name: String, _ code: Int32) -> Problem {
    let reason =
      switch code {
      case ENOENT: "there is no such file"
      case EEXIST: "there is such a file already; it was left as it is"
      case EACCES, EPERM: "permission denied"
      case ENOTDIR: "a part of the path is not a folder"
      case EISDIR: "it is a folder"
      case ENOSPC: "the disk is full"
      case EFBIG: "it is larger than files may be here"
      case EROFS: "the disk is read-only"
      case ENAMETOOLONG: "the name is too long"
      default: unsafe String(cString: strerror(code))
      }
    return Problem(description: "\(name): \(reason)")
  }
}
