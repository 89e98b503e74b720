import Core
import Foundation
import Testing

@testable import Shell

@Suite struct TableTests {
  /// rows-hidden-columns chosen so that J is rows × columns.
  private func session(_ rows: Int, _ columns: Int) throws -> TestSession {
    try TestSession(
      "new \(columns)-\(rows == 1 && columns == 1 ? 1 : 5)-\(rows) as n", "set fd.limit 1e-9")
  }

  static let sizes = [(1, 1), (3, 4), (30, 30), (2, 100), (100, 2)]

  // MARK: Width

  @Test(arguments: sizes, [40, 80, 200])
  func noLineIsWiderThanTheScreen(size: (Int, Int), width: Int) throws {
    var session = try session(size.0, size.1)
    for command in [
      "jacobian", "jacobian full", "show W1", "show W2", "show G1", "output", "show I",
    ] {
      for format in [OutputFormat.plain, .unicode] {
        let text = try session.text(command, format, width: width)
        for line in text.split(separator: "\n") {
          #expect(displayWidth(of: String(line)) <= width, "\(command) at \(width): \(line)")
        }
      }
    }
  }

  @Test("Tables and lines that are too wide go on below", arguments: [60, 70, 80])
  func tablesFitToo(width: Int) throws {
    var session = try TestSession("load example iris", "new 3-4-5-4-3-2 logsig")
    for command in [
      "slope", "check", "jacobian entries", "hessian entries", "networks", "why J[1,2]",
      "why H2[3,1]", "settings", "derive hessian all", "plant random seed 1; unplant",
    ] {
      let report = try session.report(command)
      func text(_ width: Int) -> String {
        UnicodeRenderer(width: width, numbers: NumberFormat(digits: 6), colors: .none)
          .render(report)
      }
      let (text, wide) = (text(width), text(400))
      for line in text.split(separator: "\n") {
        #expect(displayWidth(of: String(line)) <= width, "\(command): \(line)")
      }
      // Nothing is lost on the way but numbers of the input in a heading, and products that are no picture any more.
      let words = Set(text.split { $0.isWhitespace })
      let whole = wide.split(separator: "\n").filter { line in
        !["⎡", "⎢", "⎣"].contains { line.contains($0) } && !line.hasPrefix("    [")
      }.joined(separator: "\n")
      let kept = whole.replacing(/at I = \([^)]*\)/, with: "").split { $0.isWhitespace }
      #expect(kept.allSatisfy { words.contains($0) }, "\(command)")
    }
  }

  /// At narrow widths words stay whole, labels in their columns, and rows with their names.
  @Test(arguments: [40, 60])
  func narrowScreensAreInOrder(width: Int) throws {
    var session = try TestSession("load example iris")
    for command in [
      "doctor", "spectrum", "claim dtansig(x) = 4*exp(2-x)/(1+exp(-2*x))^2 - 1", "slope", "plan",
      "perturb input 0.1 0 0 0", "help", "help set", "help activations", "help define", "budget",
    ] {
      let (text, wide) = (
        try session.text(command, .unicode, width: width),
        try session.text(command, .unicode, width: 400)
      )
      for line in text.split(separator: "\n") {
        #expect(displayWidth(of: String(line)) <= width, "\(command): \(line)")
      }
      let words = Set(text.split { $0.isWhitespace })
      let kept = wide.replacing(/at I = \([^)]*\)/, with: "").split { $0.isWhitespace }
      // A bar of a spectrum is as long as there is room.
      #expect(kept.allSatisfy { words.contains($0) || $0.hasPrefix("#") }, "\(command)")
    }
    for line in try session.text("help activations", .unicode, width: width).split(separator: "\n")
    where line.hasPrefix("  σ") {
      #expect(line.contains(/^  σ(   |′  |″  )[^ ]/), "\(line)")
    }
    // Each row of each part of the table has the name of its way.
    let plan = try session.text("plan", .unicode, width: width)
    #expect(plan.split(separator: "\n").allSatisfy { !$0.hasPrefix("chosen") }, "\(plan)")
  }

  @Test func aLargeJacobianFitsAtEveryWidth() throws {
    var session = try TestSession("new 784-5-784 as large", "set fd.limit 1e-9")
    let report = try session.report("jacobian")
    for width in [40, 80, 200] {
      let text = UnicodeRenderer(width: width, numbers: NumberFormat(digits: 6), colors: .none)
        .render(report)
      let lines = text.split(separator: "\n")
      #expect(lines.allSatisfy { displayWidth(of: String($0)) <= width })
      #expect(lines.count < 45)
      let counts = try #require(try elided(text))
      let shown = try shownEntries(text)
      #expect(shown.rows.count + counts.rows == 784)
      #expect(shown.columns.count + counts.columns == 784)
      #expect(shown.rows.last == "A784" && shown.columns.last == "I784")
      #expect(shown.columns.count >= 2, "the first column and the last")
    }
  }

  /// Long verdicts make the error column wide; the network is on kinks, so they are there.
  @Test(arguments: [2, 3, 4, 5, 6, 7, 20], [50, 60, 70, 80, 100])
  func longVerdictsFitToo(columns: Int, width: Int) throws {
    var session = try TestSession("new \(columns)-3-2 relu as n", "set b1 0 0 0")
    try session.report("set input \(Array(repeating: "0", count: columns).joined(separator: " "))")
    let text = try session.text("jacobian", width: width)
    #expect(text.contains("not checkable"), "\(text)")
    for line in text.split(separator: "\n") { #expect(line.count <= width, "\(line)") }
  }

  // MARK: Elision

  /// The labels of the rows and columns of numbers in a text table.
  private func shownEntries(_ text: String) throws -> (rows: [String], columns: [String]) {
    let lines = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    let headers = lines.filter { $0.first?.wholeMatch(of: /I\d+/) != nil }
    let rows = lines.compactMap { $0.first?.wholeMatch(of: /A\d+/) != nil ? $0[0] : nil }
    var unique: [String] = []
    for row in rows where !unique.contains(row) { unique.append(row) }
    return (unique, headers.joined().filter { $0.wholeMatch(of: /I\d+/) != nil })
  }

  /// "17 rows and 29 columns not shown".
  private func elided(_ text: String) throws -> (rows: Int, columns: Int)? {
    let text = text.squeezed
    guard text.contains("not shown") else { return nil }
    let words = text.split(separator: " ")
    func count(_ noun: String) -> Int {
      words.indices.dropFirst().first { words[$0] == noun || words[$0] == "\(noun)s" }
        .flatMap { Int(words[$0 - 1]) } ?? 0
    }
    return (count("row"), count("column"))
  }

  @Test(arguments: sizes, [40, 80, 200])
  func whatIsLeftOutIsCounted(size: (Int, Int), width: Int) throws {
    var session = try session(size.0, size.1)
    let text = try session.text("jacobian", width: width)
    let shown = try shownEntries(text)
    let hidden = try elided(text) ?? (0, 0)
    #expect(shown.rows.count + hidden.rows == size.0, "\(text)")
    #expect(shown.columns.count + hidden.columns == size.1, "\(text)")
    if hidden != (0, 0) { #expect(text.squeezed.contains("`jacobian full` shows all.")) }
  }

  @Test(arguments: [40, 80, 200])
  func fullPrintsEverything(width: Int) throws {
    var session = try session(30, 30)
    for command in ["jacobian full", "set limits off; jacobian"] {
      let text = try session.text(command, width: width)
      let shown = try shownEntries(text)
      #expect(shown.rows.count == 30 && shown.columns.count == 30)
      #expect(!text.contains("not shown"))
    }
  }

  @Test func smallMatricesAreWhole() throws {
    var session = try session(3, 4)
    let text = try session.text("jacobian", width: 80)
    #expect(!text.contains("not shown"))
    let numbers = try session.json("jacobian").matrix("value").flat
    let cells = text.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
    for number in numbers {
      #expect(cells.contains { abs($0 - number) <= 5e-7 * max(1, abs(number)) }, "\(number)")
    }
  }

  @Test func theNoteNamesTheCommandThatShowsTheRest() throws {
    var session = try TestSession("new 3-40-40-2 as n", "set fd.limit 1e-9")
    let cases = [
      ("jacobian of z2 wrt f1", "`jacobian of z2 wrt f1 full`"),
      ("show B1", "`jacobian wrt f1 full`"),
      ("show D1", "`jacobian of f1 wrt z1 full`"), ("show G2", "`jacobian of z2 full`"),
      ("show W2", "`show W2 full`"), ("show z1", "`show z1 full`"), ("trace", "`trace full`"),
      ("hessian of A1 wrt f1", "`hessian of A1 wrt f1 full`"),
      ("hessian of z2[3] wrt z1", "`hessian of z2[3] wrt z1 full`"),
    ]
    for (command, note) in cases {
      let text = try session.text(command, width: 80).squeezed
      #expect(text.contains("not shown; \(note) shows all."), "\(command): \(text.suffix(300))")
      let full = try session.text(String(note.dropFirst().dropLast()), width: 80)
      #expect(!full.contains("not shown"), "\(note)")
    }
  }

  // MARK: The error column

  @Test(arguments: [40, 80])
  func errorsStandBesideTheLastPanel(width: Int) throws {
    var session = try session(3, 4)
    let text = try session.text("jacobian full", width: width)
    #expect(text.split(separator: "\n").count { $0.contains("max error") } == 1)
    let panels = text.components(separatedBy: "\n\n")
    #expect(panels.last?.contains("max error") == true)
    #expect(text.split(separator: "\n").count { $0.contains("agrees") } == 3)
  }

  // MARK: Spelling

  @Test func plainTextIsAscii() throws {
    for example in ["small", "post", "iris", "diabetes"] {
      var session = try TestSession("load example \(example)")
      let count = try session.network.inputCount
      for command in [
        "load example \(example)", "jacobian", "jacobian entries", "hessian",
        "hessian entries of A1",
        "output", "trace", "network", "networks", "settings", "help", "help activations",
        "examples",
        "show W1", "show D1", "show H1[1,1]", "show I", "perturb I1 0.1", "perturb W1[1,1] 0.1",
        "perturb input \(Array(repeating: "0.1", count: count).joined(separator: " "))",
        "set b1[1] -3",
        "set input \(Array(repeating: "-0.1", count: count).joined(separator: " "))",
        "jacobian; jacobian; diff %1 %2", "set activation 1 logsig",
      ] {
        let text = try session.text(command)
        #expect(text.allSatisfy { $0.isASCII }, "\(command): \(text.filter { !$0.isASCII })")
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 }, "\(command)")
      }
    }
  }

  @Test func unicodeHasTheMinusOfMathematics() throws {
    var session = try TestSession("load example small")
    let text = try session.text("jacobian", .unicode)
    #expect(text.contains("−0.192591") && !text.contains("-0.192591"))
    #expect(text.contains("e−1") && !text.contains("e-1"))
    #expect(try session.text("jacobian").contains("-0.192591"))
  }

  @Test func colourIsThereOnlyWhenAskedFor() throws {
    var session = try TestSession("load example small")
    let bare = try session.text("jacobian", .unicode, colors: .none)
    #expect(!bare.contains("\u{1b}"))
    let colored = try session.text("jacobian", .unicode, colors: .trueColor)
    #expect(colored.contains("\u{1b}[32magrees\u{1b}[0m"))
    // The same text, but for the number of the result, once the codes are taken out.
    let stripped = colored.replacing(/\u{1b}\[[0-9;]*m/, with: "")
    #expect(stripped.replacing("%2", with: "%1") == bare)
    #expect(try !session.text("jacobian", .plain, colors: .trueColor).contains("\u{1b}"))
  }
}
