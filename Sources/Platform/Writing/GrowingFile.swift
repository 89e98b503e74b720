import Glibc

/// A file that one program at a time writes in pieces, that outlasts the program, and that gets its
/// name when it is whole.
///
/// Until then it is `PATH.part`, and begins with a mark: a file of that name without the mark is
/// somebody else's, and is left as it is.
package final class GrowingFile {
  /// The bytes that were there when it was opened.
  package private(set) var earlierCount = 0

  /// Whether it was not there before.
  package let isNew: Bool

  /// What it began with then, as many bytes as the mark has; zeros where it was shorter.
  package let beginning: [UInt8]

  private let target: FileTarget
  private let part: FileTarget
  private let descriptor: CInt

  /// Begins `PATH.part`, or opens the one that is there.
  ///
  /// - Parameter mark: what it begins with until it is whole.
  /// - Throws: `File.Problem` when it cannot be written, or another run is writing it.
  package init(_ target: FileTarget, mark: [UInt8]) throws(File.Problem) {
    self.target = target
    part = try target.adding(Self.ending)
    while true {
      if let opened = try Self.open(part) {
        (descriptor, isNew) = (opened, false)
        break
      }
      if let begun = try Self.begin(part, target, mark) {
        (descriptor, isNew) = (begun, true)
        break
      }
    }
    var status = stat()
    _ = unsafe fstat(descriptor, &status)
    earlierCount = Int(status.st_size)
    var bytes = [UInt8](repeating: 0, count: mark.count)
    _ = unsafe pread(descriptor, &bytes, bytes.count, 0)
    beginning = bytes
  }

  package static let ending = ".part"

  deinit { close(descriptor) }

  // MARK: To have it alone

  /// The part that is there, locked; nil where there is none.
  private static func open(_ part: FileTarget) throws(File.Problem) -> CInt? {
    while true {
      let descriptor = retrying {
        unsafe Glibc.open(part.path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
      }
      if descriptor < 0, errno == ENOENT { return nil }
      guard descriptor >= 0 else { throw File.problem(part.name, errno) }
      if retrying({ flock(descriptor, LOCK_EX | LOCK_NB) }) != 0 {
        let code = errno
        close(descriptor)
        throw code == EWOULDBLOCK
          ? File.Problem("\(part.name): another run is writing it") : File.problem(part.name, code)
      }
      // Between the two, the run that had it may have given it its name for good.
      if FileIdentity(of: descriptor) == FileIdentity(of: part.path) { return descriptor }
      close(descriptor)
    }
  }

  /// A new part, which has its mark and its lock as soon as it has its name; nil where another run was
  /// quicker.
  private static func begin(
    _ part: FileTarget, _ target: FileTarget, _ mark: [UInt8]
  ) throws(File.Problem) -> CInt? {
    // It has the mode of the file that it will replace from the first: what is secret stays so.
    let temporary = try TemporaryFile(for: target)
    if let code = writeAll(mark, to: temporary.descriptor) { throw File.problem(part.name, code) }
    if retrying({ unsafe link(temporary.path, part.path) }) == 0 {
      unsafe unlink(temporary.path)
    } else if errno == EEXIST {
      return nil
    } else if [EPERM, ENOTSUP, ENOSYS].contains(errno) {
      // There are no hard links here.
      guard retrying({ unsafe rename(temporary.path, part.path) }) == 0 else {
        throw File.problem(part.name, errno)
      }
    } else {
      throw File.problem(part.name, errno)
    }
    let descriptor = fcntl(temporary.descriptor, F_DUPFD_CLOEXEC, 0)
    guard descriptor >= 0 else { throw File.problem(part.name, errno) }
    temporary.keep()
    part.writes?.noteMade(part)
    return descriptor
  }

  /// Whether what was there may be gone on with.
  package var isAllowed: Bool { part.writes?.allows(part) ?? true }

  /// The bytes from a place on, fewer at the end.
  package func bytes(at offset: Int, count: Int) throws(File.Problem) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let (done, code) = unsafe bytes.withUnsafeMutableBytes { room in
      transfer(count) { done in
        unsafe pread(
          descriptor, room.baseAddress.map { unsafe $0 + done }, count - done, offset + done)
      }
    }
    if let code { throw File.problem(target.name, code) }
    return Array(bytes[..<done])
  }

  // MARK: Writing

  /// Makes it that long.
  package func truncate(to count: Int) throws(File.Problem) {
    guard retrying({ ftruncate(descriptor, count) }) == 0 else {
      throw File.problem(target.name, errno)
    }
  }

  package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(File.Problem) {
    let (done, code) = transfer(bytes.count) { done in
      unsafe pwrite(
        descriptor, bytes.baseAddress.map { unsafe $0 + done }, bytes.count - done, offset + done)
    }
    if done < bytes.count { throw File.problem(target.name, code ?? EIO) }
  }

  package func write(_ bytes: [UInt8], at offset: Int) throws(File.Problem) {
    let result = unsafe bytes.withUnsafeBytes { bytes in
      Result { () throws(File.Problem) in unsafe try write(bytes, at: offset) }
    }
    try result.get()
  }

  /// Makes sure that what is written so far survives.
  package func save() throws(File.Problem) {
    guard retrying({ fdatasync(descriptor) }) == 0 else { throw File.problem(target.name, errno) }
  }

  /// Gives the whole file its name.
  package func finish() throws(File.Problem) {
    target.passOnMode(to: descriptor)
    try target.replace(with: part.path, descriptor)
  }

  /// Leaves nothing of it.
  package func remove() { unsafe unlink(part.path) }
}
