import Testing

@testable import Core
@testable import Formula

@Suite struct FormulaReaderTests {
  @Test(arguments: [
    ("-x^2", -9.0), ("2^3^2", 512), ("2^-x", 0.125), ("x-4-2", -3), ("24/x/2", 4), ("24/x*2", 16),
    ("--x", 3), ("-+-x", 3), ("2*-x", -6), ("2-(3-x)", 2), ("(-x)^2", 9), ("2*x^2", 18),
    ("-x*x", -9), ("1+2*x", 7), ("-2^2", -4), ("2**x", 8), ("max(x, 4) + min(x, 4)", 7),
    ("sqrt(x + 1)", 2), ("5 − x", 2), ("2·x × 1", 6), ("x² + x³", 36), ("6÷x", 2), ("x – 1", 2),
    ("2x", 6), ("2(x)", 6), ("(x)(x)", 9), ("x(2)", 6), ("x(1 − x)", -6), ("x(1 − x)²", 12),
    ("2x²/9", 2), ("−2x(1 − x²)", 48), ("(1 + x)e^(x − 3)", 4), ("4e^(3 − x)/2", 2),
    ("2x sqrt(x + 1)", 12),
    ("√4 + |−x|", 5), ("√(x + 1)|1 − x|", 4), ("x^2 x", 27), ("(1/2)x", 1.5), ("2π/π", 2),
    ("1.e0x", 3),
    ("|x| + 2|x|", 9),
    ("1e2*x", 300), (".5*x", 1.5), ("1.e0", 1), ("2e−1", 0.2), ("x\u{a0}+\t1", 4),
  ])
  func precedence(text: String, value: Double) throws {
    #expect(try Formula(text).value(at: 3) == value)
  }

  @Test func constants() throws {
    #expect(try Formula("π").value(at: 0) == .pi)
    #expect(try Formula("pi").value(at: 0) == .pi)
    #expect(try Formula("e").value(at: 0) == 2.718281828459045)
    #expect(try Formula("1/3 + 1/6").simplified == .number(Rational(1, over: 2)))
  }

  @Test(arguments: ["tansig'(x)", "tansig′(x)", "dtansig(x)"]) func firstDerivatives(text: String)
    throws
  {
    // 1 − tanh² = 1/cosh²; by a calculator, 0.786447732965927410…
    #expect(abs(try Formula(text).value(at: 0.5) - 0.7864477329659274) < 1e-15)
  }

  @Test(arguments: ["tansig''(x)", "tansig′′(x)", "ddtansig(x)"])
  func secondDerivatives(text: String) throws {
    // −2 tanh/cosh²
    let expected = -2 * 0.46211715726000975 * 0.7864477329659274
    #expect(abs(try Formula(text).value(at: 0.5) - expected) < 1e-15)
  }

  /// 40 letters are shown, of more the first 39.
  @Test func longNamesAreCut() {
    let letters = String(repeating: "q", count: 40)
    for (name, shown) in [(letters, letters), (letters + "q", letters.dropLast() + "…")] {
      let error = #expect(throws: FormulaError.self) { try Formula(name) }
      #expect(error?.description == "no function or variable '\(shown)'; the variable is x")
    }
  }

  /// A name in quotes may hold what a message of one line cannot.
  @Test(arguments: ["a\nb", "a\r\nb", "a\u{1B}b"]) func whatCannotBeShownIsNot(name: String) {
    let error = #expect(throws: FormulaError.self) { try Formula("\"\(name)\"") }
    #expect(error?.description == "no function or variable 'a\\u{…}b'; the variable is x")
  }

  /// Its size counts every sign, number and x; its extent each x of what is called, too.
  @Test func sizesAreCounted() throws {
    #expect(try Formula("2*x + 1").size == 5)
    #expect(try Formula("2*x + x").extent == Extent(size: 5, depth: 3, variables: 2))
  }

  @Test func anotherVariableAndT() throws {
    let formula = try Formula(
      "T*(1 - T) + u", variable: "u", allowsValue: true, function: { _ in nil })
    #expect(formula.mentionsValue)
    #expect(formula.text(.source, variable: "u") == "T*(1 - T) + u")
  }

  @Test(arguments: [
    ("", 0..<1, "there is no formula"),
    ("x 2", 2..<3, "an operator is missing between 'x' and '2'; a product is written x*2"),
    ("(x)2", 3..<4, "an operator is missing between '(…)' and '2'; a product is written (…)*2"),
    ("x(2, 3)", 0..<1, "'x' is not a function; a product is written x*(…)"),
    (
      "1/2x", 3..<4,
      "a quotient with this behind it is read in two ways; write (a/b)*c or a/(b*c)"
    ),
    (
      "1/x(1 − x)", 2..<10,
      "a quotient with this behind it is read in two ways; write (a/b)*c or a/(b*c)"
    ),
    ("x'", 0..<2, "no function or variable 'x''; the variable is x"),
    ("(x)'", 0..<4, "this has no meaning in a formula of one variable"),
    ("x[1]", 0..<4, "this has no meaning in a formula of one variable"),
    ("|x", 0..<1, "this '|' is not closed"),
    ("0x10", 0..<4, "'0x10' is not a number"),
    ("sin x", 0..<3, "'sin' is a function: sin(…)"),
    ("sin()", 0..<3, "'sin' takes 1 argument, not 0"),
    ("max(x)", 0..<3, "'max' takes 2 arguments, not 1"),
    ("x +", 3..<4, "something is missing after '+'"),
    ("* x", 0..<1, "'*' cannot stand here"),
    ("(x", 0..<1, "this '(' is not closed"),
    ("x)", 1..<2, "')' cannot stand here"),
    ("1.2.3", 0..<5, "'1.2.3' is not a number"),
    ("1e999", 0..<5, "'1e999' is not a number"),
    ("tanhh(x)", 0..<5, "no function or variable 'tanhh'; did you mean 'tanh'?"),
    ("y + 1", 0..<1, "no function or variable 'y'; the variable is x"),
    ("T", 0..<1, "no function or variable 'T'; the variable is x"),
    ("x $ 1", 2..<3, "'$' has no meaning in a formula"),
    ("x\u{7}", 1..<2, "'\\u{…}' has no meaning in a formula"),
    ("softmax(x)", 0..<7, "'softmax' acts on a whole layer; a formula is about one neuron"),
    ("tansig'''(x)", 0..<9, "'tansig' can be differentiated twice here, not more often"),
  ])
  func errors(text: String, range: Range<Int>, message: String) {
    let error = #expect(throws: FormulaError.self) { try Formula(text) }
    #expect(error?.range == range)
    #expect(error?.description == message)
  }
}
