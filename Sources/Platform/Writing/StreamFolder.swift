import Glibc

/// A folder of one's own, for what comes through a pipe and has to be a file meanwhile.
package final class StreamFolder {
  package let path: String

  /// - Throws: `File.Problem` where there is no place for temporary files.
  package init() throws(File.Problem) {
    let parent = environmentVariable("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    var template = Array("\(parent)/netrepl-XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else { throw File.problem(parent, errno) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { remove() }

  /// What is in it goes, too; it has no folders.
  package func remove() {
    for name in File.names(in: path) { File.remove("\(path)/\(name)") }
    unsafe rmdir(path)
  }

  /// Keeps what a pipe gives until its end as a file.
  ///
  /// - Parameter name: from the first bytes, the name of the file in the folder.
  /// - Returns: the path; nil where the user wants no more of it.
  /// - Throws: `File.Problem` where it cannot be read, or there is no room.
  package func take(
    _ descriptor: CInt, named name: ([UInt8]) -> String
  ) throws(File.Problem) -> String? {
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    var file: CInt = -1
    var target = path
    defer { if file >= 0 { close(file) } }
    while true {
      var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if StopRequest.isMade { return nil }
      guard unsafe poll(&ready, 1, 100) != 0 else { continue }
      let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      guard count >= 0 else { throw File.problem("standard input", errno) }
      if file < 0 {
        target = "\(path)/\(name(Array(buffer.prefix(max(count, 0)))))"
        file = unsafe open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw File.problem(target, errno) }
      }
      if count == 0 { return target }
      if let code = writeAll(buffer[..<count], to: file) { throw File.problem(target, code) }
    }
  }

  /// Writes a file of the folder to a descriptor, as far as the user wants it; the folder goes before, so
  /// that nothing is left where nobody reads to the end.
  ///
  /// - Throws: `File.Problem` where it cannot be written.
  package func give(_ name: String, to descriptor: CInt) throws(File.Problem) {
    let file = try ReadableFile("\(path)/\(name)")
    remove()
    let size = 1 << 20
    var offset = 0
    while offset < file.count, !StopRequest.isMade {
      let piece = try file.piece(at: offset, min(size, file.count - offset))
      if let code = writeUntilStopped(piece, to: descriptor) {
        throw File.problem("standard output", code)
      }
      offset += piece.count
    }
  }
}
