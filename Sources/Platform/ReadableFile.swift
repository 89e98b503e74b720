import Glibc

/// A file that is read where it is wanted.
package final class ReadableFile {
  package let count: Int

  private let descriptor: Int32
  private let name: String

  /// - Throws: `File.Problem` when it is missing, a folder, or not readable.
  package init(_ path: String, in folder: String = "") throws(File.Problem) {
    name = try File.checked(path)
    // Without O_NONBLOCK a named pipe that nobody writes to would never open.
    descriptor = unsafe open(File.path(path, in: folder), O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw File.problem(name, errno) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw File.Problem("\(name) is not a regular file")
    }
    count = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Tells it from all other files.
  package var identity: FileIdentity? { FileIdentity(of: descriptor) }

  /// Whether two files hold the same bytes.
  static func haveSameBytes(_ one: String, _ other: String) -> Bool {
    guard let one = try? ReadableFile(one), let other = try? ReadableFile(other),
      one.count == other.count
    else { return false }
    let size = 1 << 16
    return stride(from: 0, to: one.count, by: size).allSatisfy { offset in
      let count = min(size, one.count - offset)
      guard let piece = try? one.piece(at: offset, count) else { return false }
      return piece == (try? other.piece(at: offset, count))
    }
  }

  func piece(at offset: Int, _ count: Int) throws(File.Problem) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let result = unsafe bytes.withUnsafeMutableBytes { buffer in
      Result { () throws(File.Problem) in unsafe try read(at: offset, into: buffer) }
    }
    try result.get()
    return bytes
  }

  /// - Throws: `File.Problem` when so many bytes are not there any more, or cannot be read.
  package func read(
    at offset: Int, into buffer: UnsafeMutableRawBufferPointer
  ) throws(File.Problem) {
    let (done, code) = transfer(buffer.count) { done in
      unsafe pread(
        descriptor, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done, offset + done)
    }
    if let code { throw File.problem(name, code) }
    if done < buffer.count {
      throw File.Problem("the file has become shorter while it was read")
    }
  }

  /// All that is in it, also where its size says less.
  ///
  /// - Throws: `File.Problem` when that is more than the limit, or cannot be read.
  func bytes(limit: Int) throws(File.Problem) -> [UInt8] {
    guard count <= limit else {
      throw File.Problem("\(name) has \(count) bytes; the most is \(limit)", excess: count)
    }
    // Into its place at once; a file that has grown is read on in pieces.
    var failure: Int32?
    var bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
      unsafe UnsafeMutableRawBufferPointer(buffer).inLargePages()
      while done < count, !StopRequest.isMade {
        let got = unsafe Glibc.read(
          descriptor, buffer.baseAddress.map { unsafe $0 + done }, min(count - done, 1 << 24))
        if got < 0, errno == EINTR { continue }
        if got < 0 { failure = errno }
        guard got > 0 else { return }
        done += got
      }
    }
    if let failure { throw File.problem(name, failure) }
    if StopRequest.isHeard { throw File.Problem.stopped }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw File.problem(name, errno) }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
      guard bytes.count <= limit else {
        throw File.Problem(
          "\(name) has more than \(limit) bytes, the most allowed", excess: bytes.count)
      }
    }
  }
}
