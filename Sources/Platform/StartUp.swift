import Glibc

/// What every program under this name makes sure of before it does anything.
package enum StartUp {
  /// Opens the standard streams that are closed, keeps the end of a file's room from ending the program,
  /// and gives memory back as soon as much of it is freed.
  ///
  /// - Returns: why the program cannot run here; nil where it can.
  package static func prepare() -> String? {
    openStandardStreams()
    // A file that may not grow (`ulimit -f`) fails a write, and that is said.
    _ = signal(SIGXFSZ, SIG_IGN)
    returnLargeBlocksWhenFreed()
    return unsafe access("/proc/self/cmdline", R_OK) == 0
      ? nil
      : "/proc is not mounted, and without it the arguments of the program cannot be read; mount it "
        + "(mount -t proc proc /proc), or start the container with it"
  }

  /// A stream that was closed would be the next file that is opened: error texts in a recording.
  ///
  /// What is opened in its place takes part in nothing: reading from it, or writing to it, fails as with
  /// a closed one.
  private static func openStandardStreams() {
    for (descriptor, mode) in [(0, O_WRONLY), (1, O_RDONLY), (2, O_RDONLY)]
    where fcntl(CInt(descriptor), F_GETFD) == -1 && errno == EBADF {
      // The lowest that is free is this one, since those below are open by now.
      _ = unsafe open("/dev/null", mode)
    }
  }
}
