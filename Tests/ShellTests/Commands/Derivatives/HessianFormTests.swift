import Core
import TestSupport
import Testing

@testable import Shell

/// `hessian diagonal`, `laplacian` and `times`, of outputs and of s; `spectrum` of what they are parts of.
@Suite struct HessianFormTests {
  /// Two outputs, s = 2 A1 − A2.
  private func session() throws -> TestSession {
    try TestSession("load example small", "set dout 2 -1")
  }

  /// Each form is what the whole Hessians have.
  @Test func formsAreOfTheWhole() throws {
    var session = try session()
    let whole = try session.json("hessian").cube("value")
    let s = (0..<2).map { i in (0..<2).map { 2 * whole[0][i][$0] - whole[1][i][$0] } }
    func isNear(_ a: [Double], _ b: [Double], _ line: String) {
      #expect(a.count == b.count, "\(line)")
      for (a, b) in zip(a, b) { #expect(abs(a - b) <= 1e-15, "\(line)") }
    }
    let found = try session.json("hessian of s")
    #expect(try found.integers("shape") == [2, 2] && found.string("verdict") == "agrees")
    isNear(try found.matrix("value").flatMap(\.self), s.flatMap(\.self), "hessian of s")
    isNear(
      try session.json("hessian diagonal of s").vector("value"), [s[0][0], s[1][1]], "diagonal")
    isNear(
      [try session.json("laplacian of s").number("value")], [s[0][0] + s[1][1]], "laplacian")
    let times = try session.json("hessian times of A 0.5 -2")
    #expect(try times.string("command") == "hvp" && times.string("verdict") == "agrees")
    for (k, row) in try times.matrix("value").enumerated() {
      isNear(row, whole[k].map { 0.5 * $0[0] - 2 * $0[1] }, "times of A")
    }
    isNear(
      try session.json("hvp of A2 0.5 -2").vector("value"),
      whole[1].map { 0.5 * $0[0] - 2 * $0[1] }, "times of A2")
    isNear(
      try session.json("hvp 0.5 -2").vector("value"), s.map { 0.5 * $0[0] - 2 * $0[1] }, "times")
    let jacobian = try session.json("jacobian").matrix("value")
    isNear(
      try session.json("jacobian of s").vector("value"),
      zip(jacobian[0], jacobian[1]).map { 2 * $0 - $1 }, "jacobian of s")
  }

  /// Of a loss the layers behind A are part of s.
  @Test func ofALoss() throws {
    var session = try TestSession("load example small", "set loss mse target 1 0")
    for line in [
      "hessian of s", "hessian diagonal of s wrt z1", "hessian laplacian of s wrt f1",
      "hessian times of A wrt W2 ones", "hessian times wrt b1 random seed 3",
    ] {
      #expect(try session.tensor(line)?.verdict == .agrees, "\(line)")
    }
    // The diagonal by the block that `hessian wrt I I` forms as factors.
    let block = try session.json("hessian wrt I I").matrix("value")
    let whole = try session.json("hessian of s").matrix("value")
    for (a, b) in zip(block.flatMap(\.self), whole.flatMap(\.self)) { #expect(abs(a - b) < 1e-15) }
  }

  /// Behind W3 of 3-2-2-2 the product is a matrix for each output, as the whole block gives it.
  @Test func productsByWeightsOfEachOutput() throws {
    var session = try TestSession("new 3-2-2-2 seed 4", "set input 0.2 -1 0.7")
    let times = try session.json("hessian times of A wrt W1 1 0 2 -1 0.5 3")
    let v = [1, 0, 2, -1, 0.5, 3.0]
    #expect(try times.integers("shape") == [2, 2, 3])
    for k in 0..<2 {
      let block = try session.json("hessian of A\(k + 1) wrt W1").members["value"]
      let rows = try #require(block as? [[[[Double]]]]).flatMap { $0.map { $0.flatMap(\.self) } }
      let product = try times.cube("value")[k].flatMap(\.self)
      for (row, entry) in zip(rows, product) {
        #expect(abs(zip(row, v).map(*).reduce(0, +) - entry) < 1e-14)
      }
    }
  }

  @Test(arguments: [
    ("hessian of s A1", "'A1' cannot stand here"),
    ("hessian diagonal of s wrt A", "s is taken here as a function of I"),
    ("jacobian of s wrt W1", "of s that is a gradient: `gradient wrt W1`"),
    ("hessian times of z1 ones", "the product is of s, of A, or of outputs such as A1"),
    ("spectrum hessian wrt I", "by the input there are `spectrum H` and `spectrum H1`"),
    ("spectrum gaussnewton wrt b1", "Gauss-Newton needs a loss"),
  ])
  func whatDoesNotFit(line: String, message: String) throws {
    var session = try session()
    #expect(try session.error(line).message.hasPrefix(message))
  }

  // MARK: Spectra

  /// J = (0 −2; 2 0) turns by a right angle: ±2i.
  @Test func eigenvaluesOfASquareJacobian() throws {
    var session = try TestSession("new 2-2 purelin", "set W1 0 -2 2 0", "set input 1 1")
    let answer = try session.json("spectrum")
    let values = try answer.matrix("eigenvalues")
    for value in values { #expect(abs(value[0]) < 1e-15 && abs(abs(value[1]) - 2) < 1e-15) }
    #expect(values.count == 2 && values[0][1] == -values[1][1])
    #expect(try answer.vector("eigenvalueErrors").allSatisfy { $0 < 1e-12 })
    let text = try session.text("spectrum")
    #expect(text.contains("The largest |λ| is 2") || text.contains("is 2.00: powers of J grow."))
    try session.report("set W1 0.5 1 0 0.25")
    #expect(try session.json("spectrum").matrix("eigenvalues") == [[0.5, 0], [0.25, 0]])
    #expect(try session.text("spectrum").contains("powers of J die out."))
  }

  /// Of many the largest are shown, and of a large matrix none are looked for.
  @Test func manyEigenvalues() throws {
    var session = try TestSession("new 20-20 seed 1", "set input ones")
    #expect(try session.text("spectrum").contains("4 smaller ones not shown; `spectrum J full`"))
    #expect(try session.json("spectrum").matrix("eigenvalues").count == 20)
    #expect(!(try session.text("spectrum full").contains("not shown")))
    try session.report("new 301-301 seed 1")
    try session.report("set input ones")
    #expect(try session.json("spectrum").members["eigenvalues"] == nil)
  }

  /// They are the eigenvalues of the matrix that `hessian wrt b1` forms.
  @Test func spectraOfWeights() throws {
    var session = try TestSession(
      "new 2-3-2 seed 2", "set input 0.3 -0.8", "set loss mse target 1 0")
    for (line, matrix) in [
      ("spectrum hessian wrt b1", "hessian wrt b1"),
      ("spectrum gaussnewton wrt b1", "gaussnewton wrt b1"),
    ] {
      let answer = try session.json(line)
      #expect(try answer.string("verdict") == "agrees", "\(line)")
      let whole = try session.json(matrix).matrix("value")
      let values = try answer.vector("values")
      let trace = (0..<3).reduce(0) { $0 + whole[$1][$1] }
      #expect(abs(values.reduce(0, +) - trace) < 1e-14, "\(line)")
      let squares = whole.flatMap(\.self).reduce(0) { $0 + $1 * $1 }
      #expect(abs(values.reduce(0) { $0 + $1 * $1 } - squares) < 1e-14, "\(line)")
    }
    #expect(try session.text("spectrum gaussnewton wrt b1").contains("the linearized s"))
  }
}
