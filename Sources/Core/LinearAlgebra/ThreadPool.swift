internal import CKernels
internal import Dispatch
internal import Platform
internal import Synchronization

/// The threads that all work is shared out among, down to work that lasts a tenth of a millisecond.
///
/// Waking a thread that sleeps takes some 50 µs on a virtual machine, as long as the Hessians of a
/// middling network. So a member that has done its part asks for more for about a millisecond, giving
/// its processor to whoever else wants it, and only then goes to sleep.
@usableFromInline
package final class ThreadPool: Sendable {
  /// The processors that this program may use, as far as there is room for threads that multiply.
  package static var processors: Int {
    max(1, min(Int(processor_count()), BLAS.mostCallers ?? .max))
  }

  /// One member for each processor but the caller's.
  private static let shared = ThreadPool(members: max(BLAS.threadCount, processors) - 1)

  /// Multiply-adds of each lane between two checkpoints: some ten milliseconds.
  @usableFromInline
  package static let workBetweenCheckpoints = 2e8

  private typealias Body = @Sendable (_ member: Int) -> Void

  /// Times that a member asks before it sleeps; each takes about half a microsecond.
  private static let patience = 2_000

  /// Those that could be started; nobody waits for another one.
  private let members = Atomic(0)
  private let body = Mutex<Body?>(nil)
  private let isBusy = Atomic(false)

  /// Counts the pieces of work: a member sees by it that there is a new one.
  private let number = Atomic(0)
  private let unfinished = Atomic(0)
  private let sleeping = Atomic(0)
  private let alarm = DispatchSemaphore(value: 0)

  /// Whether this process was forked off one that had the pool: it has none of the threads.
  private static let isForked = Atomic(false)

  private init(members: Int) {
    // Otherwise a child would wait for threads that its parent has.
    if members > 0 { Threads.afterFork { ThreadPool.isForked.store(true, ordering: .relaxed) } }
    for member in 1..<max(1, members + 1) {
      // Where no more can be had the work is shared out among fewer.
      guard Threads.start("netrepl pool", { [unowned self] in serve(as: member) }) else { return }
      self.members.add(1, ordering: .relaxed)
    }
  }

  /// Runs `body(index)` for every index up to `count`, each by a member as long as there are enough of
  /// them, the caller being one; all by the caller where the pool is at work already, for itself or for
  /// somebody else.
  @usableFromInline
  package static func perform(_ count: Int, _ body: (_ index: Int) -> Void) {
    // The threads start with the first work that there is for them.
    if count < 2 || !shared.perform(count, body) { for index in 0..<count { body(index) } }
  }

  /// False where nothing was done, since there is nobody to do it.
  private func perform(_ count: Int, _ body: (_ index: Int) -> Void) -> Bool {
    let members = members.load(ordering: .relaxed)
    guard members > 0, !Self.isForked.load(ordering: .relaxed),
      isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    else { return false }
    let size = members + 1
    func turns(of member: Int) {
      for index in stride(from: member, to: count, by: size) { body(index) }
    }
    withoutActuallyEscaping(turns) { turns in
      // Members share what they read and write apart from each other: a promise of the caller.
      nonisolated(unsafe) let turns = turns
      self.body.withLock { $0 = { turns($0) } }
      unfinished.store(members, ordering: .relaxed)
      number.add(1, ordering: .sequentiallyConsistent)
      for _ in 0..<sleeping.load(ordering: .sequentiallyConsistent) { alarm.signal() }
      turns(0)
      while unfinished.load(ordering: .acquiring) > 0 { Processor.yield() }
      self.body.withLock { $0 = nil }
    }
    isBusy.store(false, ordering: .releasing)
    return true
  }

  /// Runs `body(task, lane)` for every task, with as many lanes at a time.
  ///
  /// Which lane takes a task depends on the counts alone, and so do the results. Between some tasks
  /// and the next ones the checkpoint may end the work.
  ///
  /// - Parameter work: multiply-adds of a task.
  @inlinable
  package static func perform(
    _ count: Int, lanes: Int, work: Double, checkpoint: Checkpoint,
    _ body: (_ task: Int, _ lane: Int) -> Void
  ) rethrows {
    let lanes = max(1, min(lanes, count))
    let perLane = max(1, Int(clamping: min(workBetweenCheckpoints / max(work, 1), Double(count))))
    for start in stride(from: 0, to: count, by: lanes * perLane) {
      try checkpoint()
      let end = min(start + lanes * perLane, count)
      perform(lanes) { lane in
        for task in stride(from: start + lane, to: end, by: lanes) { body(task, lane) }
      }
    }
  }

  /// The same where nobody can throw: the rest of it is left out when the user wants it stopped, which the
  /// next checkpoint tells.
  @inlinable
  package static func perform(
    _ count: Int, lanes: Int, work: Double, _ body: (_ task: Int, _ lane: Int) -> Void
  ) {
    try? perform(count, lanes: lanes, work: work, checkpoint: leaveWhereAsked, body)
  }

  @usableFromInline
  package static func leaveWhereAsked() throws { if StopRequest.isMade { throw Left() } }

  private struct Left: Error {}

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
      Processor.yield()
    }
    // Whoever begins work looks at `sleeping` after counting `number` up: one of the two is seen.
    sleeping.add(1, ordering: .sequentiallyConsistent)
    while number.load(ordering: .sequentiallyConsistent) == seen { alarm.wait() }
    sleeping.subtract(1, ordering: .sequentiallyConsistent)
  }
}
