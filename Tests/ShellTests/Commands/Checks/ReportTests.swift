import TestSupport
import Testing

@testable import Core
@testable import Shell

/// Work taken from public reports, where a right number was called wrong, or a reason was not true.
@Suite struct ReportTests {
  private func session(_ name: String) throws -> TestSession {
    try TestSession("load '\(TestSession.root)/Tests/Networks/reports/\(name).json'")
  }

  /// Input 1 lives on a scale of 1e−9: J = (7.86448e8, 0.915137).
  @Test func taylorInTinyUnits() throws {
    var session = try session("02-taylor-units")
    #expect(try session.json("slope").string("verdict") == "right")
    #expect(try session.json("slope 1 1").string("verdict") == "right")
    let jacobian = try session.json("jacobian").matrix("value")[0]
    #expect(abs(jacobian[0] - 7.86448e8) < 1e3 && abs(jacobian[1] - 0.915137) < 1e-6)
    try session.report("plant wrong-sign")
    #expect(try session.json("slope").string("verdict") == "jacobian wrong")
  }

  /// ln at 1e−6: J = 1e6, H = −1e12, and no value beyond 0.
  @Test func theEdgeOfADomain() throws {
    var session = try session("06-edge-of-domain")
    let jacobian = try session.json("jacobian")
    #expect(try jacobian.string("verdict") == "agrees")
    #expect(try abs(jacobian.matrix("value")[0][0] - 1e6) < 1e-6)
    #expect(try session.json("hessian").string("verdict") == "agrees")
  }

  /// relu at 0: the slope is 0 to the left and 1 to the right.
  @Test func theKinkIsNamed() throws {
    var session = try session("10-kink-words")
    let perturb = try session.text("perturb input 0.1").squeezed
    #expect(perturb.contains("begins on the poslin kink of neuron 1, layer 1"), "\(perturb)")
    #expect(!perturb.contains("too large"), "\(perturb)")
    #expect(try session.text("slope").squeezed.contains("A1 0 1 0"))
    // Away from the kink the change crosses it; a smaller one does nothing.
    try session.report("set input -0.05")
    #expect(
      try session.text("perturb input 0.1").squeezed
        .contains("crosses the poslin kink of neuron 1, layer 1"))
    #expect(try session.text("perturb input 0.01").squeezed.contains("does not change"))
  }

  /// z = −3, −9 and −2 of hardswish: the first stands on its kink, the others do not.
  @Test func aNeighboursKink() throws {
    var session = try session("11-kink-of-a-neighbour")
    try session.report("set input -3")
    let lines = try session.text("jacobian").split(separator: "\n").map(String.init)
    func verdict(_ row: String) -> String? { lines.first { $0.hasPrefix(row) } }
    #expect(verdict("A1")?.hasSuffix("not checkable") == true, "\(lines)")
    #expect(verdict("A2")?.hasSuffix("agrees") == true, "\(lines)")
    #expect(verdict("A3")?.hasSuffix("agrees") == true, "\(lines)")
  }

  /// Eigenvalues 1.28779998, −0.09125297 twice, and 0 three times: no error above its bound agrees.
  @Test func zeroEigenvalues() throws {
    var session = try session("12-zero-eigenvalues")
    let answer = try #require(try session.json("spectrum H1").parts("spectra").first)
    #expect(try answer.string("verdict") == "agrees")
    let (errors, bounds) = (try answer.vector("error"), try answer.vector("bound"))
    for (error, bound) in zip(errors, bounds) { #expect(error <= bound) }
    // Along a translation nothing is tested.
    #expect(try session.json("slope 1 0 0 1 0 0").string("verdict") == "says nothing")
  }

  /// E = (A − t)²/2 at A = 0.88, t = 0.1056: dE/dW = (0.7744, 0), dE/db = 0.7744, d²E/dW² = x².
  @Test func oneHalf() throws {
    var session = try session("13-one-half")
    try session.report("set loss halfsse target 0.1056")
    #expect(abs(try session.json("gradient wrt b1").vector("value")[0] - 0.7744) < 1e-12)
    try session.report("set loss sse target 0.1056")
    #expect(abs(try session.json("gradient wrt b1").vector("value")[0] - 1.5488) < 1e-12)
  }

  /// √ of the first input, at 0, beside 1/x of the second: what does not pass through the root has its
  /// derivative, −1/(0.5)², and no nan of a 0·∞.
  @Test func whatDoesNotPassThroughACornerIsRight() throws {
    var session = try TestSession("new 2-2-1 seed 1")
    for line in [
      "define root(x) = sqrt(x)", "set activation 1 root", "set W1[1,1] 1", "set W1[1,2] 0",
      "set W1[2,1] 0", "set W1[2,2] 1", "set b1 0 0", "set W2[1,1] 1", "set W2[1,2] 1",
      "set input 0 0.25",
    ] { try session.report(line) }
    let jacobian = try session.json("jacobian")
    #expect(try jacobian.string("verdict") == "no derivative here")
    // (√x)′ at 1/4 is 1, its second derivative −2.
    let text = try session.text("jacobian entries").squeezed
    #expect(text.contains("dA1/dI2 1 1") && text.contains("agrees"), "\(text)")
    let hessian = try session.text("hessian entries").squeezed
    #expect(hessian.contains("d^2A1/dI2dI2 -2"), "\(hessian)")
    #expect(!hessian.contains("wrong") && !text.contains("wrong"))
    #expect(try session.json("slope").string("verdict") == "no derivative here")
    #expect(try session.json("slope 0 1").string("verdict") == "right")
  }

  /// √x at 0: a value, and no slope; and "nothing wrong" is not said.
  @Test func noSlope() throws {
    var session = try TestSession("new 1-1-1 seed 1")
    for line in [
      "define root(x) = sqrt(x)", "set activation 1 root", "set W1[1,1] 1", "set b1[1] 0",
      "set input 0",
    ] { try session.report(line) }
    #expect(try session.json("jacobian").string("verdict") == "no derivative here")
    #expect(try session.json("hessian").string("verdict") == "no derivative here")
    #expect(try session.text("jacobian").squeezed.contains("neuron 1 of layer 1 (root)"))
    let doctor = try session.text("doctor")
    #expect(!doctor.contains("Nothing wrong") && doctor.contains("no derivative"))
  }

  /// A network of one or two inputs with these entries.
  private func session(_ lines: String...) throws -> TestSession {
    var session = try TestSession()
    for line in lines { try session.report(line) }
    return session
  }

  /// sin(1e16 x) at 1: no step along the input is small enough for its digits.
  @Test func stepsBelowTheDigitsOfTheInput() throws {
    var session = try session(
      "new 1-1-1", "set activation 1 purelin", "set activation 2 sin", "set W1[1,1] 1",
      "set b1 0", "set W2[1,1] 1e16", "set b2 0", "set input 1")
    let words = ["limited by rounding", "not checkable"]
    #expect(words.contains(try session.json("jacobian").string("verdict")))
    #expect(words.contains(try session.json("spectrum J").string("verdict")))
    #expect(try session.json("slope").string("verdict") == "not conclusive")
  }

  /// H of 1e−21 beside J of 1e−10: differences of J are rounding, and J is right.
  @Test func aCurvatureThatDrownsIsNoMistake() throws {
    var session = try session(
      "new 2-2-1", "set activation 1 celu(0.01)", "set activation 2 purelin",
      "set W1[1,1] 0.21117028809413024", "set W1[1,2] 0.5656055711337717",
      "set W1[2,1] 0.2951014382803552", "set W1[2,2] 1.5777275081145257",
      "set b1 1.843215709912615 0.15608832623296065", "set W2[1,1] -0.31810449208667413",
      "set W2[1,2] -0.3012579485136299", "set b2 1", "set input -1.27501339571371 0")
    let doctor = try session.text("doctor").squeezed
    #expect(!doctor.contains("wrong.") && doctor.contains("is symmetric to"), "\(doctor)")
    // Of one input there is nothing to compare.
    try session.report("new 1-2-1")
    #expect(try session.text("doctor").contains("With one input there is no symmetry"))
  }

  /// 1e200 sin″: too large on the way is no mistake of the formula.
  @Test func whatOverflowsIsNotCheckable() throws {
    var session = try session(
      "new 1-1-1", "set activation 1 purelin", "set activation 2 sin", "set W1[1,1] 1",
      "set b1 0", "set W2[1,1] 1e200", "set b2 0", "set input 0.3")
    #expect(try session.json("hessian").string("verdict") == "not checkable")
    #expect(try session.text("hessian").contains("too large to be represented"))
    #expect(try session.json("slope").string("verdict") == "too large")
  }

  /// |x|x has the slope 0 at 0 from either side; a step has none to the right.
  @Test func slopesOnEitherSide() throws {
    var session = try session(
      "define f(x)=abs(x)*x", "new 1-1-1", "set activation 1 f", "set W1[1,1] 1", "set W2[1,1] 1",
      "set b1 0", "set input 0")
    #expect(try session.json("jacobian").matrix("value") == [[0]])
    let sides = try session.json("slope").part("oneSided")
    #expect(try sides.vector("left") == [0] && sides.vector("right") == [0])
    #expect(try session.text("slope").squeezed.contains("Both sides agree with J"))
    try session.report("define g(x)=step(x); set activation 1 g")
    #expect(try session.text("slope").contains("the output jumps"))
    #expect(try session.text("perturb input 0.1").contains("the output jumps"))
  }

  /// e^(−1/x²) at 0: the remainders fall faster than any power.
  @Test func fasterThanAnyPower() throws {
    var session = try session(
      "define f(x)=exp(-1/x^2)", "new 1-1-1", "set activation 1 f", "set W1[1,1] 1", "set b1 0",
      "set input 0")
    #expect(!(try session.text("slope").contains("tend to 2 and 3")))
  }

  /// Where a value is missing the symmetry of H is not spoken of.
  @Test func nothingIsSymmetricWhereThereIsNoValue() throws {
    var session = try session(
      "define f(x)=1/x", "new 2-2-2", "set activation 1 f", "set b1 0 0", "set input 0 0")
    #expect(!(try session.text("doctor").contains("symmetric to")))
  }
}
