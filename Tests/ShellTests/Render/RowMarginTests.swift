import Core
import Testing

@testable import Shell

/// What stands for the whole of a row whose end is not shown, and the digits that agree.
@Suite struct RowMarginTests {
  private func lines(_ rows: [[Double]], width: Int = 80) -> [String] {
    let labels = MatrixTable.Labels.indexed("", names: nil)
    var table = MatrixTable(
      rowLabels: labels, columnLabels: labels, values: .dense(Matrix(rows)))
    (table.fullCommand, table.expression) = ("show M full", "M")
    let layout = TextLayout(
      width: width, numbers: NumberFormat(digits: 6), spell: PlainSpelling.spell)
    return MatrixLayout(table: table, layout: layout).lines.map(\.trimmed.text)
  }

  /// (3, 4, 0, …) has the norm 5; its course is the largest in the first of twelve pieces of ten.
  @Test func normAndCourseOfARow() throws {
    var rows = [[Double]](repeating: [Double](repeating: 0, count: 120), count: 3)
    (rows[0][0], rows[0][1]) = (3, 4)
    rows[1][119] = -2
    for j in 0..<120 { rows[2][j] = 1 }
    let lines = lines(rows)
    #expect(lines[0].hasSuffix("||row||  |x| along it"), "\(lines)")
    #expect(lines[1].hasSuffix("      5  #"), "\(lines[1])")
    #expect(lines[2].hasSuffix("      2             +"), "\(lines[2])")
    // √120; and 1 of 4 is the end of the second of eight parts, which the third mark begins with.
    #expect(lines[3].hasSuffix("   11.0  ------------"), "\(lines[3])")
    #expect(
      lines.joined(separator: " ").contains(
        "`show M full` shows all. `heat M` draws it, `export M FILE.csv` writes it."))
  }

  @Test func rowsThatAreNotFinite() throws {
    var rows = [[Double]](repeating: [Double](repeating: 1e300, count: 120), count: 2)
    rows[1][5] = .nan
    let lines = lines(rows)
    #expect(lines[1].contains("1.10e301"), "\(lines[1])")
    #expect(lines[2].contains("nan  ?###########"), "\(lines[2])")
  }

  @Test func whatFitsHasNoMargin() throws {
    #expect(!lines([[1, 2, 3]]).joined().contains("row"))
  }

  @Test func agreementOfNumbers() {
    #expect(NumberFormat.agreement("  0.1234", "0.1299") == 6)
    #expect(NumberFormat.agreement("0.1234", "0.1234") == 6)
    #expect(NumberFormat.agreement("-1.5", "1.5") == 0)
    #expect(NumberFormat.agreement("1.5e-9", "1.5e-8") == 0)
    #expect(NumberFormat.agreement("1.52e-9", "1.57e-9") == 3)
    #expect(NumberFormat.agreement("10.5", "1.05") == 0)
    #expect(NumberFormat.agreement("nan", "nan") == 3 && NumberFormat.agreement("nan", "1") == 0)
  }

  /// The digits are strong up to where the difference parts from the formula.
  @Test func theDigitsThatAgreeAreMarked() throws {
    var session = try TestSession("load example small", "set precision full")
    let text = try session.text("jacobian entries", .unicode, colors: .sixteen)
    let first = try #require(text.split(separator: "\n").first { $0.contains("∂A1/∂I1") })
    let marked = first.matches(of: /\u{1b}\[1m *(−?[0-9.]+)\u{1b}\[0m/).map { String($0.1) }
    #expect(marked.count == 2 && marked[0] == marked[1], "\(first)")
    #expect(marked[0].hasPrefix("−0.19259") && marked[0].count > 12)
    // In plain text nothing is added.
    #expect(try !session.text("jacobian entries").contains("\u{1b}"))
  }
}
