import Core
import Foundation
import TestSupport
import Testing

@testable import Shell

/// Whatever a step of a derivation prints as a formula can be typed, and is true of the network at hand.
@Suite struct PastedFormulaTests {
  private static let networks = [
    "load example small", "load example post", "load example iris", "load example diabetes",
    "new 2-3-3-2 relu seed 3; set input 0.5 -1",
    "new 3-4-2 logsig seed 1; set input 1 2 3; set loss mse target 1 0",
    "new 2-2-2-1 tansig seed 2; set input 1 1",
    "load example iris; set loss crossentropy target 0 1 0",
    "new 3-4-2 logsig seed 5; set activation 2 logsig; set loss crossentropy target 1 0",
    "new 2-2-2 tansig seed 4; set activation 1 elliotsig",
    "new 2-3-2 radbas seed 5; set input 0.4 -0.3", "new 2-2-2 swish seed 3; set input 1 -1",
    "new 2-2-2 gelu seed 3; set input 1 -1", "new 2-2-2 gelutanh seed 3; set input 1 -1",
    "new 2-2-2 mish seed 3; set input 1 -1", "new 2-2-2 elu seed 3; set input 1 -1",
    "new 2-2-2 selu seed 3; set input 1 -1", "new 2-2-2 hardswish seed 3; set input 1 -1",
    "new 2-2-2 hardsigmoid seed 3; set input 1 -1", "new 2-2-2 softplus seed 3; set input 1 -1",
  ]

  /// The formulas of all steps, those that go on below as one line.
  private func formulas(_ line: String, _ session: inout TestSession) throws -> [String] {
    let steps = try #require(try session.json(line).members["steps"] as? [[String: Any]])
    return try steps.map { try #require($0["formula"] as? String) }
      .flatMap { formula -> [String] in
        var lines: [String] = []
        for line in formula.split(separator: "\n").map(String.init) {
          if let last = lines.last, Lexer.isOpen(last) {
            lines[lines.count - 1] = last + " " + line.trimmingCharacters(in: .whitespaces)
          } else {
            lines.append(line)
          }
        }
        return lines
      }
  }

  @Test(arguments: networks, ["jacobian", "hessian", "weights"])
  func everyFormulaIsReadAndHolds(network: String, derivation: String) throws {
    var session = try TestSession()
    for line in network.split(separator: ";") { try session.report(String(line)) }
    let formulas = try formulas("derive \(derivation) all", &session)
    var (judged, named) = (0, 0)
    for formula in formulas {
      let answer = try session.json(formula)
      if try answer.string("command") == "claim" {
        #expect(try answer.bool("holds"), "\(formula)")
        judged += 1
      } else {
        // Names for what the next lines are made of.
        #expect(try answer.string("command") == "expression", "\(formula)")
        named += 1
      }
    }
    #expect(judged >= 5 && named <= judged / 2)
    // They are about this network: at another one the numbers change, and they still hold.
    try session.report("set b1[1] 0.7")
    for formula in formulas.prefix(6) {
      let answer = try session.json(formula)
      if try answer.string("command") == "claim" { #expect(try answer.bool("holds"), "\(formula)") }
    }
  }

  /// A planted slip in what is of any layer is found.
  @Test(arguments: [
    ("z_l = W_l f_(l−1) + b_l", true), ("z_l = W_l f_l + b_l", false),
    ("G_l = W_l D_(l−1) G_(l−1)", true), ("G_l = W_l G_(l−1)", false),
    ("B_l = B_(l+1) D_(l+1) W_(l+1)", true), ("δ_l = D_l W_(l+1)ᵀ δ_(l+1)", true),
    ("δ_l = W_(l+1)ᵀ δ_(l+1)", false),
    ("H_k = Σ_l G_lᵀ diag(B_l[k,:] ∘ σ″(z_l)) G_l", true),
    ("H_k = Σ_l G_lᵀ diag(B_l[k,:] ∘ σ′(z_l)) G_l", false), ("H_k = Σ_l K_l[k]", true),
    ("H_k = Σ_l T_l[k]", true),
    ("H_k[i,j] = Σ_l Σ_p B_l[k,p] σ″(z_l[p]) G_l[p,i] G_l[p,j]", true),
    ("H_k[i,j] = Σ_l Σ_p B_l[k,p] σ″(z_l[p]) G_l[p,i] G_l[p,i]", false),
    ("∂J/∂I_j = Σ_l B_l (∂D_l/∂I_j) G_l", true), ("∂D1/∂I_j = diag(σ″(z1) ∘ G1[:,j])", true),
    ("∂D1/∂I_j = diag(σ″(z1) ∘ z1)", false),
    ("A_k = Σ_p W3[k,p] f2[p] + b3[k]", true),
    ("I_j = f_0[j]", true), ("∂²s/∂W1² = Γ1 ⊗ (I Iᵀ)", true), ("∂²s/∂W1² = Γ1 ⊗ I", false),
    ("Γ_l = ∂δ_l/∂z_l = ∂²s/∂z_l²", true), ("∂G_l/∂I = ∂²z_l/∂I²", true),
    ("tansig: σ′ = 1 − T²", true), ("tansig: σ′ = 1 − T", false),
    ("tansig: σ″ = −2T(1 − T²)", true), ("tansig: σ″ = −2T(1 − T)", false),
    ("relu: σ′ = 1 for x > 0, otherwise 0", true), ("relu: σ′ = 1 for x < 0, otherwise 0", false),
    ("hardswish: σ' = 0 for x <= -3, 1 for x >= 3, otherwise (2*x + 3)/6", true),
    ("swish: σ′ = s + x s(1 − s) with s = 1/(1 + e^(−x))", true),
    ("swish: σ′ = s + x s(1 + s) with s = 1/(1 + e^(−x))", false),
    ("∂²s/∂I² = Σ_k dout[k] H_k", true), ("∂²s/∂I² = Σ_k H_k", false),
    ("eye(2) = Σ_k e_k e_kᵀ", true), ("2 Σ_k dout[k] H_k = 2 ∂²s/∂I²", true),
    ("sum_k(dout[k] H_k) = ∂²s/∂I²", true), ("A = Σ_k A[k] e_k", true),
    ("I = (0.5, −1)", false), ("claim I = (0.5, −1)", true), ("dout = (2, −1)", true),
    ("D2 = diag(c),  c = σ′(z2)", true), ("D2 = diag(c),  c = σ″(z2)", false),
  ])
  func formulasOfAnyLayer(line: String, holds: Bool) throws {
    var session = try TestSession("new 2-3-3-2 seed 3", "set input 0.5 -1", "set dout 2 -1")
    // What does not fit by its shape is an error, which is no truth either.
    let answer = holds ? try session.json(line) : try? session.json(line)
    #expect(try (answer?.bool("holds") ?? false) == holds, "\(line)")
  }

  /// A slice keeps the names of what it is of, on the screen and in files.
  @Test func slicesKeepNames() throws {
    var session = try TestSession("load example diabetes")
    let text = try session.text("J[1,2..3]")
    #expect(text.contains("sex") && text.contains("bmi") && !text.contains("age"))
    let axes = try #require(try session.json("H1[2..3,bp..s1]").members["axes"] as? [[String]])
    #expect(axes == [["sex", "bmi"], ["bp", "s1"]])
  }

  /// A letter of a layer runs through the network's own, whatever loss is set.
  @Test(arguments: ["set dout 1 2", "set loss mse target 1 0", "set loss crossentropy target 1 0"])
  func aLossMakesNoLayer(line: String) throws {
    var session = try TestSession("new 3-4-2 tansig seed 5", line)
    #expect(try session.json("B_l = B_(l+1) D_(l+1) W_(l+1)").bool("holds"))
    #expect(try session.json("δ_l = D_l W_(l+1)ᵀ δ_(l+1)").bool("holds"))
  }

  /// Every layer is looked at, where a side is 0 too: of relu and then tansig the first alone has no curvature.
  @Test(arguments: [
    ("∂D_l/∂I = 0", false, 2), ("b_l = 0", false, 1), ("∂D1/∂I = 0", true, nil),
    ("0 = ∂D_l/∂I", false, 2), ("D_l = 1", false, 1), ("σ″(z_l) = 0", false, 2),
    ("∂D_l/∂I = 1 - 1", false, 2), ("K_l = 0", false, 2), ("W_l - W_l = 0", true, nil),
  ])
  func zerosOfEachLayer(line: String, holds: Bool, failing: Int?) throws {
    var session = try TestSession(
      "new 2-2-2 relu seed 4", "set activation 2 tansig", "set b1 0.2 0.3", "set input 1 1")
    let answer = try session.json(line)
    #expect(try answer.bool("holds") == holds, "\(line)")
    #expect(try failing == nil || answer.number("failingLayer") == Double(failing ?? 0), "\(line)")
  }

  /// A row and a vector are the same for each k.
  @Test(arguments: [
    ("J[k,:] = e_kᵀ J", true), ("e_kᵀ J = J[k,:]", true), ("J[k,:] = 2 e_kᵀ J", false),
    ("J[k,:] = (e_kᵀ J) J", false),
  ])
  func rowsOfEachOutput(line: String, holds: Bool) throws {
    var session = try TestSession("load example small")
    let answer = holds ? try session.json(line) : try? session.json(line)
    #expect(try (answer?.bool("holds") ?? false) == holds, "\(line)")
  }

  @Test(arguments: ["δ_ij = 0", "e_k = 5", "sum_p = 1"]) func lettersOfFormulasAreNoNames(
    line: String
  ) throws {
    var session = try TestSession("load example small")
    #expect(try session.error(line).message.contains("has a meaning in formulas of entries"))
  }

  /// A name of the user's that begins as a quantity does is no quantity.
  @Test func namesBesideLetters() throws {
    var session = try TestSession("load example small", "zeta = 2")
    #expect(try session.json("zeta G_l = zeta ∂z_l/∂I").integers("layers") == [1, 2])
  }

  /// What is printed of a layer with parameters of its own reads back as that.
  @Test func parametersAreKept() throws {
    var session = try TestSession("new 2-2-2 relu seed 4", "set activation 1 leakyrelu(0.1)")
    let formulas = try formulas("derive jacobian all", &session)
    #expect(formulas.contains("f1 = σ1(z1),  z1 = W1 I + b1"))
    #expect(try session.json("f1 = σ1(z1),  z1 = W1 I + b1").bool("holds"))
  }

  /// p is a neuron in formulas of entries, and no name.
  @Test(arguments: ["i", "j", "k", "l", "p", "q"]) func indicesAreNoNames(letter: String) throws {
    var session = try TestSession("load example small")
    #expect(
      try session.error("\(letter) = 3").message
        == "'\(letter)' is an index in formulas of entries; give another name")
  }

  @Test(arguments: [
    ("J = ", true), ("H_k = T1[k] +", true), ("# a comment =", false), ("J # why +", false),
    ("set input 1 -", false), ("J", false), ("(1", true),
  ])
  func linesGoOnBehindASign(line: String, isOpen: Bool) {
    #expect(Lexer.isOpen(line) == isOpen)
  }

  /// The layers are told, and the slip of a formula of any layer is named.
  @Test(arguments: [
    ("δ_l = W_(l+1)ᵀ δ_(l+1)", "D_l W_(l + 1)' δ_(l + 1)", 1),
    ("G_l = W_l D_(l−1) G_l", "W_l D_(l - 1) G_(l - 1)", 2),
    ("z_l = W_l f_(l−1) − b_l", "W_l f_(l - 1) + b_l", 1),
  ])
  func slipsOfAnyLayer(line: String, corrected: String, failing: Int) throws {
    var session = try TestSession("new 3-3-3-3 seed 3", "set input 0.5 -1 0.2")
    let answer = try session.json(line)
    #expect(try answer.string("corrected") == corrected && !answer.bool("holds"))
    #expect(try answer.number("failingLayer") == Double(failing))
    #expect(try session.text(line).hasPrefix("For l = \(failing), of \(failing) to "))
    let truth = try session.json("δ_l = D_l W_(l+1)ᵀ δ_(l+1)")
    #expect(try truth.integers("layers") == [1, 2])
    #expect(
      try session.text("δ_l = D_l W_(l+1)ᵀ δ_(l+1)").hasPrefix("For l = 1 to 2: True, here and"))
  }

  @Test(arguments: [
    ("G_l = W_m", "one letter can stand for a layer, and not both l and m"),
    ("W_(l+5) = 1", "no layer l has all that is named here"),
    ("H_k = Σ_l", "what is summed stands behind Σ_l"),
  ])
  func whatStandsForNothing(line: String, message: String) throws {
    var session = try TestSession("load example small")
    #expect(try session.error(line).message.contains(message))
  }
}
