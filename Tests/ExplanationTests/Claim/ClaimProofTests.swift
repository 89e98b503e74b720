import Testing

@testable import Core
@testable import Explanation
@testable import Formula
@testable import Networks

/// "For every x" is said of what algebra shows, and of nothing else.
@Suite("Proofs of claims")
struct ClaimProofTests {
  private typealias Identity = ClaimCorpusTests.Identity

  private func finding(_ identity: Identity) throws -> ClaimFinding {
    try identity.claim(identity.formula).examined()
  }

  @Test("Common derivatives are proved", arguments: ClaimCorpusTests.identities)
  func proved(_ identity: ClaimCorpusTests.Identity) throws {
    let finding = try finding(identity)
    #expect(finding.holds && finding.isProved)
  }

  /// Each differs from a true one by what a grid of doubles does not show.
  @Test(
    "What is nearly true is false",
    arguments: [
      .init(.tansig, 0, "T + exp(-(x-3.123)^2*1e12)"), .init(.tansig, 0, "T + step(x-1e30)"),
      .init(.purelin, 0, "min(x,1e30)"), .init(.tansig, 0, "T + 2*abs(sign(x-0.123456)) - 2"),
      .init(.tansig, 0, "T + exp(-1e3)"), .init(.tansig, 0, "T + 1e-310"),
      .init(.tansig, 0, "T*(1+1e-14)"), .init(.poslin, 0, "log(1+exp(1e300*x))/1e300"),
      .init(.sin, 0, "T + 1e-20"), .init(.logsig, 0, "T + 2.4e-16"), .init(.cos, 0, "T*(1+1e-16)"),
    ] as [ClaimCorpusTests.Identity])
  func nearlyTrue(_ identity: ClaimCorpusTests.Identity) throws {
    let finding = try finding(identity)
    #expect(finding.outcome == .fails)
    #expect(finding.largest != nil || finding.differsAt != nil)
  }

  @Test func sizesThatDoublesDoNotSee() throws {
    let added = try #require(try finding(.init(.sin, 0, "T + 1e-20")).largest)
    #expect(added.size == 1e-20)
    let scaled = try #require(try finding(.init(.cos, 0, "T*(1+1e-16)")).largest)
    #expect(abs(scaled.size - 1e-16) < 1e-24)
  }

  @Test func quotientsOfWhatIsTooLargeOrSmallAreNumbers() throws {
    #expect(try finding(.init(.exp, 0, "exp(1000*x)/exp(999*x)")).isProved)
    let root = try finding(.init(.purelin, 0, "(x^3)^(1/3)"))
    #expect(root.outcome == .holdsWhereDefined)
    #expect(root.gaps.flatMap(\.stretches) == [ClaimCorpusTests.upTo(0)])
  }

  /// What a logarithm or a root is taken of is positive, whichever of its terms comes first.
  @Test(
    "Terms of both signs",
    arguments: [
      ("log(2-exp(-abs(x)))", "log(2*exp(abs(x))-1)-abs(x)"),
      ("sqrt(2-exp(-abs(x)))", "exp(-abs(x)/2)*sqrt(2*exp(abs(x))-1)"),
    ])
  func signs(_ formula: String, _ claimed: String) throws {
    let activation = Activation(ActivationRule(name: "g", formula: try Formula(formula)))
    let claim = try #require(Claim(about: activation, order: 0, is: try Formula(claimed)))
    let finding = try claim.examined()
    #expect(finding.holds && finding.isProved)
  }

  /// At a kink the convention is that of the activation's jet.
  @Test func conventions() throws {
    let leaky = Activation(.leakyrelu, parameters: [0.1])
    let claim = try #require(Claim(about: leaky, order: 1, is: try Formula("0.1 + 0.9*step(x)")))
    #expect(claim.values(at: 0).truth == 0.1)
    #expect(try claim.examined().conventions == [])
    let elu = try finding(.init(.elu, 2, "3*exp(min(x,0))*step(-x)", with: [3]))
    #expect(elu.holds && elu.isProved)
    #expect(elu.conventions == [.init(point: 0, value: 3, claimed: 0)])
  }

  /// Their arguments reach 2^(10⁸), of which no sine is taken.
  @Test(
    "What oscillates without end is decided at once",
    arguments: [
      .init(.tansig, 1, "sin(sinh(x))"), .init(.tansig, 0, "cos(x^x)"),
      .init(.tansig, 0, "tan(cosh(x))"), .init(.tansig, 0, "cos(exp(exp(x)))"),
    ] as [ClaimCorpusTests.Identity])
  func oscillating(_ identity: ClaimCorpusTests.Identity) throws {
    var finding: ClaimFinding?
    let time = try ContinuousClock().measure { finding = try self.finding(identity) }
    #expect(finding?.outcome == .fails)
    #expect(finding?.agreement == [])
    #expect(time < .seconds(10))
  }

  @Test func anInterruptionIsHeard() throws {
    let claim = try Identity(.tansig, 1, "").claim("sin(sinh(x))")
    var calls = 0
    #expect(throws: CancellationError.self) {
      try claim.examined {
        calls += 1
        if calls == 20 { throw CancellationError() }
      }
    }
    #expect(calls == 20)
  }
}
