internal import Dispatch
internal import Platform
internal import Synchronization

/// Work that cannot be stopped, on a thread that can be left: it goes on to its end with nobody to wait
/// for it, and what it comes to is dropped.
///
/// One at a time: whoever comes next waits until what was left has ended, and can leave as well. So it
/// takes the processors and the memory of one such piece of work at most.
package enum LeftWork {
  /// Whether work goes on that nobody waits for.
  package static var isLeft: Bool { left.load(ordering: .acquiring) }

  private static let left = Atomic(false)
  private static let turn = DispatchSemaphore(value: 1)

  /// How soon a checkpoint is looked at.
  private static let patience = DispatchTimeInterval.milliseconds(10)

  /// - Throws: what the checkpoint throws; then the work has been left.
  static func run<Value>(
    _ work: @escaping @Sendable () -> Value, _ checkpoint: Checkpoint
  ) throws -> Value {
    while turn.wait(timeout: .now() + patience) == .timedOut { try checkpoint() }
    left.store(false, ordering: .releasing)
    let job = Job<Value>()
    let hasStarted = Threads.start("netrepl lapack") {
      job.value = work()
      job.done.signal()
      turn.signal()
    }
    guard hasStarted else {
      defer { turn.signal() }
      return work()
    }
    while true {
      if job.done.wait(timeout: .now() + patience) == .success, let value = job.value {
        return value
      }
      do { try checkpoint() } catch {
        left.store(true, ordering: .releasing)
        throw error
      }
    }
  }

  // Unchecked: the value is written before `done` is signalled, and read behind it.
  private final class Job<Value>: @unchecked Sendable {
    let done = DispatchSemaphore(value: 0)
    var value: Value?
  }
}
