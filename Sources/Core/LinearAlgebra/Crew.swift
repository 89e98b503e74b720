internal import Dispatch
internal import Foundation
internal import Synchronization

/// Threads that take part in work that lasts a tenth of a millisecond.
///
/// Waking a thread that sleeps takes some 50 µs on a virtual machine, as long as the Hessians of a
/// middling network. So a member that has done its part asks for more for about a millisecond, giving
/// its processor to whoever else wants it, and only then goes to sleep.
final class Crew: Sendable {
  /// One member for each processor but the caller's.
  static let shared = Crew(members: BLAS.threadCount - 1)

  private typealias Body = @Sendable (_ member: Int) -> Void

  /// Times that a member asks before it sleeps; each takes about half a microsecond.
  private static let patience = 2_000

  private let members: Int
  private let body = Mutex<Body?>(nil)
  private let isBusy = Atomic(false)

  /// Counts the pieces of work: a member sees by it that there is a new one.
  private let number = Atomic(0)
  private let unfinished = Atomic(0)
  private let sleeping = Atomic(0)
  private let alarm = DispatchSemaphore(value: 0)

  private init(members: Int) {
    self.members = max(0, members)
    for member in 1..<max(1, members + 1) {
      let thread = Thread { [unowned self] in serve(as: member) }
      thread.name = "netrepl crew"
      thread.start()
    }
  }

  /// Runs `body(member)` for members 0 up to `count`, the caller being member 0; all of them by the
  /// caller where the crew is at work for somebody else, or too small.
  func perform(_ count: Int, _ body: (_ member: Int) -> Void) {
    guard count > 1, count <= members + 1,
      isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    else {
      for member in 0..<count { body(member) }
      return
    }
    withoutActuallyEscaping(body) { body in
      // Members share what they read and write apart from each other: a promise of the caller.
      nonisolated(unsafe) let body = body
      self.body.withLock { $0 = { member in if member < count { body(member) } } }
      unfinished.store(members, ordering: .relaxed)
      number.add(1, ordering: .sequentiallyConsistent)
      for _ in 0..<sleeping.load(ordering: .sequentiallyConsistent) { alarm.signal() }
      body(0)
      while unfinished.load(ordering: .acquiring) > 0 { sched_yield() }
      self.body.withLock { $0 = nil }
    }
    isBusy.store(false, ordering: .releasing)
  }

  private func serve(as member: Int) {
    var seen = 0
    while true {
      waitForWork(after: seen)
      seen += 1
      work(as: member)
      unfinished.subtract(1, ordering: .releasing)
    }
  }

  /// A function of its own: when it returns nothing of the body is held, which must not outlive its
  /// caller's call.
  @inline(never)
  private func work(as member: Int) { body.withLock { $0 }?(member) }

  /// No piece of work begins before all members have done their part of the one before, so the next
  /// number is the only one that can come.
  private func waitForWork(after seen: Int) {
    for _ in 0..<Self.patience {
      if number.load(ordering: .acquiring) != seen { return }
      sched_yield()
    }
    // Whoever begins work looks at `sleeping` after counting `number` up: one of the two is seen.
    sleeping.add(1, ordering: .sequentiallyConsistent)
    while number.load(ordering: .sequentiallyConsistent) == seen { alarm.wait() }
    sleeping.subtract(1, ordering: .sequentiallyConsistent)
  }
}
