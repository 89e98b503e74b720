import TestSupport
import Testing

@testable import Core
@testable import Shell

/// Points at which a function is flat: the rounding of what goes into it does nothing there, and the
/// differences are taken beside it.
@Suite struct FlatPointTests {
  /// Networks whose output is their target to the last digit, or nearly so.
  @Test(arguments: ["0", "1e-12", "1e-8", "1e-4"])
  func theMinimumOfALoss(residual: String) throws {
    for seed in 1...25 {
      let activation = ["tansig", "elu", "swish", "softplus", "mish"][seed % 5]
      var session = try TestSession("new 3-4-2 \(activation) seed \(seed)")
      let output = try session.json("output").vector("value")
      let target = output.map { "\($0 + (Double(residual) ?? 0))" }.joined(separator: " ")
      let loss = ["sse", "halfsse", "mse"][seed % 3]
      try session.report("set loss \(loss) target \(target)")
      for command in ["gradient wrt b1", "gradient wrt W2", "gradient wrt I", "hessian wrt b1"] {
        let verdict = try session.json(command).string("verdict")
        #expect(verdict != "wrong", "seed \(seed) \(loss) \(command)")
      }
    }
  }

  /// A mistake is still seen there.
  @Test func aMistakeNearAMinimum() throws {
    var found = 0
    for seed in 1...20 {
      var session = try TestSession("new 3-4-2 tansig seed \(seed)")
      let target = try session.json("output").vector("value").map { "\($0 + 1e-3)" }
      try session.report("set loss sse target \(target.joined(separator: " "))")
      try session.report("plant wrong-sign layer 1")
      if try session.json("gradient wrt I").string("verdict") == "wrong" { found += 1 }
    }
    #expect(found == 20)
  }

  /// square at a z that is 0 but for rounding.
  @Test func theBottomOfAParabola() throws {
    for seed in 60...90 {
      var session = try TestSession("new 2-3-1 tansig seed \(seed)")
      let output = try session.json("output").vector("value")[0]
      let bias = try session.json("show b2").vector("value")[0]
      try session.report("set b2 \(bias - output)")
      try session.report("set activation 2 square")
      for command in ["jacobian", "hessian"] {
        let verdict = try session.json(command).string("verdict")
        #expect(verdict != "wrong", "seed \(seed) \(command)")
      }
      let slope = try session.json("slope").string("verdict")
      #expect(!slope.hasSuffix("wrong"), "seed \(seed): \(slope)")
    }
  }

  /// p − t of a probability that is nearly 1: the others have the digits. To 40 digits by mpmath,
  /// −5.36416759922e−13 and −1.64091e−19.
  @Test func aConfidentSoftmax() throws {
    for (bias, right) in [("30", -5.36416759922e-13), ("45", -1.64091e-19)] {
      var session = try TestSession(
        "new 3-4-3 seed 3", "set activation 2 softmax", "set input 0.1 0.2 0.3",
        "set b2 0 0 \(bias)", "set loss crossentropy target 0 0 1")
      let gradient = try session.json("gradient wrt b2").vector("value")
      #expect(abs(gradient[2] / right - 1) < 1e-5)
      // Exactly what the others have, but for the sign.
      #expect(abs(gradient[2] + gradient[0] + gradient[1]) <= 4e-16 * gradient[0])
      let input = try session.json("gradient wrt I").vector("value")
      // ∂s/∂I is −∂ ln p_3/∂I, and that is centred.
      try session.report("set activation 2 logsoftmax")
      let row = try session.json("jacobian").matrix("value")[2]
      for (a, b) in zip(input, row) { #expect(abs(a + b) <= 1e-14 * row.largestMagnitude) }
    }
  }

  /// ∂ ln p_3/∂z_3 is 1 − p_3, the sum of the others.
  @Test func aConfidentLogarithm() throws {
    let network = Network(
      name: "", layers: [Layer(weights: .identity(3), activation: Activation(.logsoftmax))])
    let z = [0.3, -0.4, 30]
    let jacobian = try ChainRule(NetworkMap(network)).jacobian(at: z)
    let p = Softmax.values(z)
    // ∂ ln p_3/∂z_3 = 1 − p_3 = p_1 + p_2.
    #expect(abs(jacobian[2, 2] / (p[0] + p[1]) - 1) < 1e-15)
  }

  /// A branch that ends without a jump is no kink: |x|² is x², with H = 2.
  @Test(arguments: [
    ("abs(x)^2", 0.0, 2.0), ("x^3*abs(x)", 0, 0), ("min(x,max(x,0))", 1, 0),
    ("max(0,x)*max(0,-x)", 0, 0), ("max(x,-x)^2", 0, 2),
  ])
  func aBranchThatEndsQuietly(formula: String, slope: Double, bend: Double) throws {
    var session = try TestSession(
      "define quiet(x) = \(formula)", "new 1-1-1", "set W1[1,1] 1", "set b1 0", "set W2[1,1] 1",
      "set b2 0", "set activation 1 quiet", "set input 0")
    let (jacobian, hessian) = (try session.json("jacobian"), try session.json("hessian"))
    #expect(try jacobian.matrix("value") == [[slope]])
    #expect(try jacobian.string("verdict") == "agrees")
    #expect(try hessian.string("verdict") == "agrees")
    #expect(try session.text("hessian").contains("kink") == false)
    #expect(try session.json("show H1[1,1]").number("value") == bend)
  }

  /// Slopes that a root makes: infinite, and 0.
  @Test func slopesBesideARoot() throws {
    for (formula, slope) in [("abs(x)^(1/3)*sign(x)", "inf"), ("max(x,0)^1.5", "0")] {
      var session = try TestSession(
        "define root(x) = \(formula)", "new 1-1-1", "set W1[1,1] 1", "set b1 0", "set W2[1,1] 1",
        "set b2 0", "set activation 1 root", "set input 0")
      let text = try session.text("perturb input 0.1").squeezed
      #expect(text.contains("A1 \(slope == "inf" ? "inf inf inf" : "0 0 0")"), "\(text)")
    }
  }

  /// J and H are looked at along δ alone; a kink that δ does not leave is named.
  @Test func aKinkThatTheDirectionStaysOn() throws {
    var session = try TestSession(
      "new 2-2-1 relu", "set W1[1,1] 1", "set W1[1,2] -1", "set W1[2,1] 0.5", "set W1[2,2] 0.25",
      "set b1 0 0", "set W2[1,1] 1", "set W2[1,2] 1", "set b2 0", "set input 1 1")
    #expect(try session.text("slope 1 1").contains("On its kink, and not moved off it"))
    #expect(try session.text("slope 1 0").contains("On its kink, and not") == false)
    #expect(try session.text("perturb input .1 .1").contains("curvature jumps") == false)
  }

  /// Inputs of gains 1e9 and 1: the symmetry of H is one in units of the steps.
  @Test func doctorOfInputsInOtherUnits() throws {
    var session = try TestSession(
      "new 2-3-2 seed 5", "set W1[1,1] 1e9", "set W1[2,1] 3e8", "set W1[3,1] -1e9",
      "set input 1e-9 0.5")
    #expect(try session.json("doctor").number("asymmetry") < 1e-6)
    try session.report("new 2-3-2 seed 5")
    try session.report("plant wrong-sign layer 1")
    let doctor = try session.text("doctor")
    #expect(doctor.contains("contradict each other") && !doctor.contains("Nothing wrong"))
  }

  /// The step is what is wrong, or rounding, and not the numbers.
  @Test func theReasonIsTrue() throws {
    var session = try TestSession("load example small", "set input 1e300 -1e300")
    #expect(!(try session.text("jacobian")).contains("too large to be represented"))
    try session.report("set input 0.5 -1")
    try session.report("set fd.step 1e-17")
    #expect(try session.text("jacobian").squeezed.contains("the step is less than a last digit"))
    try session.report("set fd.method central")
    try session.report("set fd.step 1e-12")
    #expect(!(try session.text("jacobian")).contains("truncation"))
    try session.report("set fd.step auto")
    try session.report("set fd.method ridders")
    try session.report("set b2 0 1e12")
    #expect(!(try session.text("jacobian")).contains("truncation"))
  }

  /// A slope or two before rounding takes over condemn nothing, and acquit nothing.
  @Test(arguments: [
    "new 2-3-1 tansig seed 13; set activation 2 logsig; set b2 27",
    "new 2-2-2 seed 3; set b2 1e13 1e13",
    "new 3-4-1 gelu seed 521; set activation 2 logsig; set b2 29.1",
    "new 2-4-3-1 sin seed 755; set b3 1e12", "new 4-8-8-2 tansig seed 138; set b3 1e13 1e13",
  ])
  func rightNumbersOfFewDigits(network: String) throws {
    var session = try TestSession(network)
    #expect(!(try session.json("slope").string("verdict").hasSuffix("wrong")))
  }

  @Test(arguments: ["3-2-1 exp seed 947; set b2 1e12", "3-2-1 logsig seed 980; set b2 3e13"])
  func aMistakeOfFewDigitsIsNotAcquitted(network: String) throws {
    var session = try TestSession("new \(network)", "plant forgotten-curvature seed 1")
    #expect(try session.json("slope").string("verdict") != "right")
  }

  /// Thresholds beyond 100, holes, and jumps of a formula that has a value at infinity.
  @Test(
    arguments: [
      ("min(max(x,0),255)", 255), ("max(x,150)", 150), ("abs(x-1000)", 1000),
      ("step(x)+step(-x)", 0),
      ("sign(x)^2", 0), ("atan(1/x)", 0), ("tanh(1/x)", 0),
    ] as [(String, Double)])
  func kinksAreKnown(formula: String, point: Double) throws {
    var session = try TestSession(
      "define bent(x) = \(formula)", "new 1-1-1", "set W1[1,1] 1", "set b1 0", "set W2[1,1] 1",
      "set b2 0", "set activation 1 bent", "set input \(point)")
    #expect(try session.json("jacobian").string("verdict") == "not checkable")
    #expect(try session.text("jacobian").contains("kink"))
    #expect(try session.text("spectrum J").contains("On a kink"))
    #expect(!(try session.text("doctor")).contains("Nothing wrong"))
  }

  /// z of 1e14 is rounded to 1/64: that is what sin sees.
  @Test func roundingThatAnActivationBendsOver() throws {
    for seed in 560...580 {
      var session = try TestSession(
        "new 1-1-1 sin seed \(seed)", "set b2 1e14", "set activation 2 sin", "set input 0.00309")
      for command in ["jacobian", "hessian"] {
        #expect(try session.json(command).string("verdict") != "wrong", "seed \(seed) \(command)")
      }
    }
  }

  /// A method that fails by itself says nothing against the formulas.
  @Test func aMethodThatFails() throws {
    for network in [
      "new 2-3 seed 4; set activation 1 mish; set b1 720 720 720",
      "new 1-1 seed 4; set activation 1 gelutanh; set b1[1] -20",
      "new 2-3 seed 4; set activation 1 logsig; set b1 720 720 720",
    ] {
      var session = try TestSession(network)
      #expect(!(try session.text("check")).contains("wrong"), "\(network)")
    }
  }
}
