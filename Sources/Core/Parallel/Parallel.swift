internal import Dispatch

/// Work on several processors at once.
enum Parallel {
  /// Runs `body(task, lane)` for every task, with as many lanes at a time.
  ///
  /// Which lane takes a task depends on the counts alone, and so do the results. Between waves of
  /// `perLane` tasks a lane the checkpoint may end the work.
  static func perform(
    _ count: Int, lanes: Int, perLane: Int, checkpoint: Checkpoint,
    _ body: (_ task: Int, _ lane: Int) -> Void
  ) rethrows {
    let wave = max(1, lanes * perLane)
    for start in stride(from: 0, to: count, by: wave) {
      try checkpoint()
      let end = min(start + wave, count)
      if lanes == 1 {
        for task in start..<end { body(task, 0) }
        continue
      }
      withoutActuallyEscaping(body) { body in
        // Lanes share what they read and write apart from each other: a promise of the caller.
        nonisolated(unsafe) let body = body
        DispatchQueue.concurrentPerform(iterations: lanes) { lane in
          for task in stride(from: start + lane, to: end, by: lanes) { body(task, lane) }
        }
      }
    }
  }
}
