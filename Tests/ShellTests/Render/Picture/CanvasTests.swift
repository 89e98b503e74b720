import Testing

@testable import Shell

@Suite struct CanvasTests {
  private func text(_ canvas: Canvas) -> [String] {
    (0..<canvas.rows).map { row in
      String((0..<canvas.columns).map { canvas.cell($0, row) { _ in "*" }?.text ?? " " })
    }
  }

  /// The eight dots of a character have the bits that Unicode gives them.
  @Test func dotsOfBraille() {
    for (x, y, character) in [
      (0, 0, "⠁"), (0, 1, "⠂"), (0, 2, "⠄"), (1, 0, "⠈"), (1, 1, "⠐"), (1, 2, "⠠"), (0, 3, "⡀"),
      (1, 3, "⢀"),
    ] {
      var canvas = Canvas(columns: 1, rows: 1, isASCII: false)
      canvas.dot(x, y, by: 0)
      #expect(text(canvas) == [character])
    }
  }

  @Test func lines() {
    var canvas = Canvas(columns: 2, rows: 1, isASCII: false)
    var phase = 0
    canvas.line(from: (0, 3), to: (3, 0), by: 0, phase: &phase) { _ in true }
    #expect(text(canvas) == ["⡠⠊"] && phase == 3)
    var plain = Canvas(columns: 4, rows: 3, isASCII: true)
    plain.line(from: (0, 0), to: (3, 2), by: 0, phase: &phase) { _ in true }
    #expect(text(plain) == ["*   ", " ** ", "   *"])
  }

  /// What leads out of the field is drawn to its edge, however far it goes.
  @Test func lineOutOfTheField() {
    var canvas = Canvas(columns: 3, rows: 1, isASCII: true)
    var phase = 0
    canvas.line(from: (1, 0), to: (1e300, 0), by: 0, phase: &phase) { _ in true }
    canvas.line(from: (0, 5), to: (2, 9), by: 0, phase: &phase) { _ in true }
    canvas.line(from: (0, 0), to: (.nan, 0), by: 0, phase: &phase) { _ in true }
    canvas.dot(-1, 0, by: 0)
    canvas.dot(3, 0, by: 0)
    #expect(text(canvas) == [" **"])
  }

  @Test func signsStandInThePlaceOfDots() {
    var canvas = Canvas(columns: 2, rows: 1, isASCII: false)
    canvas.dot(0, 0, by: 0)
    canvas.sign("●", 1, 3, by: 1)
    #expect(text(canvas) == ["● "])
    #expect(canvas.cell(0, 0) { _ in "*" }?.series == 1)
  }
}
