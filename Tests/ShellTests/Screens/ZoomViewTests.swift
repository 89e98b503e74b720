import Core
import TestSupport
import Testing

@testable import Shell

@Suite struct ZoomViewTests {
  private let style = ScreenStyle(precision: 6, colors: .none, isASCII: false)

  /// The view of a table, with what `why` would be asked.
  private func view(_ lines: String..., of expression: String) throws -> ZoomView {
    var session = try TestSession()
    for line in lines { try session.report(line) }
    guard case .zoom(let tensor)? = try session.report("zoom \(expression)").screen else {
      throw CommandError("no table")
    }
    let (engine, style) = (session.engine, style)
    return ZoomView(tensor, style: style) { entry, columns in
      try engine.explanation(of: entry, style, columns: columns)
    }
  }

  private func text(_ view: inout ZoomView, rows: Int = 24, columns: Int = 80) throws -> [String] {
    let lines = try view.lines(rows: rows, columns: columns).map(\.text)
    #expect(lines.count <= rows)
    return lines
  }

  /// Every entry can be reached, its label and value stand below, and header and label stay with it.
  @Test func everyEntryIsReached() throws {
    var view = try view("new 30-4-20 seed 2", "set input zeros", of: "J")
    var session = try TestSession("new 30-4-20 seed 2", "set input zeros")
    let jacobian = try session.json("J").matrix("value")
    var random = SeededGenerator(seed: 3)
    var place = (row: 0, column: 0)
    for _ in 0..<400 {
      let key = [PressedKey.up, .down, .left, .right, .pageDown, .pageUp, .home, .end]
        .randomElement(
          using: &random)!
      press(&view, key)
      switch key {
      case .up: place.row = max(place.row - 1, 0)
      case .down: place.row = min(place.row + 1, 19)
      case .left: place.column = max(place.column - 1, 0)
      case .right: place.column = min(place.column + 1, 29)
      case .home: place.column = 0
      case .end: place.column = 29
      // Where a page leads depends on the screen: what is told there is read below.
      default: break
      }
      let lines = try text(&view, rows: 12, columns: 50)
      let told = try #require(lines.first { $0.hasPrefix("∂A") && $0.contains(" = ") })
      if [.pageUp, .pageDown].contains(key) {
        let row = try #require(told.dropFirst(2).prefix { $0 != "/" }.wholeMatch(of: /\d+/))
        place.row = try #require(Int(row.output)) - 1
      }
      #expect(
        told
          == "∂A\(place.row + 1)/∂I\(place.column + 1) = "
          + NumberFormat.shortest(jacobian[place.row][place.column]).replacing("-", with: "−"))
      #expect(lines[1].contains("I\(place.column + 1)"))
      #expect(lines.contains { $0.hasPrefix("A\(place.row + 1) ") })
      #expect(lines.allSatisfy { displayWidth(of: $0) <= 90 })
    }
  }

  @Test func largestAndWorst() throws {
    var view = try view("load example iris", of: "J")
    press(&view, .character("m"))
    var session = try TestSession("load example iris")
    let largest = try session.text("J top 1")
    let told = try text(&view)
    let entry = try #require(told.first { $0.hasPrefix("∂A") && $0.contains(" = ") })
    #expect(largest.contains(entry.prefix { $0 != " " }.replacing("∂", with: "d")))
    press(&view, .character("e"))
    let worst = try session.text("J sort by error")
    let there = try #require(try text(&view).first { $0.hasPrefix("∂A") && $0.contains(" = ") })
    let first = try #require(
      worst.split(separator: "\n").first {
        $0.hasPrefix("dA") && $0.dropFirst(2).first?.isNumber == true
      })
    #expect(first.hasPrefix(there.prefix { $0 != " " }.replacing("∂", with: "d")))
    #expect(
      try text(&view).contains {
        $0.hasPrefix("agrees: error ") && $0.contains("finite difference")
      })
  }

  @Test func namesAndWhy() throws {
    var view = try view("load example iris", of: "J")
    for key: PressedKey in [
      .character("/"), .character("P"), .character("e"), .character("t"), .enter,
    ] {
      press(&view, key)
    }
    #expect(try text(&view).contains { $0.hasPrefix("∂A1/∂I3 = ") })
    press(&view, .character("n"))
    #expect(try text(&view).contains { $0.hasPrefix("∂A1/∂I4 = ") })
    press(&view, .enter)
    #expect(try text(&view)[0].hasPrefix("J[1,4] = "))
    // q leaves what is explained, and then the table.
    press(&view, .character("q"))
    #expect(try text(&view).contains { $0.hasPrefix("∂A1/∂I4 = ") })
    for key: PressedKey in [.character("/"), .character("ж"), .enter] { press(&view, key) }
    #expect(try text(&view).last == "no row and no column is called 'ж'")
    press(&view, .character("q"), stays: false)
  }

  @Test func whatCannotBeExplainedIsSaid() throws {
    var view = try view("load example small", of: "W2 D1")
    press(&view, .enter)
    #expect(try text(&view).last?.contains("why explains entries of J and of H1") == true)
    press(&view, .character("e"))
    #expect(try text(&view).last == "nothing was compared with differences here")
  }

  /// Of several matrices each is shown, and no window is too small.
  @Test func manyMatricesAndSmallWindows() throws {
    var view = try view("load example small", of: "H")
    #expect(try text(&view)[0].contains("1 of 2"))
    press(&view, .tab)
    #expect(try text(&view)[0].contains("2 of 2"))
    for rows in 4...8 {
      for columns in [20, 30, 200] { _ = try text(&view, rows: rows, columns: columns) }
    }
  }
}

/// Presses a key of a view, which stays unless it is said to be left.
private func press(_ view: inout some ScreenView, _ key: PressedKey, stays: Bool = true) {
  let stayed = view.take(key)
  #expect(stayed == stays)
}
