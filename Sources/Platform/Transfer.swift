import Glibc

/// Moves bytes by a call of the system that may move fewer than it is asked to, or none for a signal.
///
/// - Parameter step: moves what is left behind the first `done`, as `pread` does.
/// - Returns: how many were moved, fewer where the call gave 0, and the error number where one ended it.
func transfer(_ count: Int, _ step: (_ done: Int) -> Int) -> (done: Int, code: CInt?) {
  var done = 0
  while done < count {
    let moved = step(done)
    if moved > 0 {
      done += moved
    } else if moved == 0 {
      break
    } else if errno != EINTR {
      return (done, errno)
    }
  }
  return (done, nil)
}
