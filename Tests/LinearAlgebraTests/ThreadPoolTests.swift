import Dispatch
import Foundation
import Testing

@testable import Core
@testable import LinearAlgebra

/// Every piece of work is done once, whoever does it.
@Suite struct ThreadPoolTests {
  /// Counts of members, each in a place of its own.
  private final class Counts: @unchecked Sendable {
    let places: UnsafeMutablePointer<Int>
    let count: Int

    init(_ count: Int) {
      self.count = count
      places = .allocate(capacity: count)
      places.initialize(repeating: 0, count: count)
    }

    deinit { places.deallocate() }

    var all: [Int] { (0..<count).map { places[$0] } }
  }

  @Test func everyMemberHasItsTurn() {
    let counts = Counts(4)
    for round in 0..<20_000 {
      // At times they have gone to sleep.
      if round % 5_000 == 0 { usleep(5_000) }
      ThreadPool.perform(1 + round % 4) { counts.places[$0] += 1 }
    }
    #expect(counts.all == [20_000, 15_000, 10_000, 5_000])
  }

  /// Work within work, and from several threads at a time, is done by whoever asks.
  @Test func workInsideWork() {
    let counts = Counts(64)
    DispatchQueue.concurrentPerform(iterations: 4) { caller in
      for _ in 0..<500 {
        ThreadPool.perform(2) { member in
          ThreadPool.perform(2) { inner in
            counts.places[16 * caller + 2 * member + inner] += 1
          }
        }
      }
    }
    for caller in 0..<4 {
      #expect((0..<4).map { counts.places[16 * caller + $0] } == [500, 500, 500, 500])
    }
  }

  @Test func tasksOfEveryLane() throws {
    for (tasks, lanes) in [(0, 2), (1, 2), (7, 2), (100, 3)] {
      let counts = Counts(max(tasks, 1))
      var checkpoints = 0
      func count() { checkpoints += 1 }
      ThreadPool.perform(tasks, lanes: lanes, work: 1e8, checkpoint: count) { task, lane in
        counts.places[task] += lane == task % min(lanes, tasks) ? 1 : 100
      }
      #expect(counts.all.prefix(tasks).allSatisfy { $0 == 1 })
      #expect(checkpoints >= tasks / (2 * lanes))
    }
  }
}
