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
}
