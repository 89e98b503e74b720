import Testing

@testable import Shell

/// ASCII for what reports say.
@Suite struct PlainSpellingTests {
  @Test(arguments: [
    ("ln(1 + e^(βx))/β", "ln(1 + e^(beta*x))/beta"), ("1/(1 + e^(−βx))", "1/(1 + e^(-beta*x))"),
    ("λα(e^x − 1)", "lambda*alpha*(e^x - 1)"), ("αx + β", "alpha*x + beta"),
    ("erf(x/√2)", "erf(x/sqrt(2))"), ("√(2π)", "sqrt(2*pi)"), ("√π", "sqrt(pi)"),
    ("J·δ + ½ δᵀHδ", "J*delta + 1/2  delta^T H delta"), ("A(I+tδ)", "A(I+t delta)"),
    ("δ2 = σ2″(z2)", "delta2 = sigma2''(z2)"), ("ΔA", "delta A"), ("Σv", "sum v"),
    ("Σ (A − t)²", "sum (A - t)^2"), ("x²¹", "x^21"), ("W⁻¹", "W^-1"), ("W₁₂", "W_12"),
    ("∂²A1/∂I²", "d^2A1/dI^2"), ("G̃1 z̃2", "Gc1 zc2"), ("ż1 z\u{307}1", "zdot1 zdot1"),
    ("1.2 µs", "1.2 us"), ("W2ᵀ D2", "W2^T D2"), ("größe", "gr\\u{f6}\\u{df}e"), ("é", "\\u{e9}"),
    ("(1,\u{a0}…)", "(1,\u{a0}...)"),
  ])
  func signsAreSpelledOut(text: String, plain: String) {
    #expect(PlainSpelling.spell(text) == plain)
  }

  @Test func everythingBecomesASCII() {
    for value in UInt32(0x80)..<0x3000 where value != 0xA0 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = "a\(Character(scalar))b"
      #expect(PlainSpelling.spell(text).utf8.allSatisfy { $0 < 0x80 }, "\(value)")
    }
    #expect("∂ 中\u{a0}🙂".inASCII == "d \\u{4e2d} \\u{1f642}")
  }
}
