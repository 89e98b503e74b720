import Core
import TestSupport
import Testing

@testable import Shell

@Suite struct TimeCommandTests {
  @Test(arguments: ["output", "jacobian", "hessian", "hessian of A2 wrt z1", "jacobian of f1"])
  func timesAComputation(_ command: String) throws {
    var session = try TestSession("load example iris")
    let json = try session.json("time 20 \(command)")
    #expect(try json.string("command") == "time")
    #expect(try json.string("of") == command)
    #expect(try json.number("runs") == 20)
    let (seconds, quartiles) = (try json.number("seconds"), try json.vector("quartiles"))
    #expect(seconds > 0 && quartiles.count == 2)
    #expect(quartiles[0] <= seconds && seconds <= quartiles[1])
    let text = try session.text("time 20 \(command)")
    #expect(text.squeezed.contains("the median of 20 runs, half of them within "))
  }

  /// It computes as often as it says, and not more than it warms up besides.
  @Test func runsAsOftenAsAsked() throws {
    for asked in [1, 2, 7, 1000] {
      var runs = 0
      let timing = try Timing(runs: asked, checkpoint: {}, of: { _ in runs += 1 })
      #expect(timing.runs == asked)
      #expect(runs >= asked + 1 && runs <= 4 * asked + 1)
    }
  }

  @Test func stopsWhenAsked() throws {
    struct Stopped: Error {}
    var runs = 0
    #expect(throws: Stopped.self) {
      try Timing(
        runs: nil, checkpoint: { if runs > 10 { throw Stopped() } }, of: { _ in runs += 1 })
    }
  }

  @Test func changesNothingAndKeepsNoResult() throws {
    var session = try TestSession("load example iris")
    _ = try session.report("time 3 hessian")
    #expect(session.session.resultCount == 0)
    #expect(try session.text("undo").contains("load example iris"))
  }

  @Test func mistakesAreExplained() throws {
    var session = try TestSession("load example iris")
    #expect(
      try session.error("time 3 check")
        == CommandError(
          "'check' has no computation to time; output, jacobian, hessian have", at: 7..<12))
    let whole = "what is timed is of all components; leave out the index"
    #expect(try session.error("time jacobian of A1").message == whole)
    #expect(try session.error("time hessian of A1 wrt I1").message == whole)
    #expect(
      try session.error("time hesian").message == "no command 'hesian'; did you mean 'hessian'?")
    #expect(try session.error("time hessian of A9").range == 16..<18)
    #expect(try session.error("time 10").message.contains("needs a command"))
    #expect(try session.error("time 0 hessian").message.contains("0"))
    var abbreviating = try TestSession("load example iris", abbreviates: true)
    #expect(try abbreviating.json("time 2 hes").string("of") == "hessian")
  }

  @Test func wordsOfATime() {
    #expect(Timing.words(4.321e-7) == "432 ns")
    #expect(Timing.words(1.5e-6) == "1.5 µs")
    #expect(Timing.words(0.99951) == "1 s" || Timing.words(0.99951) == "1.00 s")
    #expect(Timing.words(75) == "75 s")
  }
}

@Suite struct PlanCommandTests {
  @Test func showsEveryWayAndTheChoice() throws {
    var session = try TestSession("new 40-9-12-3 seed 1")
    let text = try session.text("plan")
    #expect(text.contains("from the output"))
    let chosen = text.split(separator: "\n").filter { $0.hasSuffix("chosen") }
    #expect(chosen.count == 1 && chosen[0].contains("sandwich in the space of z1"))
    for way in ["sandwich", "forward", "nested forward"] { #expect(text.contains(way)) }

    let json = try session.json("plan")
    let jacobian = try json.object("jacobian")
    // (3×12)(12×9)(9×40) from the output; (12×9)(9×40) first from the input.
    #expect(jacobian["fromOutput"] as? Double == 1404)
    #expect(jacobian["fromInput"] as? Double == 5760)
    #expect(jacobian["multiplyAdds"] as? Double == 1404)
    let hessian = try json.object("hessian")
    #expect(hessian["chosen"] as? String == "sandwich in the space of z1")
    let ways = try #require(hessian["ways"] as? [Any])
    let first = try #require(ways.first as? [String: Any])
    #expect(first["name"] as? String == "sandwich in the space of z1")
    #expect(ways.count == HessianPlan(NetworkMap(try session.network)).candidates.count)
  }

  /// What is chosen has the least of the numbers that decide, and the words say which these are.
  @Test(arguments: ["2-4-1", "3-8-8-2", "100-200-100-50", "40-9-12-3", "10-20-10-5"])
  func theChosenOneHasTheLeastCost(sizes: String) throws {
    var session = try TestSession("new \(sizes)")
    let hessian = try session.json("plan").object("hessian")
    let ways = try #require(hessian["ways"] as? [Any]).compactMap { $0 as? [String: Any] }
    let costs = try ways.map { try #require($0["cost"] as? Double) }
    let counts = try ways.map { try #require($0["multiplyAdds"] as? Double) }
    let chosen = try #require(
      ways.firstIndex { $0["name"] as? String == hessian["chosen"] as? String })
    #expect(costs[chosen] == costs.min())
    let isExplained = try session.text("plan").squeezed.contains(
      "Chosen is the least cost that fits")
    #expect(isExplained == (counts[chosen] != counts.min()))
  }

  @Test func partsOfANetwork() throws {
    var session = try TestSession("new 40-9-12-3 seed 1")
    let one = try session.json("plan of A2 wrt z1")
    #expect(try one.string("of") == "A2" && one.string("wrt") == "z1")
    #expect(try one.number("outputs") == 1 && one.number("inputs") == 9)
    #expect(!(try session.text("plan of A2")).contains("from the output"))
  }
}

@Suite struct DerivativeMemoryTests {
  @Test func oneOutputIsOfferedWhereItFits() throws {
    // 4000 triangles of 8 million entries are 256 GB and more; one is 64 MB.
    var session = try TestSession("new 4000-1-4000")
    let message = try session.error("hessian").message
    #expect(message.hasPrefix("4000 Hessians of 4000×4000 needs "))
    #expect(message.hasSuffix("; one output fits: hessian of A1"))
    #expect(try session.error("time hessian").message == message)
  }

  @Test func sizesInWords() {
    #expect(Memory.words(740) == "740 bytes")
    #expect(Memory.words(1_240_000) == "1.2 MB")
    #expect(Memory.words(34e9) == "34 GB")
    #expect(Memory.words(999_600) == "1 MB")
    #expect(Memory.words(.infinity) == "more memory than can be counted")
  }
}
