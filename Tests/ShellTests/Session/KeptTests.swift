import Core
import Testing

@testable import Shell

/// What is kept of earlier results and changes has a budget, and what is dropped is said to be.
@Suite struct KeptTests {
  @Test func theNewestStay() {
    var kept = Kept<Int>(most: 100, bytes: 10)
    for value in 1...9 { kept.append(value, bytes: 3) }
    #expect(kept.values == [7, 8, 9] && kept.hasDropped)
    kept.append(10, bytes: 50)
    #expect(kept.values == [10], "the last one stays, however large")
    kept.append(11, bytes: 1)
    #expect(kept.values == [11])
    #expect(kept.popLast() == 11 && kept.popLast() == nil)
    for value in 1...200 { kept.append(value, bytes: 0) }
    #expect(kept.values == Array(101...200))
    kept.removeAll()
    #expect(kept.values.isEmpty && !kept.hasDropped)
  }

  @Test func aDroppedResultIsNamed() throws {
    var session = try TestSession("load example small")
    for _ in 0..<1003 { try session.report("output") }
    #expect(session.session.results.count == 1000)
    #expect(
      try session.error("%2")
        == CommandError(
          "%2 is no longer kept: of the results since then %4 is the first; give its command again",
          at: 0..<2))
    #expect(try session.json("%4").string("command") == "output")
    #expect(try session.json("%1003").string("command") == "output")
    #expect(try session.error("%1004").message.hasPrefix("there is no %1004 yet"))
  }

  /// An entry with its estimate has 33 bytes.
  @Test func resultsAreCountedByTheirEntries() throws {
    var session = try TestSession("new 60-50 as n", "jacobian")
    let bytes = try #require(session.session.results.last?.tensor.bytes)
    #expect((33 * 3000...33 * 3000 + 10_000).contains(bytes), "\(bytes)")
    try session.report("set fd.limit 0; show I")
    #expect(session.session.results.allSatisfy { $0.tensor.bytes >= 4096 })
  }

  @Test func whatCannotBeUndoneIsSaid() throws {
    var session = try TestSession("set precision 3", "undo")
    #expect(try session.error("undo").message == "there is nothing to undo")
    try session.report("load example small")
    for k in 0..<101 { try session.report("set I1 \(k)") }
    for _ in 0..<100 { try session.report("undo") }
    #expect(
      try session.error("undo").message
        == "what was before is no longer kept; `undo` goes back 100 changes at most")
  }

  /// States share what did not change between them: a hundred changes of one weight of a layer keep a
  /// hundred copies of that layer, and of an input none.
  @Test func changesAreCountedByWhatTheyKeep() throws {
    var session = try TestSession("new 100-200-1 as n")
    let before = session.session.model
    try session.report("set I1 2")
    #expect(before.bytes(besides: session.session.model) < 3000)
    try session.report("set W2[1,1] 2")
    #expect((1600...5000).contains(before.bytes(besides: session.session.model)))
    try session.report("set W1[1,1] 2")
    #expect((160_000...170_000).contains(before.bytes(besides: session.session.model)))
  }
}
