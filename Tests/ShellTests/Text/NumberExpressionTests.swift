import Testing

@testable import Shell

@Suite struct NumberExpressionTests {
  @Test(arguments: [
    ("0.5", 0.5), ("-1", -1), ("+2", 2), (".5", 0.5), ("5.", 5), ("1e3", 1000), ("1E-3", 0.001),
    ("0x1p-3", 0.125), ("0xff", 255), ("0x.8p1", 1), ("pi", Double.pi), ("pi/4", Double.pi / 4),
    ("1e-3*2", 0.002), ("2*3+4", 10), ("2+3*4", 14), ("(2+3)*4", 20), ("1-2-3", -4),
    ("8/4/2", 1), ("-2^2", -4), ("2^-1", 0.5), ("2^3^2", 512), ("(-2)^2", 4), ("(-2)^3", -8),
    ("0^0", 1), ("2*-3", -6), ("--1", 1), ("-(1+1)", -2), ("1e5-3", 99_997), ("0xe-3", 11),
    ("−1", -1), ("1e−3", 0.001), ("3−5", -2), ("inf", Double.infinity), ("-inf", -Double.infinity),
    ("4^0.5", 2), ("1e308", 1e308), ("5e-324", Double.leastNonzeroMagnitude),
  ])
  func valuesAreThoseOfArithmetic(text: String, value: Double) throws {
    #expect(try NumberExpression.value(of: text) == value)
  }

  @Test func nanIsANumberThatCanBeTyped() throws {
    #expect(try NumberExpression.value(of: "nan").isNaN)
    #expect(try NumberExpression.value(of: "inf-inf").isNaN)
  }

  @Test func zeroKeepsItsSign() throws {
    #expect(try NumberExpression.value(of: "-0").sign == .minus)
    #expect(try NumberExpression.value(of: "0").sign == .plus)
  }

  @Test(arguments: [
    "", "x", "0x", "1e", "1e+", "e5", "1..2", ".", "-", "1+", "1 2", "(1", "1)", "()", "2pi",
    "1_000", "1,5", "0b1", "١", "½", "1e5.5", "pi.", "PI", "0x1p", "NaN1",
  ])
  func whatIsNoNumberSaysSo(text: String) {
    let error = #expect(throws: CommandError.self) {
      try NumberExpression.value(of: text)
    }
    #expect(error?.message == "'\(text)' is not a number")
  }

  @Test(arguments: [
    ("1e999", "1e999 is too large for a double"), ("-1e999", "1e999 is too large for a double"),
    ("0x1p9999", "0x1p9999 is too large for a double"), ("1/0", "'1/0' divides by zero"),
    ("1/(2-2)", "'1/(2-2)' divides by zero"),
    ("1e308*10", "'1e308*10' is too large for a double"),
    ("10^400", "'10^400' is too large for a double"),
    ("0^-1", "'0^-1' divides by zero"),
    ("(-8)^(1/3)", "'(-8)^(1/3)' has no real value"),
  ])
  func whatHasNoValueSaysWhy(text: String, message: String) {
    let error = #expect(throws: CommandError.self) {
      try NumberExpression.value(of: text)
    }
    #expect(error?.message == message)
  }

  @Test func depthIsLimited() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "(", count: depth) + "1" + String(repeating: ")", count: depth)
    }
    #expect(try NumberExpression.value(of: nested(50)) == 1)
    for text in [
      nested(100_000), String(repeating: "2^", count: 100_000) + "1",
    ] {
      let error = #expect(throws: CommandError.self) {
        try NumberExpression.value(of: text)
      }
      #expect(error?.message == "this number is nested too deeply")
    }
    // Long is not deep.
    #expect(try NumberExpression.value(of: String(repeating: "-", count: 100_000) + "1") == 1)
    #expect(try NumberExpression.value(of: String(repeating: "1+", count: 9_999) + "1") == 10_000)
  }
}
