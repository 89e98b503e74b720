import Glibc

extension File {
  /// Temporary files that programs have left which were killed while they wrote.
  ///
  /// They are named, and not removed: nothing is lost that somebody might want.
  ///
  /// - Returns: their paths, of a few, in the folder of a file that is written.
  package static func leftovers(beside path: String, in folder: String = "") -> [String] {
    let place = Self.folder(of: Self.path(path, in: folder))
    let files = names(in: place, atMost: mostNames).filter {
      $0.hasPrefix(TemporaryFile.beginning) && $0.hasSuffix(TemporaryFile.ending)
    }
    return files.sorted().prefix(mostLooked)
      .map { place.isEmpty ? $0 : place == "/" ? "/\($0)" : "\(place)/\($0)" }
      .filter(isLeft)
  }

  /// What to tell of them.
  package static func leftoverWarnings(beside path: String, in folder: String = "") -> [String] {
    leftovers(beside: path, in: folder).map {
      "\($0) is left of a run that was ended while it wrote; nothing needs it, it may be removed"
    }
  }

  /// A folder may hold millions of files.
  private static let (mostNames, mostLooked) = (100_000, 20)

  /// How old a file has to be, in seconds, before the number of a process in its name counts for nothing:
  /// another one may have it by now.
  private static let youth = 2

  private static func isLeft(_ path: String) -> Bool {
    // Whoever writes it has a lock on it, but for a moment after it was made.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else { return false }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return false
    }
    let process = path.split(separator: "/").last?.dropFirst(TemporaryFile.beginning.count)
      .prefix { $0.isNumber }
    let isDead =
      process.flatMap { pid_t($0) }.map { $0 > 0 && kill($0, 0) != 0 && errno == ESRCH } ?? false
    return isDead || time(nil) - status.st_mtim.tv_sec > youth
  }
}
