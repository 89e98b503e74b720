import Glibc

/// A file with a name of its own in the folder where it will belong; gone with the object, unless it
/// was given a name for good.
///
/// It is locked while its program lives: so what a program that was killed has left can be told.
final class TemporaryFile {
  let path: String
  let descriptor: CInt
  private var isKept = false

  static let (beginning, ending) = (".netrepl-", ".tmp")

  /// Names that are tried: of 2⁴⁸ a second one is hardly ever needed.
  private static let mostAttempts = 100

  init(for target: FileTarget) throws(File.Problem) {
    var attempts = 0
    while true {
      // Short, whatever the length of the file's own name.
      let path =
        "\(target.place)\(Self.beginning)\(getpid())-\(String(UInt64.random(in: 0..<(1 << 48)), radix: 36))"
        + Self.ending
      let descriptor = retrying {
        unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o666)
      }
      if descriptor >= 0 {
        (self.path, self.descriptor) = (path, descriptor)
        break
      }
      attempts += 1
      guard errno == EEXIST, attempts < Self.mostAttempts else {
        throw File.problem(target.name, errno)
      }
    }
    flock(descriptor, LOCK_EX | LOCK_NB)
    target.passOnMode(to: descriptor)
  }

  deinit {
    if !isKept { unsafe unlink(path) }
    close(descriptor)
  }

  /// It has another name now.
  func keep() { isKept = true }
}
