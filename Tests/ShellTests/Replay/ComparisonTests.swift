import Testing

@testable import Shell

@Suite struct ComparisonTests {
  private func isSame(_ expected: String, _ got: String, _ tolerance: Tolerance = Tolerance())
    -> Bool
  {
    let one = SessionLine(expected, isExpected: true)
    let other = SessionLine(got, isExpected: false)
    #expect(
      one.matches(other, tolerance) == one.mismatches(with: other, tolerance).isEmpty)
    return one.matches(other, tolerance)
  }

  @Test func spacesRulesAndSignsAreOne() {
    #expect(isSame("A1   1.5  | x", "A1 1.5   │ x"))
    #expect(isSame("a ---- b", "a ------------- b"))
    #expect(isSame("I = (0.5, −1)", "I = (0.5, -1)"))
    #expect(isSame("2 → 3, 2×2", "2 -> 3, 2x2"))
    #expect(!isSame("a b", "ab") && !isSame("-1", "1") && !isSame("a", "a b"))
  }

  @Test func wholeNumbersAreExact() {
    #expect(isSame("4 of 4", "4 of 4") && isSame("007", "7"))
    #expect(!isSame("4 of 4", "4 of 5") && !isSame("1", "1.0") && !isSame("2x2", "2x3"))
    #expect(!isSame("2-3-1", "2-3-2") && !isSame("-3", "3") && !isSame("A1", "A2"))
  }

  @Test func decimalsHaveThePrecisionAsWritten() {
    #expect(isSame("0.65", "0.654815") && !isSame("0.65", "0.656"))
    #expect(isSame("-1.5e-3", "-0.0015") && !isSame("1.5e-3", "-1.5e-3"))
    #expect(isSame("6.75e-9", "6.75012e-9") && !isSame("6.76e-9", "6.75012e-9"))
    #expect(!isSame("0.5", "nan") && !isSame("0.5", "inf") && !isSame("nan", "0.5"))
  }

  @Test func tolerances() {
    let relative = Tolerance(relative: 1e-3)
    #expect(isSame("100.0", "100.09", relative) && !isSame("100.0", "100.2", relative))
    // A wrong sign of a small derivative is no rounding.
    #expect(!isSame("1.0e-9", "-1.0e-9", relative))
    #expect(isSame("1.0e-9", "-1.0e-9", Tolerance(absolute: 1e-8)))
    #expect(!isSame("4", "5", Tolerance(relative: 1, absolute: 1)))
    #expect(isSame("5(+-1)", "4") && !isSame("5(+-1)", "7") && isSame("0.5 (±0.2)", "0.69"))
  }

  @Test func bounds() {
    #expect(isSame("<1e-12", "0") && isSame("<1e-12", "9.9e-13") && isSame("<2", "-1"))
    #expect(!isSame("<1e-12", "1e-12") && !isSame("<1e-12", "nan") && !isSame("<1", "x"))
    // Text that only looks like a bound is itself.
    #expect(isSame("x <3 (+-2)", "x <3 (+-2)"))
  }

  private func align(_ expected: String, _ got: String) -> Alignment {
    func lines(_ text: String, _ isExpected: Bool) -> [SessionLine] {
      text.split(separator: "/").map { SessionLine(String($0), isExpected: isExpected) }
    }
    return Alignment(expected: lines(expected, true), actual: lines(got, false), Tolerance())
  }

  @Test func dotsStandForAnyLines() {
    for expected in ["...", "a/.../d", "a/b/.../d", ".../d", "a/...", ".../b/.../d", "a/.../b/c/d"]
    {
      #expect(align(expected, "a/b/c/d").isSame, "\(expected)")
    }
    for expected in ["", "a/...", "a/.../c", ".../x/...", "a/b/c/d/e"] {
      #expect(!align(expected, "a/b/c/d/e/f").isSame || expected == "a/...", "\(expected)")
    }
    #expect(align("...", "").isSame && align("a/ /b", "a/b").isSame)
  }

  @Test func changesAreFoundWhereTheyAre() {
    let pairs = align("a 1/b 2/c 3", "a 1/b 4/x y z/c 3").pairs
    #expect(
      pairs == [
        .same(expected: 0, actual: 0), .changed(expected: 1, actual: 1), .added(actual: 2),
        .same(expected: 2, actual: 3),
      ])
  }

  /// Numbers that overflow, and pieces of numbers: nothing traps.
  @Test func hostileNumbersNeverTrap() {
    let huge = String(repeating: "9", count: 400)
    let texts = [
      "1.5e-9223372036854775808", "1.5e9223372036854775807", "1e99999999999999999999", huge,
      "0.\(huge)e\(huge)", "<1e999", "<1e-9", "5(+-1e999)", "5(+-)", "5(+-1", "<", "<.", ".", "..",
      "-", "1e", "1e+", "-.5e-3", "1e308", "1.797e308", "1.123456789012345e308", "nan", "−", "",
    ]
    for one in texts {
      for other in texts {
        let expected = SessionLine("x = \(one)", isExpected: true)
        let actual = SessionLine("x = \(other)", isExpected: false)
        for tolerance in [Tolerance(), Tolerance(relative: 1e-3, absolute: 1e300)] {
          _ = expected.mismatches(with: actual, tolerance)
          let updated = RecordedLine.update(expected, to: actual, tolerance, bound: 1e308)
          #expect(
            SessionLine(updated, isExpected: true).matches(actual, tolerance), "\(one) \(other)")
        }
      }
      let recorded = RecordedLine.text(of: one, bound: 0)
      #expect(
        recorded == "..."
          || SessionLine(recorded, isExpected: true)
            .matches(SessionLine(one, isExpected: false), Tolerance()),
        "\(one)")
    }
  }

  @Test(arguments: [
    ("z1[1]  1.2  |  0  7e-16  agrees", "z1[1]  1.2  |  <1e-14  <1e-14  agrees"),
    ("A1  0  |  1.1e-16  7e-16  agrees", "A1  0  |  <1e-14  <1e-14  agrees"),
    ("J11  0  0  0  7e-16  agrees", "J11  0  0  <1e-14  <1e-14  agrees"),
    ("A1  0  |  0.5  7e-16  wrong", "A1  0  |  0.5  <1e-14  wrong"), ("A1  0  0", "A1  0  0"),
  ]) func anErrorThatHappensToBeNothingIsABoundToo(line: String, recorded: String) {
    #expect(RecordedLine.text(of: line, bound: 0) == recorded)
  }
}
