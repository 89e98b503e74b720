/// Work on several processors at once.
package enum Parallel {
  /// Multiply-adds of each lane between two checkpoints: some ten milliseconds.
  private static let workBetweenCheckpoints = 2e8

  /// Runs `body(task, lane)` for every task, with as many lanes at a time.
  ///
  /// Which lane takes a task depends on the counts alone, and so do the results. Between some tasks
  /// and the next ones the checkpoint may end the work.
  ///
  /// - Parameter work: multiply-adds of a task.
  package static func perform(
    _ count: Int, lanes: Int, work: Double, checkpoint: Checkpoint,
    _ body: (_ task: Int, _ lane: Int) -> Void
  ) rethrows {
    let lanes = max(1, min(lanes, count))
    let perLane = max(1, Int(min(workBetweenCheckpoints / max(work, 1), Double(count))))
    for start in stride(from: 0, to: count, by: lanes * perLane) {
      try checkpoint()
      let end = min(start + lanes * perLane, count)
      if lanes == 1 {
        for task in start..<end { body(task, 0) }
        continue
      }
      Crew.shared.perform(lanes) { lane in
        for task in stride(from: start + lane, to: end, by: lanes) { body(task, lane) }
      }
    }
  }

  /// The same for work that is too short to be stopped.
  package static func perform(
    _ count: Int, lanes: Int, work: Double, _ body: (_ task: Int, _ lane: Int) -> Void
  ) {
    perform(count, lanes: lanes, work: work, checkpoint: {}, body)
  }
}
