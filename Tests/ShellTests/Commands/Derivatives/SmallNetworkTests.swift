import Testing

@testable import Shell

/// The network of the documents, by numbers worked out from the formulas in another language:
/// z = (1.1, −0.85, −0.95), σ′ = 1 − tanh², σ″ = −2 tanh (1 − tanh²).
@Suite struct SmallNetworkTests {
  private let jacobian = [
    [-0.19259128691183672, -0.4949084825676038], [0.6548151210592668, 0.05186332922191139],
  ]
  private let hessians = [
    [[0.00823762685690399, -0.1501053013264916], [-0.1501053013264916, -0.5553837025156229]],
    [[-0.9441254061600723, 0.45085172922985994], [0.45085172922985994, 0.15206183226264008]],
  ]

  @Test func jacobianIsThatOfTheFormula() throws {
    var session = try TestSession("load example small")
    let object = try session.json("jacobian")
    #expect(largestDifference(try object.matrix("value").flat, jacobian.flat) < 3e-16)
    #expect(try object.string("verdict") == "agrees")
    #expect(largestDifference(try object.matrix("finiteDifference").flat, jacobian.flat) < 3e-13)
  }

  @Test func hessiansAreThoseOfTheFormula() throws {
    var session = try TestSession("load example small")
    let object = try session.json("hessian")
    let value = try object.cube("value")
    #expect(largestDifference(value.joined().flat, hessians.joined().flat) < 5e-16)
    #expect(try object.string("verdict") == "agrees")
    let differences = try object.cube("finiteDifference")
    #expect(largestDifference(differences.joined().flat, hessians.joined().flat) < 5e-12)
  }

  @Test func theTablesShowTheseDigits() throws {
    var session = try TestSession("load example small")
    let first = try session.text("jacobian", .unicode).squeezed
    #expect(first.hasPrefix("∂A/∂I "))
    for text in [
      "2×2, at I = (0.5, −1)", "A1 −0.192591 −0.494908 │", "A2 0.654815 0.0518633 │", "agrees",
    ] {
      #expect(first.contains(text), "\(text)")
    }
    let second = try session.text("hessian", .unicode).squeezed
    for text in [
      "∂²A1/∂I²", "∂²A2/∂I²", "I1 0.00823763 −0.150105", "I2 −0.150105 −0.555384",
      "I1 −0.944125 0.450852", "I2 0.450852 0.152062", "symmetric",
    ] { #expect(second.contains(text), "\(text)") }
  }

  /// A(0.6, −1.05) − A(0.5, −1), J·δ and J·δ + ½δᵀHδ for δ = (0.1, −0.05).
  @Test func perturbationHasTheNumbersOfTheDocuments() throws {
    var session = try TestSession("load example small")
    let object = try session.json("perturb input 0.1 -0.05")
    let expected: [(key: String, values: [Double])] = [
      ("actual", [0.005596, 0.056397]), ("linear", [0.005486, 0.062888]),
      ("quadratic", [0.005584, 0.056104]),
    ]
    for (key, values) in expected {
      #expect(largestDifference(try object.vector(key), values) <= 0.5000001e-6, "\(key)")
    }
    #expect(try object.vector("delta") == [0.1, -0.05])
    let text = try session.text("perturb input 0.1 -0.05", .unicode)
    for cell in ["(0.6, −1.05)", "1.1e−4", "6.5e−3", "1.2e−5", "2.9e−4"] {
      #expect(text.contains(cell), "\(cell)")
    }
    // 1.1e-4/1.2e-5 and 6.5e-3/2.9e-4.
    #expect(text.contains("times closer than the linear one."))
  }

  @Test func loadSaysWhatItFound() throws {
    var session = try TestSession()
    let text = try session.text("load example small", .unicode, width: 200)
    #expect(
      text
        == "small: 2 → 3 tansig → 2 purelin, 17 parameters. Input from the file: I = (0.5, −1).\n")
  }
}
