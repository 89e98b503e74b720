import Core
import TestSupport
import Testing

@testable import Shell

/// `set names post`: the symbols of the question on the forum, read and printed.
@Suite struct SymbolNamesTests {
  private func session() throws -> TestSession {
    try TestSession("load example small", "set names post")
  }

  /// B1 is the bias, and what B1 is elsewhere is spelled out; both can be typed.
  @Test func symbolsAreReadAsTheForumWritesThem() throws {
    var session = try session()
    let bias = session.session.model.current?.network.layers[0].bias
    #expect(try session.json("B1").vector("value") == bias)
    #expect(try session.json("show B1[2]").number("value") == -0.2)
    let weights = session.session.model.current?.network.layers[1].weights
    #expect(try session.json("∂A/∂f1").matrix("value").flatMap(\.self) == weights?.storage)
    #expect(
      try session.json("dtansig(z1)").vector("value") == session.json("σ′(z1)").vector("value"))
    try session.report("set names standard")
    #expect(try session.json("B1").matrix("value").count == 2)
  }

  @Test(arguments: [
    ("claim z1 = W1 I + B1", true), ("claim J = W2 diag(dtansig(z1)) W1", true),
    ("claim ∂A/∂f1 = diag(dpurelin(z2)) W2", true), ("claim H_k = Σ_l K_l[k]", true),
    ("claim z1 = W1 I + ∂A/∂f1", false),
  ])
  func claimsAreMadeInThem(line: String, holds: Bool) throws {
    var session = try session()
    if holds {
      #expect(try session.json(line).bool("holds"), "\(line)")
    } else {
      #expect(try session.error(line).message.contains("W1 I is 3"))
    }
  }

  /// Every formula of the derivations in the forum's names is read and true in the forum's names.
  @Test(arguments: ["jacobian", "hessian", "weights"]) func whatIsPrintedPastesBack(
    derivation: String
  ) throws {
    var session = try session()
    let text = try session.text("derive \(derivation) all", .unicode, width: 120)
    var lines: [String] = []
    for line in text.split(separator: "\n").map(String.init) where line.hasPrefix("    ") {
      let isFigure = line.contains("⎡") || line.contains("⎣") || line.contains("⎢")
      if isFigure || line.contains("] = ") && line.contains(" · ") && !line.contains("Σ") {
        continue
      }
      if let last = lines.last, Lexer.isOpen(last) {
        lines[lines.count - 1] = last + " " + line.drop { $0 == " " }
      } else {
        lines.append(String(line.drop { $0 == " " }))
      }
    }
    let formulas = lines.filter {
      $0.contains(" = ") && !$0.hasPrefix("I")
    }
    #expect(formulas.count >= 6)
    for formula in formulas {
      let answer = try session.json(formula)
      if try answer.string("command") == "claim" { #expect(try answer.bool("holds"), "\(formula)") }
    }
    #expect(!text.contains("b1"))
  }

  /// Errors are in these names too, and point at what was typed; JSON keeps the standard ones.
  @Test func errorsAndDictionary() throws {
    var session = try session()
    let error = try session.error("show B9")
    #expect(error.message == "B9: the network has layers 1 to 2" && error.range == 5..<7)
    let text = try session.text("set names post").squeezed
    #expect(text.contains("B1 b1 the bias of layer 1"))
    #expect(try session.json("gradient wrt B1").string("wrt") == "b1")
    #expect(try session.text("gradient wrt B1").contains("ds/dB1"))
  }

  /// Where an input is called B1 the names stay as they are: it would be read as a bias.
  @Test func namesOfPeopleAreNotChanged() throws {
    let network = Network(
      name: "own", layers: [Layer(weights: Matrix([[1, 2]]), bias: [3])], inputNames: ["B1", "x"])
    var session = TestSession(network, input: [1, 1])
    try session.report("set names post")
    #expect(try session.text("jacobian").contains("B1"))
    #expect(try session.json("b1").vector("value") == [3])
  }
}
