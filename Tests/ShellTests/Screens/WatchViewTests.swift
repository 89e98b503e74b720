import Core
import TestSupport
import Testing

@testable import Shell

@Suite struct WatchViewTests {
  private let style = ScreenStyle(precision: 6, colors: .none, isASCII: false)

  private func view(_ session: inout TestSession, _ line: String) throws -> WatchView {
    guard case .watch(let watching)? = try session.report(line).screen else {
      throw CommandError("nothing to watch")
    }
    return WatchView(watching, session.engine.forLooking, style: style)
  }

  private func text(_ view: inout WatchView, rows: Int = 40) throws -> String {
    try view.lines(rows: rows, columns: 80).map(\.text).joined(separator: "\n")
  }

  /// What is shown is what the commands print at that input.
  @Test func pinsFollowTheInput() throws {
    var session = try TestSession("load example small", "pin jacobian", "pin eig(H1)")
    var view = try view(&session, "watch I2")
    for key: PressedKey in [.up, .up, .up, .left, .down] { press(&view, key) }
    let shown = try text(&view)
    let line = try #require(view.lineThatKeepsIt)
    // −1 and three steps of a twentieth; 0.5 less one of 0.03.
    #expect(line == "set input 0.47 -0.85")
    try session.report(line)
    for pin in ["jacobian", "eig(H1)"] {
      var report = try session.report(pin)
      report.result = nil
      let wanted = style.lines(of: report, columns: 80).map(\.text)
        .filter { !$0.contains("%") }
      for row in wanted { #expect(shown.contains(row), "\(row)") }
    }
    #expect(!shown.contains("%1"))
  }

  @Test func escapeAndZeroGoBack() throws {
    var session = try TestSession("load example small")
    var view = try view(&session, "watch")
    press(&view, .up)
    press(&view, .character("0"))
    #expect(view.lineThatKeepsIt == nil)
    press(&view, .up)
    #expect(view.lineThatKeepsIt != nil)
    press(&view, .escape, stays: false)
    #expect(view.lineThatKeepsIt == nil)
  }

  @Test func alongADirection() throws {
    var session = try TestSession("load example small")
    var view = try view(&session, "watch along 1 -2")
    press(&view, .up)
    press(&view, .character("+"))
    press(&view, .up)
    // Steps of 0.005 and of 0.01 from (0.5, −1).
    #expect(try text(&view).contains("t of I + tδ = 0.015   step 0.01"))
    #expect(view.lineThatKeepsIt == "set input 0.515 -1.03")
  }

  /// An answer that fails says so, and the others are shown.
  @Test func failuresStandInTheirPlace() throws {
    var session = try TestSession(
      "load example small", "pin hessian of A2", "pin output", "new 2-2-1")
    var view = try view(&session, "watch")
    let shown = try text(&view)
    #expect(shown.contains("hessian of A2: ") && shown.contains("A1"))
  }

  /// A frame of a network of 64 neurons twice changes at most 4 kB of an ordinary screen.
  @Test func framesAreSmall() throws {
    var session = try TestSession(
      "new 8-64-64-4 seed 3", "set input ones", "pin jacobian", "pin bars J[1,:]")
    var view = try view(&session, "watch I3")
    var frame = ScreenFrame(style: ScreenStyle(precision: 6, colors: .palette, isASCII: false))
    _ = frame.changes(to: try view.lines(rows: 40, columns: 100), rows: 40, columns: 100)
    for key: PressedKey in [.up, .up, .down, .right, .up] {
      press(&view, key)
      let bytes = frame.changes(
        to: try view.lines(rows: 40, columns: 100), rows: 40, columns: 100
      ).text.utf8.count
      #expect(bytes <= 4096 && bytes > 0)
    }
  }

  @Test(arguments: [
    ("pin set input 1 2", "set changes something"),
    ("pin output; unpin 7", "pins are numbered 1 to 1"), ("unpin 1", "nothing is pinned"),
    ("pin watch", "watch changes something"),
    ("watch along 1", "the network takes 2 inputs"), ("watch I9", "input"),
    ("pin nothing", "no command"),
  ])
  func whatCannotBe(line: String, message: String) throws {
    var session = try TestSession("load example small")
    #expect(try session.error(line).message.contains(message))
  }

  @Test func pinsAreListedAndTakenAway() throws {
    var session = try TestSession("load example small", "pin jacobian", "pin A1 + A2", "unpin 1")
    #expect(try session.json("pin").members["pins"] as? [String] == ["A1 + A2"])
    #expect(try session.text("unpin all").contains("Nothing is pinned"))
  }

  @Test(arguments: ["zoom J", "watch"]) func withoutATerminal(line: String) throws {
    var session = try TestSession("load example small")
    var messages: [String] = []
    final class Told { var errors: [String] = [] }
    let told = Told()
    session.engine.show = { event, _ in
      if case .failure(let error, _) = event { told.errors.append(error.message) }
    }
    #expect(session.engine.run(line) == .failed)
    messages = told.errors
    #expect(messages.count == 1 && messages[0].contains("is for a terminal at the prompt"))
  }
}

/// Presses a key of a view, which stays unless it is said to be left.
private func press(_ view: inout some ScreenView, _ key: PressedKey, stays: Bool = true) {
  let stayed = view.take(key)
  #expect(stayed == stays)
}
