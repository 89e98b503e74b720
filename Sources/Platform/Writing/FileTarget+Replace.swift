import Glibc

extension FileTarget {
  /// Gives a file that is whole this name, so that a reader sees the old bytes or the new ones, also
  /// after a power cut.
  ///
  /// - Parameters:
  ///   - temporary: its path until now, in the same folder.
  ///   - descriptor: the file, open.
  /// - Throws: `File.Problem` when that fails; then what was there is there, and the temporary file.
  func replace(with temporary: String, _ descriptor: CInt) throws(File.Problem) {
    guard retrying({ fsync(descriptor) }) == 0 else { throw File.problem(name, errno) }
    if let writes, !writes.hasMade(self) {
      try takeFreeName(temporary, writes)
    } else if retrying({ unsafe rename(temporary, path) }) != 0 {
      throw File.problem(name, errno)
    }
    writes?.noteMade(self)
    try File.syncFolder(of: self)
  }

  /// Takes a name that nobody has, or that of a file with these very bytes: to write what is there
  /// already changes nothing.
  private func takeFreeName(
    _ temporary: String, _ writes: WriteGuard
  ) throws(File.Problem) {
    // A link fails where there is such a file; a renaming would not look.
    if retrying({ unsafe link(temporary, path) }) == 0 {
      unsafe unlink(temporary)
      return
    }
    let code = errno
    var status = stat()
    if unsafe lstat(path, &status) == 0 {
      if ReadableFile.haveSameBytes(temporary, path) {
        unsafe unlink(temporary)
        return
      }
      try writes.requireReplacing(self)
    } else if ![EPERM, ENOTSUP, ENOSYS, EMLINK].contains(code) {
      // Only where the file system has no hard links the name is taken without one.
      throw File.problem(name, code)
    }
    if retrying({ unsafe rename(temporary, path) }) != 0 { throw File.problem(name, errno) }
  }
}

extension File {
  /// Makes sure that the name of a new file survives too.
  static func syncFolder(of target: FileTarget) throws(Problem) {
    try syncFolder(target.place.isEmpty ? "." : String(target.place), target.name)
  }

  static func syncFolder(_ folder: String, _ name: String) throws(Problem) {
    let descriptor = retrying { unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    // A folder that may be written and not read is synced by nobody.
    if descriptor < 0, errno == EACCES { return }
    let isSynced = descriptor >= 0 && retrying { fsync(descriptor) } == 0
    let code = errno
    if descriptor >= 0 { close(descriptor) }
    // Not every file system can.
    if isSynced || [EINVAL, ENOTSUP, EROFS].contains(code) { return }
    throw Problem(
      "\(name) is written, but might not outlast a power cut: "
        + (unsafe String(cString: strerror(code))))
  }
}

/// Calls again what a signal interrupted.
func retrying(_ call: () -> CInt) -> CInt {
  while true {
    let result = call()
    if result >= 0 || errno != EINTR { return result }
  }
}
