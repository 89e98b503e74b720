import TestSupport
import Testing

@testable import Core
@testable import Expressions

/// Identities of a network of three layers with σ, σ′ and σ″ that differ, in matrices and in entries.
private let identities: [(left: String, right: String)] = [
  ("J", "D3 W3 D2 W2 D1 W1"), ("J", "D3 G3"), ("J", "B1 D1 W1"), ("J", "B2 D2 G2"), ("G1", "W1"),
  ("G2", "W2 D1 W1"), ("G2", "W2 D1 G1"), ("G3", "W3 D2 G2"), ("B1", "B2 D2 W2"),
  ("B2", "D3 W3"), ("B1", "D3 W3 D2 W2"), ("z1", "W1 I + b1"), ("z2", "W2 f1 + b2"),
  ("z3", "W3 f2 + b3"), ("f1", "σ(z1)"), ("f2", "tansig(z2)"), ("D1", "diag(σ'(z1))"),
  ("D2", "diag(tansig'(z2))"), ("D2", "diag(1 - f2.^2)"), ("D1", "diag(f1 .* (1 - f1))"),
  ("delta3", "D3 dout"), ("delta2", "D2 W3' delta3"), ("delta1", "D1 W2' delta2"),
  ("delta1", "D1 W2' D2 W3' D3 dout"), ("ds/dW1", "delta1 I'"), ("ds/dW2", "delta2 f1'"),
  ("ds/db2", "delta2"), ("ds/dI", "J' dout"), ("ds/dI", "W1' delta1"),
  ("Gamma3", "diag(dout .* σ''(z3))"),
  ("Gamma2", "D2 W3' Gamma3 W3 D2 + diag(σ''(z2) .* (W3' delta3))"),
  ("Gamma1", "D1 W2' Gamma2 W2 D1 + diag(σ''(z1) .* (W2' delta2))"),
  ("K1[1]", "G1' diag(B1[1,:] .* σ''(z1)) G1"), ("K2[2]", "G2' diag(B2[2,:] .* σ''(z2)) G2"),
  ("H1", "K1[1] + K2[1] + K3[1]"), ("H2", "K1[2] + K2[2] + K3[2]"),
  ("H1[1,2]", "H1[2,1]"), ("s", "dout · A"), ("J[1,:]", "B1[1,:] D1 G1"),
  ("dout[1] H1 + dout[2] H2", "G1' Gamma1 G1"),
  // Entry by entry.
  ("K1[k]", "G1' diag(B1[k,:] .* σ''(z1)) G1"), ("H[k]", "K1[k] + K2[k] + K3[k]"),
  ("J[:,i]", "B1 D1 W1[:,i]"), ("B1[k,:]", "D3[k,:] W3 D2 W2"),
  ("K1[k,i,j]", "sum_p B1[k,p] σ''(z1[p]) G1[p,i] G1[p,j]"),
  ("H1[i,j]", "K1[1,i,j] + K2[1,i,j] + K3[1,i,j]"),
  ("G3[r,i]", "sum_q W3[r,q] sum_p D2[q,q] W2[q,p] D1[p,p] W1[p,i]"),
  ("G3[r,i]", "sum_p sum_q W3[r,q] D2[q,q] W2[q,p] D1[p,p] W1[p,i]"),
  ("G2[q,i]", "Σ_p W2[q,p] σ'(z1[p]) W1[p,i]"), ("J[k,i]", "sum_p B1[k,p] D1[p,p] W1[p,i]"),
  ("B1[k,p]", "sum_q B2[k,q] σ'(z2[q]) W2[q,p]"), ("z2[q]", "sum_p W2[q,p] f1[p] + b2[q]"),
  ("delta1[p]", "σ'(z1[p]) sum_q W2[q,p] delta2[q]"), ("ds/dW2[q,p]", "delta2[q] f1[p]"),
  ("ds/dI[i]", "sum_p delta1[p] W1[p,i]"), ("D1[p,q]", "δ_pq f1[p] (1 - f1[p])"),
  ("d2s/dW1[p,i]dW1[q,j]", "Gamma1[p,q] I[i] I[j]"),
  ("d2s/db2[p]db2[q]", "Gamma2[p,q]"), ("dz2[q]/dW2[r,p]", "δ_qr f1[p]"),
  ("d2s/dI[i]dI[j]", "sum_pq G1[p,i] Gamma1[p,q] G1[q,j]"),
  (
    "d2s/dW2[q,p]dW1[r,j]",
    "sum_t Gamma2[q,t] W2[t,r] f1[p] σ'(z1[r]) I[j] + δ_pr delta2[q] σ'(z1[p]) I[j]"
  ),
]

private let network = Network(
  name: "claims",
  layers: [
    (3, 4, Activation(.logsig), UInt64(11)), (4, 3, Activation(.tansig), 12),
    (3, 2, Activation(.softplus), 13),
  ].map { inputs, neurons, activation, seed in
    Layer(
      weights: Matrix(
        rows: neurons, columns: inputs,
        storage: Network.randomDirection(count: inputs * neurons, seed: seed)),
      bias: Network.randomDirection(count: neurons, seed: seed + 100), activation: activation)
  })

private func point() throws -> NetworkPoint {
  NetworkPoint(
    ChainRule(NetworkMap(network)), at: [0.3, -0.7, 0.5],
    scalar: try ObjectiveNetwork(network, .weighted([0.8, -0.6])))
}

private func claim(_ left: String, _ right: String) throws -> ExpressionClaim {
  ExpressionClaim(try Expression(left), is: try Expression(right), names: .init())
}

@Suite struct ExpressionClaimTests {
  @Test(arguments: identities) func identitiesAreTrueEverywhere(left: String, right: String) throws
  {
    // As written, the other way round, and as it is written out.
    let written = try Expression(right).syntax.text
    for (a, b) in [
      (left, right), (right, left), (left, written), (left, "(\(right))"),
      ("2(\(left))", "(\(right))*2"),
    ] {
      guard
        case .compared(let comparison, let elsewhere?, _) = try claim(a, b).examined(at: point())
      else {
        Issue.record("\(a) = \(b)")
        continue
      }
      #expect(comparison.verdict == .equal, "\(a) = \(b)")
      #expect(elsewhere.equal == ExpressionClaim.freshCount, "\(a) = \(b)")
    }
  }

  /// Mistakes of one change each. One that leaves it true, as a transpose of D1 or of a vector does, is none.
  ///
  /// `CLAIM_MUTANTS` asks for more of them than fit the gate.
  @Test func mistakesAreRefusedAndTheirSlipIsNamed() throws {
    let wanted = TestEnvironment.count("CLAIM_MUTANTS", standard: 120)
    var random = SeededGenerator(seed: 5)
    let point = try point()
    let others = try (1...4).compactMap { try point.fresh(seed: 1000 + $0) }
    var (tried, named, wrongly) = (0, 0, [String]())
    while tried < wanted {
      let (left, right) = identities[Int.random(in: 0..<identities.count, using: &random)]
      let edits = SyntaxEdits(layers: 3).all(of: try Expression(right).syntax)
      guard let edit = edits.randomElement(using: &random) else { continue }
      let text = edit.syntax.text
      let mistaken = try claim(left, text)
      // Whether it is a mistake is decided by other random networks than those that judge it.
      let isTrue = others.allSatisfy { mistaken.holds(at: $0, componentNames: { _ in nil }) }
      if isTrue || text == left { continue }
      tried += 1
      switch try? mistaken.examined(at: point) {
      case .compared(let comparison, _, _)?:
        if comparison.verdict != .different { wrongly.append("\(left) = \(text)") }
      case .shapes?, nil: break
      }
      if try mistaken.slip(at: point) != nil { named += 1 }
    }
    #expect(wrongly.isEmpty)
    #expect(Double(named) >= 0.9 * Double(tried), "\(named) of \(tried)")
  }

  @Test func whatIsTrueByAccidentIsSaid() throws {
    // Here the second row of W1 is the first one, elsewhere it is not.
    let rows = [[1.0, 2], [1, 2]]
    let twin = Network(
      name: "twin",
      layers: [Layer(weights: Matrix(rows), bias: [0, 0], activation: Activation(.tansig))])
    let point = NetworkPoint(
      ChainRule(NetworkMap(twin)), at: [0.1, 0.2],
      scalar: try ObjectiveNetwork(twin, .weighted([1, 1])))
    guard
      case .compared(let comparison, let elsewhere?, _) = try claim("J[1,:]", "J[2,:]").examined(
        at: point)
    else { throw Missing() }
    #expect(comparison.verdict == .equal)
    #expect(elsewhere.equal == 0)
    #expect(elsewhere.tried == ExpressionClaim.freshCount)
  }

  private struct Missing: Error {}

  /// What is wrong with a formula of entries is said at its place.
  @Test(arguments: [
    (
      "G2[q,i]", "W2[q,p] σ'(z1[p]) W1[p,i]",
      "p stands on the right alone; a sum over it is written sum_p"
    ),
    ("G2[q,i]", "sum_p W2[p,q] W1[p,i]", "p runs to 3 in one place and to 4 in another"),
    ("G2[q,i]", "B1[q,i]", "q runs to 3 on the left and to 2 here"),
    ("J[k,i]", "sum_q B2[k,i]", "no q stands behind sum_q"),
    ("J[k,i]", "W3", "W3 is 2×3; in a formula of entries it has its indices, [i,j]"),
    ("J[k,i]", "sum_p", "what is summed stands behind sum_p"),
    ("J[k,i]", "sum_p δ_pq", "q stands on the right alone; a sum over it is written sum_q"),
    ("A[k]", "sum_p W3[k,p] diag(f2[p])", "'diag' is of no single entry"),
  ])
  func entriesThatDoNotFit(left: String, right: String, message: String) throws {
    do {
      _ = try claim(left, right).examined(at: point())
      Issue.record("\(left) = \(right) has values")
    } catch let error as ExpressionError {
      #expect(error.message == message)
    }
  }

  @Test(arguments: [
    ("H1", "G1' diag(B1[1,:] .* σ'(z1)) G1 + K2[1] + K3[1]", Slip.Kind.prime),
    ("ds/dW1", "I delta1'", .transpose), ("delta1", "D1 W2 delta2", .transpose),
    ("J", "D3 W3 D2 W2 W1", .missingFactor), ("J", "-D3 W3 D2 W2 D1 W1", .sign),
    ("H1", "K1[1] + K2[1]", .missingTerm), ("G2", "2 W2 D1 W1", .number),
    ("H1", "K1[1] + K2[2] + K3[1]", .index),
    ("W1 + W1 + W1", "2 W1", .number), ("W1 + W1", "3 W1", .number),
    ("J", "D3 W3 D2 W2 W1 D1", .order), ("G3", "W3 D1 G2", .layer),
    ("Gamma3", "diag(dout .* σ'(z3))", .prime), ("J", "D3 D3 W3 D2 W2 D1 W1", .extraFactor),
    ("H1", "K1[1] + K2[1] + K3[1] + K3[1]", .extraTerm),
  ])
  func slipsHaveTheirKind(left: String, right: String, kind: Slip.Kind) throws {
    let slip = try claim(left, right).slip(at: point())
    #expect(slip?.kind == kind, "\(slip?.right.text ?? "none")")
  }

  @Test func everyKindHasASentence() {
    let sentences = Slip.Kind.allCases.map(\.words)
    #expect(Set(sentences).count == sentences.count)
    #expect(sentences.allSatisfy { $0.hasSuffix(".") })
  }

  @Test(arguments: ["-0.5", "0.123456", "s + 0.3"]) func numbersOfItsOwnAreOfThisNetwork(
    text: String
  ) throws {
    #expect(try claim("s", text).speaksOfThisNetwork == (text != "-0.5"))
  }
}
