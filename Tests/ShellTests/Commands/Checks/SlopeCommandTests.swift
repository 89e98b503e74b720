import TestSupport
import Testing

@testable import Shell

@Suite struct SlopeCommandTests {
  @Test("As many rows as fit a classroom's screen, whatever is wrong")
  func theTableFits() throws {
    var session = try TestSession("new 2-3-3-1 seed 4")
    for line in ["settings", "plant wrong-sign layer 2", "unplant; plant forgotten-curvature"] {
      try session.report(line)
      let lines = try session.text("slope", .unicode, width: 100).split(separator: "\n")
      #expect((10...27).contains(lines.count), "\(line)")
    }
    #expect(try session.text("slope full").split(separator: "\n").count > 28)
  }

  /// Another kink a billionth away: the slope on that side is the one before it.
  @Test func theSlopeBetweenTwoNearKinksIsSeen() throws {
    var session = try TestSession()
    for line in [
      "define q(x) = abs(x)-abs(x-1e-9)", "new 1-1-1", "set activation 1 q", "set W1 1", "set b1 0",
      "set W2 1", "set b2 0", "set input 0",
    ] { try session.report(line) }
    let text = try session.text("slope").squeezed
    #expect(text.contains("A1 0 2 0"), "\(text)")
    #expect(!text.contains("Where no slope stands"))
    // A jump has no slope at all.
    try session.report("define s(x) = sign(x)")
    try session.report("set activation 1 s")
    #expect(try session.text("slope").squeezed.contains("Where no slope stands the output jumps"))
  }

  @Test("Where the second slope cannot be read, its place says why")
  func reasonsStandInTheSlopesPlace() throws {
    var session = try TestSession("load example small")
    let rows = try session.text("slope full", .unicode).split(separator: "\n")
    let last = try #require(rows.last { $0.hasPrefix("1/") })
    #expect(last.hasSuffix("rounding"))
    // No more rows than it takes to see the slope.
    #expect(try session.text("slope", .unicode).split(separator: "\n").count <= 14)
    // Without curvature the second remainder is rounding from the start.
    try session.report("new 2-2")
    #expect(try session.text("slope").contains(/\n1 .* rounding\n/))
    try session.report("new 2-3-1 relu; set b1 0 0 0; set input 0.1 0.1")
    #expect(try session.text("slope -1 -1").contains(/\n1 .*kink\n/))
  }

  @Test(
    "A direction that leaves the terms behind is refused", arguments: ["1e20 1", "1e308 1e308"])
  func farDirections(_ direction: String) throws {
    var session = try TestSession("load example small")
    let message = try session.error("slope \(direction)").message
    #expect(message.contains("a million times as long as the input"))
    // A long direction begins where a step along it suits the network.
    let long = try session.text("slope 5e5 1")
    #expect(long.contains("J and H are right") && long.contains(" 1.97 ") && long.contains(" 3.0"))
    #expect(long.contains("\n1/524288 ") && !long.contains("\n1/262144 "))
    #expect(long.contains(/\d+ smaller t not shown/))
    try session.report("set input 1e20 1")
    try session.report("slope \(direction.hasPrefix("1e20") ? direction : "1 1")")
  }
}
