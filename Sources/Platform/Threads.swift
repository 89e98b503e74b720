internal import CSystem
import Glibc

/// Threads of the system.
package enum Threads {
  /// Starts a thread that runs `body`.
  ///
  /// - Parameter name: of at most 15 bytes, for those who look at the threads of a program.
  /// - Returns: false where no more threads can be had (`ulimit -u`, `ulimit -v`).
  package static func start(_ name: String, _ body: @escaping @Sendable () -> Void) -> Bool {
    // The thread releases it, or, where there is none, this function.
    let box = unsafe Unmanaged.passRetained(Body(run: body))
    var thread = pthread_t()
    let code = unsafe pthread_create(
      &thread, nil,
      { argument in
        if let argument = unsafe argument {
          // What was passed is a retained body, and nobody else takes it.
          unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
        }
        return nil
      }, box.toOpaque())
    guard code == 0 else {
      unsafe box.release()
      return false
    }
    _ = unsafe name_thread(thread, name)
    pthread_detach(thread)
    return true
  }

  /// Has a child run `body` whenever the process forks, from now on.
  package static func afterFork(_ body: @escaping @convention(c) () -> Void) {
    _ = pthread_atfork(nil, nil, body)
  }

  private final class Body: Sendable {
    let run: @Sendable () -> Void

    init(run: @escaping @Sendable () -> Void) { self.run = run }
  }
}
