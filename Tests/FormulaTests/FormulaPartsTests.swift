import Testing

@testable import Core
@testable import Formula

/// Parts of formulas and of proofs, each beside what it is by hand.
@Suite struct FormulaPartsTests {
  /// Of 1/2 and 1/3 a sixth is common, of 4 and 6 two.
  @Test(arguments: [
    ("x/2", "x/3", 1.0, 6.0), ("4*x", "6*x", 2, 1), ("x/4", "5*x/6", 1, 12),
    ("-2*x", "-x/2", -1, 2),
  ])
  func whatNumbersHaveInCommon(first: String, second: String, above: Double, below: Double) throws {
    let parts = try [first, second].map { Factors(of: try Formula($0).simplified) }
    let number = Formula.number(Rational(above, over: below))
    #expect(Factors.common(of: parts).formula == .product([number, .x]))
  }

  /// 1 + 2⁴⁰ − 2⁴⁰ loses forty bits, and (1 + 2⁴⁰ − 2⁴⁰) + 2⁴⁰ − 2⁴⁰ as many again.
  @Test(arguments: [("1 + x - x", 40), ("x + 1", 0), ("exp(1 + x - x) + x - x", 80)])
  func bitsThatAreLeft(text: String, lost: Int) throws {
    let value = try #require(
      try Formula(text).certainValue(at: BigFloat(0x1p40, precision: 256)))
    #expect(abs(value.bits - (256 - lost)) <= 3)
  }

  /// x^1.5 at 4 is 8, with the roundings of a power alone.
  @Test func theRoundingOfAPower() throws {
    let exact = try Formula("x^1.5").roundedValue(at: Rounded(exactly: 4))
    #expect(abs(exact.value - 8) <= 8e-15 && exact.error <= 2e-14)
    // What x is off counts one and a half times: 8·1.5·10⁻⁶/4.
    let inexact = try Formula("x^1.5").roundedValue(at: Rounded(4, error: 1e-6))
    #expect(abs(inexact.error - 3e-6) <= 1e-11)
  }

  /// √(−x) on the left of 0 is steeper than any number; on the right the slope is 1.
  @Test func theSlopeOfOneSide() throws {
    let activation = FormulaActivation(try Formula("sqrt(max(0, -x)) + max(0, x)"))
    #expect(activation.branchPoints.contains(0))
    #expect(activation.jet(at: 0).first == -.infinity)
    #expect(activation.jet(at: 0).value == 0)
  }

  /// Without a value next to 1/4 and 1/2 alone: both quarters are looked at.
  @Test func everyQuarterIsLookedAt() throws {
    let formula = try Formula("sqrt((x - 0.25)^2 - 0.001) + sqrt((x - 0.5)^2 - 0.001)")
    #expect(FormulaExamination(of: formula).undefined == [0.25...0.5])
    for quarter in [0.25, 0.5] {
      let one = try Formula("sqrt((x - \(quarter))^2 - 0.001)")
      #expect(FormulaExamination(of: one).undefined == [quarter...quarter])
    }
  }

  @Test func aNameThatIsNotClosed() {
    let error = #expect(throws: FormulaError.self) { try Syntax("x + \"petal") }
    #expect(error?.problem == .bracketNotClosed("\"") && error?.range == 4..<5)
  }

  /// Of two factors the one without T stands first, and x before a power of a number.
  @Test func factorsHaveAnOrder() throws {
    let formula = try Formula(
      "T*2^x", variable: "x", allowsValue: true, function: { _ in nil })
    #expect(formula.simplified.text(.source) == "2^x*T")
  }

  // MARK: Proofs

  private func polynomial(_ terms: (Int, ProofMonomial)...) throws -> ProofPolynomial {
    var result = ProofPolynomial()
    for (coefficient, monomial) in terms {
      try result.add(GaussianRational(Rational(coefficient)), monomial)
    }
    return result
  }

  /// A number that is positive, a monomial and a rest: their product is what was taken apart.
  @Test func whatIsTakenApartIsPutTogether() throws {
    let exponential = ProofMonomial(.exponential(ProofMonomial(.x)))
    for sign in [1, -1] {
      for other in [1, -1] {
        let p = try polynomial((2 * sign, .one), (4 * other, exponential))
        let (coefficient, monomial, rest) = try p.positivePrimitive()
        #expect(!coefficient.isNegative && coefficient.numerator != 0)
        let scale = try ProofPolynomial.product(
          ProofPolynomial(coefficient), ProofPolynomial(monomial))
        #expect(try ProofPolynomial.product(rest, scale) == p)
      }
    }
  }

  /// x e^x − x is positive where x is: with e^x = 1 + z it is x z.
  @Test func theSignBehindAnEnd() throws {
    let exponential = ProofAtom.exponential(ProofMonomial(.x))
    let product = try ProofMonomial.product(ProofMonomial(.x), ProofMonomial(exponential))
    let right = ProofInterval(lower: .zero, upper: nil, point: nil)
    #expect(try right.sign(of: polynomial((1, product), (-1, ProofMonomial(.x)))) == 1)
    #expect(try right.sign(of: polynomial((-1, product), (1, ProofMonomial(.x)))) == -1)
  }
}
