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
}
