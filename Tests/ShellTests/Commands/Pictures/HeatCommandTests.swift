import Core
import TestSupport
import Testing

@testable import Shell

@Suite struct HeatCommandTests {
  /// A matrix whose cells are known: one of each sign and size.
  private static let lines = ["load example small", "w = [1 0.5; -0.25 -1; 0 0.75]"]

  private func session() throws -> TestSession {
    var session = try TestSession("load example small")
    for line in Self.lines.dropFirst() { try session.report(line) }
    return session
  }

  @Test func theCellsInPlainText() throws {
    var session = try session()
    #expect(
      try session.text("heat w") == """
        w                                                                            3x2
              1       2
          +----------------+
        1 |########********|
          |########********|
        2 |--------%%%%%%%%|
          |--------%%%%%%%%|
        3 |        ########|
          |        ########|
          +----------------+
        -1 %%==--.. 0 ''++**## 1

        """)
  }

  @Test func valuesStandInTheCells() throws {
    var session = try session()
    let text = try session.text("heat w values")
    #expect(text.contains("|## 1 ##* 0.5 *|"), "\(text)")
    #expect(text.contains("|-0.25") || text.contains("| -0.25 "), "\(text)")
  }

  @Test func aVectorAndANumberAreDrawnToo() throws {
    var session = try TestSession("load example iris")
    for line in ["heat J[1,:]", "heat norm(I)", "heat I", "heat J[1,1]"] {
      let text = try session.text(line)
      #expect(text.contains("+--") && text.contains("|"), "\(line): \(text)")
    }
  }

  @Test func zerosAreSaidAndHaveNoScale() throws {
    var session = try TestSession("load example small")
    let text = try session.text("heat 0 J")
    #expect(text.contains("Every entry is 0."), "\(text)")
    #expect(!text.contains("nan"))
  }

  /// A name of the network's own stands beside its row.
  @Test func namesStandBesideTheRows() throws {
    var session = try TestSession("load example iris")
    let text = try session.text("heat J")
    for name in ["A1 setosa", "A2 versicolor", "A3 virginica", "I1", "I4"] {
      #expect(text.contains(name), "\(name)")
    }
    #expect(text.contains("12 of 12 agree"))
  }

  /// 10×300 fits no screen of 80: each cell says what it is of, and the matrix says how it was pooled.
  @Test func largeMatricesArePooledAndSaySo() throws {
    var session = try TestSession("new 300-8-10 seed 1 as n", "set fd.limit 0")
    let text = try session.text("heat J", .unicode, colors: .trueColor)
    #expect(
      text.squeezed.contains(
        "10×300 in 10×74 cells: each shows the entry of the largest magnitude of up to 1×5."),
      "\(text)")
    let lines = text.split(separator: "\n").filter { $0.contains("▀") }
    #expect(lines.count == 5, "two rows a line")
    let plain = lines[0].replacing(/\u{1b}\[[0-9;]*m/, with: "")
    #expect(plain.filter { $0 == "▀" }.count == 74 && plain.count <= 80)
  }

  /// The colours of a line of half blocks are those of its entries.
  @Test func halfBlocksHaveTheColoursOfTheirEntries() throws {
    let labels = MatrixTable.Labels.indexed("", names: nil)
    let values = (0..<60).map { row in (0..<90).map { Double((row + $0) % 3 - 1) } }
    let map = HeatMap(
      "m", rows: labels, columns: labels,
      panels: [.init(title: "m", values: .dense(Matrix(values)))])
    let layout = TextLayout(
      width: 120, numbers: NumberFormat(digits: 6), glyphs: .unicode(.trueColor), spell: { $0 })
    let lines = HeatLayout(map: map, layout: layout).lines.filter { $0.text.contains("▀") }
    // 60 rows in 48 halves: the second cell is of the second row alone, and the fourth of two rows.
    #expect(lines.count == 24)
    let (blue, white, orange) = (RGB(0x1164b3), RGB(0xf3f3f3), RGB(0xa24100))
    let first = lines[0].spans.filter { $0.text == "▀" }.prefix(3)
    #expect(
      first.map(\.style) == [
        .ink(blue, on: white), .ink(white, on: orange), .ink(orange, on: blue),
      ])
  }

  @Test func whatIsNotFiniteStandsOut() throws {
    let labels = MatrixTable.Labels.indexed("A", names: nil)
    let map = HeatMap(
      "m", rows: labels, columns: labels,
      panels: [.init(title: "m", values: .dense(Matrix([[.nan, 2], [-1, .infinity]])))])
    func lines(_ glyphs: Glyphs) -> [StyledText] {
      let layout = TextLayout(
        width: 80, numbers: NumberFormat(digits: 6), glyphs: glyphs, spell: PlainSpelling.spell)
      return HeatLayout(map: map, layout: layout).lines
    }
    let plain = lines(.ascii).map(\.text)
    #expect(plain.contains { $0.contains("|????????########|") })
    #expect(plain.contains("2 entries are not finite, drawn as ?: [1,1] = nan, [2,2] = inf."))
    let colored = lines(.unicode(.palette))
    #expect(
      colored.contains { line in
        line.spans.contains { if case .ink(_, on: .notFinite) = $0.style { true } else { false } }
      })
    #expect(map.scale.most == 2)
  }

  @Test func emptyMatricesAreSaid() {
    let labels = MatrixTable.Labels.none
    let map = HeatMap(
      "m", rows: labels, columns: labels,
      panels: [.init(title: "m", values: .dense(Matrix(rows: 0, columns: 3)))])
    let layout = TextLayout(width: 80, numbers: NumberFormat(), spell: PlainSpelling.spell)
    #expect(HeatLayout(map: map, layout: layout).lines.map(\.text) == ["No entries: 0x3."])
  }

  @Test func stacksAreDrawnMatrixByMatrix() throws {
    var session = try TestSession("load example iris")
    let text = try session.text("heat H")
    for title in ["d^2A1/dI^2", "d^2A2/dI^2", "d^2A3/dI^2"] { #expect(text.contains(title)) }
    var wide = try TestSession("new 2-3-9 seed 1 as n")
    #expect(try wide.text("heat H").squeezed.contains("The first 6 of 9 matrices are drawn"))
  }

  @Test func theDataAreTheMatrix() throws {
    var session = try TestSession("load example iris")
    let (heat, jacobian) = (try session.json("heat J"), try session.json("jacobian"))
    #expect(try heat.matrix("value") == jacobian.matrix("value"))
    #expect(try heat.string("command") == "heat" && heat.string("picture") == "heat")
    #expect(try session.text("heat J", .csv) == session.text("jacobian", .csv))
    #expect(try session.text("heat J", .markdown).contains("| A1 setosa |"))
  }

  @Test func whatIsNotDrawnIsRefused() throws {
    var session = try TestSession("load example iris")
    #expect(
      try session.error("heat J top 3").message == "heat draws all of it; leave out 'top'")
    #expect(try session.error("heat values").message == "heat needs an expression: heat J")
    #expect(try session.error("heat nonsense").message.contains("nonsense"))
    var empty = try TestSession()
    #expect(try empty.error("heat J").message.hasPrefix("no network is loaded"))
  }

  @Test func noLineIsWiderThanTheScreen() throws {
    var session = try TestSession("load example iris")
    for width in [20, 40, 60, 80, 160] {
      for line in [
        "heat J", "heat J values", "heat H", "bars J", "plot A1 along I2", "plot fd", "plot slope",
        "plot spectrum H1", "plot activation tansig", "contour A1 I1 I2",
      ] {
        for (format, colors) in [(OutputFormat.plain, ColorDepth.none), (.unicode, .trueColor)] {
          let text = try session.text(line, format, width: width, colors: colors)
            .replacing(/\u{1b}\[[0-9;]*m/, with: "")
          for row in text.split(separator: "\n") where displayWidth(of: String(row)) > width {
            Issue.record("\(line) at \(width): \(row)")
            break
          }
        }
      }
    }
  }
}
