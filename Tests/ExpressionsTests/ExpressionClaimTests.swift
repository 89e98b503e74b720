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
  ("T1[1]", "G1' diag(B1[1,:] .* σ''(z1)) G1"), ("T2[2]", "G2' diag(B2[2,:] .* σ''(z2)) G2"),
  ("H1", "T1[1] + T2[1] + T3[1]"), ("H2", "T1[2] + T2[2] + T3[2]"),
  ("H1[1,2]", "H1[2,1]"), ("s", "dout · A"), ("J[1,:]", "B1[1,:] D1 G1"),
  ("dout[1] H1 + dout[2] H2", "G1' Gamma1 G1"),
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
      func difference(_ point: NetworkPoint) -> Double? {
        guard let a = try? mistaken.left.value(at: { point }),
          let b = try? mistaken.right.value(at: { point }),
          a.isLike(b)
        else { return nil }
        return zip(a.storage, b.storage).map { abs($0 - $1) }.largestMagnitude
      }
      let differences = others.map(difference)
      if differences.allSatisfy({ $0.map { $0 < 1e-9 } ?? false }) || text == left { continue }
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

  @Test(arguments: [
    ("H1", "G1' diag(B1[1,:] .* σ'(z1)) G1 + T2[1] + T3[1]", Slip.Kind.prime),
    ("ds/dW1", "I delta1'", .transpose), ("delta1", "D1 W2 delta2", .transpose),
    ("J", "D3 W3 D2 W2 W1", .missingFactor), ("J", "-D3 W3 D2 W2 D1 W1", .sign),
    ("H1", "T1[1] + T2[1]", .missingTerm), ("G2", "2 W2 D1 W1", .number),
    ("H1", "T1[1] + T2[2] + T3[1]", .index),
    ("J", "D3 W3 D2 W2 W1 D1", .order), ("G3", "W3 D1 G2", .layer),
    ("Gamma3", "diag(dout .* σ'(z3))", .prime), ("J", "D3 D3 W3 D2 W2 D1 W1", .extraFactor),
    ("H1", "T1[1] + T2[1] + T3[1] + T3[1]", .extraTerm),
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
