import Glibc

/// Reading and writing whole files; what goes wrong is a sentence.
enum File {
  struct Problem: Error, CustomStringConvertible {
    var description: String
  }

  /// The bytes of a file.
  ///
  /// - Parameter folder: where a relative path begins; empty for the working folder.
  /// - Throws: `Problem` when it is missing, a folder, not readable, or larger than the limit.
  static func read(
    _ path: String, limit: Int, in folder: String = ""
  ) throws(Problem) -> [UInt8] {
    let name = path.clipped(to: 200)
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw Problem(description: "'\(name)' is not the name of a file")
    }
    // Without O_NONBLOCK a named pipe that nobody writes to would never open.
    let descriptor = open(Self.path(path, in: folder), O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw problem(name, errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw problem(name, errno) }
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
    var bytes: [UInt8] = []
    bytes.reserveCapacity(expected + 1)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
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
  static func write(
    _ bytes: [UInt8], to path: String, in folder: String = ""
  ) throws(Problem) {
    let name = path.clipped(to: 200)
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw Problem(description: "'\(name)' is not the name of a file")
    }
    let target = resolved(Self.path(path, in: folder))
    var status = stat()
    let exists = stat(target, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFREG {
      throw Problem(description: "\(name) is not a regular file; it was left as it is")
    }
    if !exists, let slash = target.lastIndex(of: "/"), slash != target.startIndex,
      access(String(target[..<slash]), F_OK) != 0
    {
      throw Problem(description: "\(name): there is no such folder")
    }
    if exists, access(target, W_OK) != 0 { throw problem(name, errno) }

    // Its name must not be longer than the file's own may be.
    let place = target.lastIndex(of: "/").map { String(target[...$0]) } ?? ""
    let temporary = "\(place).netrepl-\(getpid()).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw problem(name, errno) }
    var failure: Int32?
    if exists { fchmod(descriptor, status.st_mode & 0o7777) }
    var written = 0
    while written < bytes.count, failure == nil {
      let count = bytes[written...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count > 0 { written += count } else if count < 0, errno != EINTR { failure = errno }
    }
    if failure == nil, fsync(descriptor) != 0 { failure = errno }
    if close(descriptor) != 0, failure == nil { failure = errno }
    if failure == nil, rename(temporary, target) != 0 { failure = errno }
    if let failure {
      unlink(temporary)
      throw problem(name, failure)
    }
  }

  /// Where a path leads that was written in a folder: a relative one begins there.
  static func path(_ path: String, in folder: String) -> String {
    let path = expanded(path)
    return folder.isEmpty || path.hasPrefix("/") ? path : "\(folder)/\(path)"
  }

  /// Whether there is something of that name.
  static func exists(_ path: String, in folder: String) -> Bool {
    access(Self.path(path, in: folder), F_OK) == 0
  }

  /// The folder that a file is in; empty for the working folder.
  static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: 0x2F) else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The path without links and `..`, where there is such a file.
  static func realPath(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// `~` at the beginning is the home folder.
  static func expanded(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = getenv("HOME") else { return path }
    return String(cString: home) + path.dropFirst()
  }

  /// The file that a path leads to through links, whether it is there yet or not.
  static func resolved(_ path: String) -> String {
    let real = realPath(path)
    if real != path || access(path, F_OK) == 0 { return real }
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path, &buffer, buffer.count)
    guard count > 0 else { return path }
    let target = String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    return target.hasPrefix("/") ? target : folder + target
  }

  /// Begins a file that is not there yet, and gives its descriptor for appending.
  ///
  /// - Throws: `Problem` when there is such a file, or it cannot be made.
  static func create(_ path: String) throws(Problem) -> Int32 {
    let name = path.clipped(to: 200)
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw Problem(description: "'\(name)' is not the name of a file")
    }
    let descriptor = open(expanded(path), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw problem(name, errno) }
    return descriptor
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
      default: String(cString: strerror(code))
      }
    return Problem(description: "\(name): \(reason)")
  }
}
