import TestSupport
import Testing

@testable import Shell

@Suite struct WhyCommandTests {
  @Test func theScreenOfTheSmallNetwork() throws {
    var session = try TestSession("load example small")
    let text = try session.text("why H1[1,2]", .unicode)
    #expect(
      text.hasPrefix(
        """
        H1[1,2] = −0.150105
          = Σ B1[1,p] · σ″(z1[p]) · G1[p,1] · G1[p,2] over the neurons p of layer 1
        """))
    #expect(
      text.contains("No neuron dominates: the largest term is 36 % of the sum of magnitudes."))
    #expect(text.contains("agrees"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test(arguments: ["small", "iris", "diabetes"]) func theSumEndsInTheEntry(_ name: String) throws {
    var session = try TestSession("load example \(name)")
    for entry in ["J[1,1]", "J[1,2]", "H1[1,2]", "H1[2,2]"] {
      let why = try session.json("why \(entry)")
      let terms = try #require(why.members["terms"] as? [[String: Any]])
      let sum = try #require(terms.last?["sum"] as? Double)
      let magnitudes = terms.compactMap { $0["term"] as? Double }.map(abs).reduce(0, +)
      #expect(abs(sum - (try why.number("value"))) <= 1e-14 * magnitudes)
      #expect(try why.number("value") == session.json("show \(entry)").number("value"))
      #expect(try why.string("verdict") == "agrees")
      for width in [80, 100] {
        let lines = try session.text("why \(entry)", .unicode, width: width)
          .split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= width }, "\(lines)")
      }
    }
  }

  @Test func aLongListIsCutAndStillEndsInTheEntry() throws {
    var session = try TestSession("new 3-40-1")
    let text = try session.text("why J[1,2]")
    #expect(text.contains("28 more"))
    #expect(try session.text("why J[1,2] full").split(separator: "\n").count > 40)
  }

  @Test(arguments: ["small", "iris", "diabetes"])
  func derivativesOfSAreSumsToo(_ name: String) throws {
    var session = try TestSession("load example \(name)")
    let entries = [
      "ds/dW2[1,2]", "ds/dW1[1,1]", "ds/db1[2]", "ds/dI2", "dA1/dW2[2,1]",
      "d2s/dW2[1,2]dW2[2,1]", "d2s/dW2[1,2]dW1[2,2]", "d2s/dW1[2,2]dW2[1,2]", "d2s/db2[1]^2",
      "d2s/dI1dW2[1,1]", "d2A1/dI1dI2",
    ]
    for entry in entries {
      let why = try session.json("why \(entry)")
      let terms = try #require(why.members["terms"] as? [[String: Any]])
      // Without a neuron that bends there is no term.
      let sum = terms.last?["sum"] as? Double ?? 0
      let magnitudes = terms.compactMap { $0["term"] as? Double }.map(abs).reduce(0, +)
      let shown = try session.json("show \(entry)").number("value")
      // Two orders of one sum: the matrices round relative to entries that are larger than this.
      #expect(abs(sum - shown) <= 1e-14 * max(magnitudes, 1e-3), "\(entry)")
      #expect(try why.number("value") == sum)
      #expect(try why.string("verdict") == "agrees", "\(entry)")
      for width in [80, 100] {
        let lines = try session.text("why \(entry)", .unicode, width: width).split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= width }, "\(lines)")
      }
    }
  }

  @Test func theTermsOfAGradientAndOfABlock() throws {
    var session = try TestSession("load example small")
    let first = try session.text("why ds/dW1[1,2]").squeezed
    #expect(
      first.contains(
        "sum delta2[k] * W2[k,1] over the neurons k of layer 2, each times sigma'(z1[1]) * I2"))
    #expect(first.contains("sigma'(z1[1]) = 0.359201, I2 = -1."))
    let mixed = try session.text("why d2s/dW1[2,1]dW2[1,2]").squeezed
    #expect(mixed.contains("W2[1,2] itself: delta2[1] * df1[2]/dz1[2] * I1"))
    #expect(mixed.contains("This term alone makes it."))
    // The last layer's neurons lead to one output each; no layer of its own stands behind A.
    #expect(try session.text("why ds/dW2[1,2]").contains("dout[k]"))
    try session.report("plant wrong-sign layer 1")
    #expect(try session.json("why ds/dW1[1,2]").string("verdict") == "wrong")
    #expect(
      try session.error("why ds/dW1[1,2] layer 2").message.contains("leave the layer out"))
    #expect(try session.error("why ds/dW1[9,2]").message.contains("rows 1 to 3"))
    #expect(try session.error("why ds/dW1").message.contains("W1[1,1]"))
  }

  @Test func aLossIsExplainedThroughItsOwnLayers() throws {
    var session = try TestSession("load example small", "set loss mse target 1 0")
    for entry in ["ds/dW2[1,2]", "ds/dW1[1,2]", "d2s/dW2[1,2]dW1[2,1]"] {
      #expect(try session.json("why \(entry)").string("verdict") == "agrees")
    }
    #expect(try session.text("derive weights").contains("written as layers behind z2"))
  }

  @Test func whatCannotBeExplained() throws {
    var session = try TestSession("load example small")
    #expect(
      try session.error("why J") == CommandError("why explains one entry: J[1,1]", at: 4..<5))
    #expect(try session.error("why H[1,2]").message.contains("needs an output: H1[1,2]"))
    #expect(try session.error("why J[1,1] layer 3").message == "the network has layers 1 to 2")
    #expect(try session.error("why H1[1,1] layer 1").message.contains("leave the layer out"))
    #expect(try session.error("why H1[1,3]").message.contains("1 to 2"))
    try session.report("set activation 1 purelin")
    #expect(try session.text("why H1[1,2]").contains("No layer curves here"))
  }
}
