import Testing

@testable import Core

/// Formulas that people know, letter by letter.
@Suite struct FormulaTextTests {
  @Test(arguments: [
    ("1/(1+exp(-2*x))-1", "2e^(−2x)/(1 + e^(−2x))²", "4e^(−2x)(e^(−2x) − 1)/(1 + e^(−2x))³"),
    ("tanh(x)", "1 − tanh(x)²", "−2 tanh(x)(1 − tanh(x)²)"),
    ("log1p(exp(x))", "e^x/(1 + e^x)", "e^x/(1 + e^x)²"),
    (
      "x*(1 + erf(x/sqrt(2)))/2", "x e^(−x²/2)/√(2π) + (1 + erf(x/√2))/2", "e^(−x²/2)(2 − x²)/√(2π)"
    ),
    ("exp(-x^2)", "−2x e^(−x²)", "2e^(−x²)(2x² − 1)"),
    ("sin(3*x)^2", "6 sin(3x) cos(3x)", "18(cos(3x)² − sin(3x)²)"),
    ("x*exp(-x)", "e^(−x)(1 − x)", "e^(−x)(x − 2)"),
    ("1/(1+x^2)", "−2x/(1 + x²)²", "2(3x² − 1)/(1 + x²)³"),
    ("log(1+x^2)", "2x/(1 + x²)", "2(1 − x²)/(1 + x²)²"),
    ("sqrt(1+x^2)", "x/√(1 + x²)", "1/(1 + x²)^(3/2)"),
    ("x^3-3*x", "3x² − 3", "6x"), ("max(x,0)^2", "2 max(x, 0)", "2 step(x)"),
    ("x*sin(x)", "x cos(x) + sin(x)", "2 cos(x) − x sin(x)"),
    ("1/x", "−1/x²", "2/x³"), ("x^x", "x^x(1 + log(x))", "x^(x − 1) + x^x(1 + log(x))²"),
    ("x/(1+abs(x))", "1/(1 + |x|)²", "−2 sign(x)/(1 + |x|)³"),
    ("3*x^4-2*x^3+x-7", "12x³ − 6x² + 1", "12x(3x − 1)"),
    ("1.7159*tanh(2*x/3)", "3.4318(1 − tanh(2x/3)²)/3", "−13.7272 tanh(2x/3)(1 − tanh(2x/3)²)/9"),
    ("log(cosh(x))", "tanh(x)", "1 − tanh(x)²"), ("pi*x^2", "2πx", "2π"),
    ("x^e", "e x^(e − 1)", "e x^(e − 2)(e − 1)"),
  ])
  func derivatives(text: String, first: String, second: String) throws {
    let slope = try Formula(text).derivative
    #expect(slope.text(.unicode) == first)
    #expect(slope.derivative.text(.unicode) == second)
  }

  @Test(arguments: [
    ("x*abs(x)", "x |x|"), ("x*sqrt(1 + x)", "x √(1 + x)"), ("-x - 1", "−1 − x"),
    ("-x + 1", "1 − x"), ("x^2*sign(x)", "x |x|"), ("x^3*sign(x)", "x²|x|"),
    ("x*x", "x²"), ("e*x", "e x"),
  ])
  func simplified(text: String, expected: String) throws {
    let found = try Formula(text).simplified.text(.unicode)
    #expect(found == expected)
  }

  @Test func latex() throws {
    let slope = try Formula("1/(1+exp(-2*x))-1").derivative
    #expect(slope.text(.latex) == #"\frac{2 e^{-2 x}}{\left(1 + e^{-2 x}\right)^{2}}"#)
    #expect(try Formula("sqrt(x + 1)").text(.latex) == #"\sqrt{x + 1}"#)
    #expect(try Formula("abs(x)/3").text(.latex) == #"\frac{\left|x\right|}{3}"#)
  }

  @Test(arguments: [
    ("1/(1+exp(-2*x))-1", "−2(T² + T)", "4(T² + T)(1 + 2T)"), ("tanh(x)", "1 − T²", "−2T(1 − T²)"),
    ("2/(1+exp(-2*x))-1", "1 − T²", "−2T(1 − T²)"),
    ("1/(1+exp(-x))", "T(1 − T)", "T(1 − T)(1 − 2T)"),
    ("exp(-x^2)", "−2xT", "2T(2x² − 1)"),
  ])
  func inTermsOfTheValue(text: String, first: String, second: String) throws {
    let form = try #require(ValueForm(of: try Formula(text)))
    #expect(form.first.text(.unicode) == first)
    #expect(form.second.text(.unicode) == second)
  }

  @Test(arguments: ["swish", "gelu", "mish", "softplus", "sin", "purelin"])
  func othersHaveNoSuchForm(name: String) throws {
    #expect(ValueForm(of: try #require(NamedFormula.builtIn(name)).body) == nil)
  }
}
