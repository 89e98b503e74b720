import Glibc

/// An error number of the system, with the wording of the system.
package struct SystemError: Error, Equatable, CustomStringConvertible {
  package let code: CInt

  package static let outOfMemory = SystemError(ENOMEM)

  /// Of the call that has just failed.
  package static var latest: SystemError { SystemError(errno) }

  package init(_ code: CInt) { self.code = code }

  package var description: String { unsafe String(cString: strerror(code)) }
}

/// The last bytes of a regular file, at most `limit` of them.
package func readFile(_ path: String, atMost limit: Int) throws(SystemError) -> [UInt8] {
  // O_NONBLOCK: opening a FIFO by mistake must not hang.
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else { throw SystemError(errno) }
  defer { close(descriptor) }
  return try readFile(descriptor, atMost: limit)
}

/// The same of an open file, whatever its offset is.
func readFile(_ descriptor: CInt, atMost limit: Int) throws(SystemError) -> [UInt8] {
  var status = stat()
  guard unsafe fstat(descriptor, &status) == 0 else { throw SystemError(errno) }
  guard status.st_mode & S_IFMT == S_IFREG else { throw SystemError(EINVAL) }
  let size = min(Int(status.st_size), limit)
  let start = Int(status.st_size) - size
  var failure: SystemError?
  let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
    let (done, code) = transfer(size) { done in
      unsafe pread(
        descriptor, buffer.baseAddress.map { unsafe $0 + done }, size - done, off_t(start + done))
    }
    count = done
    failure = code.map(SystemError.init)
  }
  if let failure { throw failure }
  return bytes
}
