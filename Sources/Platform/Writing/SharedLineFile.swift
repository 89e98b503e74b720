import Glibc

/// A text file that several programs append lines to.
package struct SharedLineFile {
  package let path: String

  package init(path: String) { self.path = path }

  /// What a file held.
  package struct Contents {
    package var lines: [String]

    /// The number of lines in the file, those not in `lines` included.
    package var count: Int

    /// Whether there was a line that is no text: not UTF-8, with a NUL, or endless.
    package var isDamaged: Bool
  }

  /// The last lines. A file that does not exist is empty.
  package func load(last limit: Int, longest: Int) throws(SystemError) -> Contents {
    let bytes: [UInt8]
    do {
      bytes = try readFile(path, atMost: Self.mostBytes)
    } catch {
      if error.code == ENOENT { return Contents(lines: [], count: 0, isDamaged: false) }
      throw error
    }
    let all = bytes.split(separator: UInt8(ascii: "\n"))
    // Where reading began within the file, the first line is half a line.
    let whole = bytes.count == Self.mostBytes ? all.dropFirst() : all[...]
    let last = whole.suffix(limit)
    let lines = last.compactMap { Self.text($0, longest: longest) }
    return Contents(lines: lines, count: all.count, isDamaged: lines.count < last.count)
  }

  /// Adds a line at the end.
  package func append(_ line: String) throws(SystemError) {
    let descriptor = try openLocked(creating: true)
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw SystemError(errno) }
    if status.st_mode & 0o077 != 0 { fchmod(descriptor, 0o600) }
    var bytes = Array(line.utf8) + [UInt8(ascii: "\n")]
    // A program that was killed, or a full disk, may have left half a line.
    var last: UInt8 = 0
    if status.st_size > 0, unsafe pread(descriptor, &last, 1, status.st_size - 1) == 1,
      last != UInt8(ascii: "\n")
    {
      bytes.insert(UInt8(ascii: "\n"), at: 0)
    }
    if let code = writeAll(bytes, to: descriptor) { throw SystemError(code) }
  }

  /// Drops all but the last lines; who reads meanwhile sees the old file or the new one.
  ///
  /// - Throws: `SystemError`, or `File.Problem` where the new file cannot be written.
  package func trim(to limit: Int) throws {
    let descriptor = try openLocked(creating: false)
    defer { close(descriptor) }
    let old = try readFile(descriptor, atMost: Self.mostBytes)
    let lines = old.split(separator: UInt8(ascii: "\n"))
    guard lines.count > limit else { return }  // another program was quicker
    let bytes = Array(lines.suffix(limit).joined(separator: [UInt8(ascii: "\n")])) + [0x0a]
    try File.write(bytes, to: path)
  }

  // MARK: Mechanism

  /// 10,000 lines are some hundred kilobytes; a file larger than this is read from its end.
  private static let mostBytes = 1 << 26

  private static func text(_ bytes: ArraySlice<UInt8>, longest: Int) -> String? {
    guard bytes.count <= longest, !bytes.contains(0) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  /// Opens the file and locks it until it is closed.
  private func openLocked(creating: Bool) throws(SystemError) -> CInt {
    while true {
      var descriptor = unsafe open(path, openFlags(creating), 0o600)
      if descriptor < 0, errno == ENOENT, creating {
        makeFolders()
        descriptor = unsafe open(path, openFlags(creating), 0o600)
      }
      guard descriptor >= 0 else { throw SystemError(errno) }
      do {
        if try lock(descriptor) { return descriptor }
      } catch {
        close(descriptor)
        throw error
      }
      // Trimmed by another program while this one waited: the name has a new file.
      close(descriptor)
    }
  }

  private func openFlags(_ creating: Bool) -> CInt {
    O_RDWR | O_APPEND | O_CLOEXEC | O_NONBLOCK | (creating ? O_CREAT : 0)
  }

  /// Waits for the lock, a second at most: a program that hangs must not hang the others.
  ///
  /// - Returns: whether the name still belongs to this file.
  private func lock(_ descriptor: CInt) throws(SystemError) -> Bool {
    var attempts = 0
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      switch errno {
      case EINTR: continue
      case EWOULDBLOCK where attempts < 500:
        attempts += 1
        usleep(2000)
      case EWOULDBLOCK: throw SystemError(errno)
      default: return true  // no locks on this file system; O_APPEND has to do
      }
    }
    var opened = stat()
    var named = stat()
    guard unsafe fstat(descriptor, &opened) == 0 else { throw SystemError(errno) }
    return unsafe stat(path, &named) == 0 && opened.st_ino == named.st_ino
      && opened.st_dev == named.st_dev
  }

  /// Creates the missing folders on the way to the file, for the owner only.
  private func makeFolders() {
    var end = path.startIndex
    while let slash = path[end...].dropFirst().firstIndex(of: "/") {
      unsafe mkdir(String(path[..<slash]), 0o700)
      end = slash
    }
  }
}
