import TestSupport
import Testing

@testable import Shell

/// `assert`: a claim that has to hold, and what a strict run lets pass.
@Suite struct AssertCommandTests {
  @Test(arguments: ["J = W2 D1 W1", "tansig'(x) = 1 - T^2", "H1 = H1'", "A1 = 1.150634"])
  func whatHoldsIsShownAsAClaim(claim: String) throws {
    var session = try TestSession("load example small")
    let (claimed, asserted) = (
      try session.text("claim \(claim)"), try session.text("assert \(claim)")
    )
    #expect(claimed == asserted)
    #expect(
      try session.text("assert \(claim)", .json).hasPrefix(#"{"command":"assert","holds":true"#))
  }

  @Test(arguments: [
    ("J = W2 D1 W1 + 0.5", "False: 4 of 4 entries differ, [1,1] most, by 5.0e−1"),
    ("tansig'(x) = 1 - T", "false: tansig′(x) is not 1 − T"),
    ("A1 = 2", "false: off by 8.5e−1"),
    ("W1 = W2", "false: W1 is 3×2, W2 is 2×3"),
    ("I1 = -I2/2", "true here, but by accident"),
  ])
  func whatDoesNotHoldIsAnError(claim: String, words: String) throws {
    var session = try TestSession("load example small")
    let message = try session.error("assert \(claim)").message
    #expect(message.hasPrefix("the claim does not hold: "), "\(message)")
    #expect(message.lowercased().contains(words.lowercased()), "\(message)")
    #expect(!message.contains("\n"))
  }

  @Test func theSlipIsMended() throws {
    var session = try TestSession("load example small")
    let message = try session.error("assert H1 = G1' diag(B1[1,:] .* sigma'(z1)) G1").message
    #expect(message.hasSuffix("right is G1' diag(B1[1,:] .* sigma''(z1)) G1"), "\(message)")
  }

  /// What a run with --strict takes for a failure.
  @Test(
    arguments: [
      ("claim J = W2 D1 W1", nil), ("claim J = W1", "a claim does not hold"),
      ("claim tansig'(x) = 1", "a claim does not hold"), ("jacobian", nil), ("check", nil),
      ("plant forgotten-curvature layer 1; hessian", "a verdict is wrong"),
      ("plant wrong-sign layer 1; check", "a verdict is wrong"),
      ("plant wrong-sign layer 1; slope", "a verdict is wrong"),
      ("plant wrong-sign layer 1; hessian", nil), ("output", nil),
    ] as [(String, String?)])
  func aStrictRunFails(line: String, unsoundness: String?) throws {
    var session = try TestSession("load example small")
    #expect(try session.report(line).unsoundness == unsoundness)
  }
}
