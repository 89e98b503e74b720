/// Whether the user wants the work at hand stopped, for the loops that are handed no checkpoint: those of
/// readers, writers and renderers, whose errors have types of their own, or who have none.
///
/// Whoever runs a command listens with its checkpoint. A loop looks at `isMade` about once a millisecond,
/// and leaves in the shortest way, by an error or with a part of its answer: what the command comes to is
/// not used any more. Work that has looked and gone on, such as a file that is renamed, counts as done.
///
///     try StopRequest.heard(by: checkpoint) { renderer.render(report) }
///
/// On the threads of a pool nothing is ever asked: whoever shares work out among them looks in between.
package enum StopRequest {
  @TaskLocal private static var listener: Listener?

  /// Whether the work should stop. Takes some ten nanoseconds.
  package static var isMade: Bool { listener?.hears() ?? false }

  /// Whether a loop has left because of it.
  package static var isHeard: Bool { listener?.error != nil }

  /// Runs work whose loops hear by a checkpoint.
  ///
  /// - Throws: what the checkpoint threw, once a loop has left because of it, whatever the work came to;
  ///   what the work throws otherwise.
  package static func heard<Value>(
    by checkpoint: @escaping () throws -> Void, _ work: () throws -> Value
  ) throws -> Value {
    let listener = Listener(checkpoint)
    let result = Result { try $listener.withValue(listener, operation: work) }
    if let error = listener.error { throw error }
    return try result.get()
  }

  // Unchecked: the value of a task that is none, of one thread, is seen by this thread alone.
  private final class Listener: @unchecked Sendable {
    private let checkpoint: () throws -> Void
    private(set) var error: (any Error)?

    init(_ checkpoint: @escaping () throws -> Void) { self.checkpoint = checkpoint }

    func hears() -> Bool {
      if error == nil {
        do { try checkpoint() } catch { self.error = error }
      }
      return error != nil
    }
  }
}

extension Sequence {
  /// The elements until the user wants the work stopped: for loops over what is long, whose results may
  /// be short then.
  package var untilStopped: UntilStopped<Self> { UntilStopped(base: makeIterator()) }
}

/// What `untilStopped` gives.
package struct UntilStopped<Base: Sequence>: Sequence, IteratorProtocol {
  fileprivate var base: Base.Iterator
  private var count = 0

  fileprivate init(base: Base.Iterator) { self.base = base }

  package mutating func next() -> Base.Element? {
    count &+= 1
    return count & 63 == 0 && StopRequest.isMade ? nil : base.next()
  }
}
