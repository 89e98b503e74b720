import TestSupport
import Testing

@testable import Core
@testable import Expressions

/// A network whose numbers are whole: z1 = (5, 2), f1 = z1², A = f1[1] − 2 f1[2] + 5 = 22 at I = (1, 2).
private let square = Network(
  name: "square",
  layers: [
    Layer(
      weights: Matrix([[1, 2], [3, -1]]), bias: [0, 1], activation: Activation(.square)),
    Layer(weights: Matrix([[1, -2]]), bias: [5]),
  ])

private func point(_ network: Network, at input: [Double]) throws -> NetworkPoint {
  let ones = Objective.weighted(Array(repeating: 1, count: network.outputCount))
  return NetworkPoint(
    ChainRule(NetworkMap(network)), at: input, scalar: try ObjectiveNetwork(network, ones))
}

private func value(
  _ text: String, _ network: Network = square, at input: [Double] = [1, 2],
  names: Expression.Names = .init()
) throws -> Tensor {
  let point = try point(network, at: input)
  return try Expression(text, names: names).value(
    at: { point }, names: names,
    componentNames: { $0 == .input ? ["mass", "speed"] : $0 == network.output ? ["force"] : nil })
}

@Suite struct ExpressionValueTests {
  /// √5 and its rounding, sixteen of its last digits beside what those of the two numbers come to; a number on either side of a dot is a factor.
  @Test func roundingAndDots() throws {
    let (input, norm, root) = (try value("I"), try value("norm(I)"), 5.0.squareRoot())
    #expect(norm.storage == [root])
    #expect(abs(norm.noise - 2.0.squareRoot() * input.noise - 16 * root.ulp) <= 1e-3 * root.ulp)
    #expect(try value("dot(2, I)").storage == [2, 4] && value("dot(I, 2)").storage == [2, 4])
  }

  /// How J, G2, D1 and D2 change with each input, beside central differences of them. These are off by h²/6 of a
  /// third derivative, some 1e-10, and by rounding over h, 1e-11: 1e-8 is far from a wrong formula.
  @Test(arguments: ["softmax", "logsoftmax", "tansig"], ["J", "G2", "D1", "D2"])
  func derivativesOfDerivatives(last: String, name: String) throws {
    let ends = try #require(Activation(named: last))
    let network = Network(
      name: "n",
      layers: [
        Layer(
          weights: Matrix([[0.5, -1], [0.3, 0.8]]), bias: [0.1, -0.2],
          activation: Activation(.tansig)),
        Layer(
          weights: Matrix([[1, -0.5], [0.3, 2], [-1.2, 0.4]]), bias: [0.1, 0, 0.3],
          activation: ends),
      ])
    let (x, h) = ([0.4, -0.7], 1e-5)
    let found = try value("∂\(name)/∂I", network, at: x)
    let whole = try value(name, network, at: x)
    #expect(found.shape == whole.shape + [2])
    for j in 0..<2 {
      var (up, down) = (x, x)
      (up[j], down[j]) = (x[j] + h, x[j] - h)
      let (a, b) = (try value(name, network, at: up), try value(name, network, at: down))
      for entry in whole.storage.indices {
        let difference = (a.storage[entry] - b.storage[entry]) / (2 * h)
        #expect(abs(found.storage[entry * 2 + j] - difference) < 1e-8, "\(entry), \(j)")
      }
    }
  }

  @Test func sizesHaveALimit() throws {
    try TensorSize.require([50_000_000], of: "a")
    try TensorSize.require([5000, 10_000, 0], of: "a")
    let error = #expect(throws: TensorProblem.self) {
      try TensorSize.require([50_000_001], of: "a")
    }
    #expect(
      error?.message
        == "a is 50000001, more than the 50000000 entries that an expression may form")
  }

  /// All worked by hand.
  @Test(arguments: [
    ("I", [2], [1.0, 2]), ("I2", [], [2]), ("A", [1], [22]), ("A1", [], [22]), ("f0", [2], [1, 2]),
    ("z1", [2], [5, 2]), ("f1", [2], [25, 4]), ("W1", [2, 2], [1, 2, 3, -1]), ("b1", [2], [0, 1]),
    ("D1", [2, 2], [10, 0, 0, 4]), ("G1", [2, 2], [1, 2, 3, -1]), ("B1", [1, 2], [1, -2]),
    ("B2", [1, 1], [1]), ("J", [1, 2], [-14, 28]), ("H1", [2, 2], [-34, 16, 16, 4]),
    ("H", [1, 2, 2], [-34, 16, 16, 4]), ("H1[1,2]", [], [16]), ("H[1,2,2]", [], [4]),
    ("K1", [1, 2, 2], [-34, 16, 16, 4]), ("K2", [1, 2, 2], [0, 0, 0, 0]),
    ("δ2", [1], [1]), ("delta1", [2], [10, -8]), ("Γ1", [2, 2], [2, 0, 0, -4]),
    ("Gamma2", [1, 1], [0]), ("s", [], [22]), ("dout", [1], [1]),
    // Derivatives as they are printed.
    ("∂A/∂I", [1, 2], [-14, 28]), ("dA/dI", [1, 2], [-14, 28]), ("∂A1/∂I2", [], [28]),
    ("∂²A1/∂I²", [2, 2], [-34, 16, 16, 4]), ("d2A1/dI2", [2, 2], [-34, 16, 16, 4]),
    ("∂²A1/∂I1∂I2", [], [16]), ("∂A/∂f1", [1, 2], [1, -2]), ("∂z1/∂I", [2, 2], [1, 2, 3, -1]),
    ("ds/dW1", [2, 2], [10, 20, -8, -16]), ("∂s/∂W1[2,2]", [], [-16]), ("ds/db1", [2], [10, -8]),
    ("ds/dI", [2], [-14, 28]), ("∂A1/∂W2", [1, 2], [25, 4]), ("∂f1[1]/∂I", [2], [10, 20]),
    ("∂A/∂b1", [1, 2], [10, -8]), ("∂A1/∂b2", [1], [1]), ("∂z2/∂W2", [1, 1, 2], [25, 4]),
    ("∂²A/∂I²", [1, 2, 2], [-34, 16, 16, 4]), ("∂A/∂f0", [1, 2], [-14, 28]),
    ("∂f1/∂z1", [2, 2], [10, 0, 0, 4]), ("∂A/∂I2", [1], [28]), ("∂A/∂W1[1,2]", [1], [20]),
    // Products.
    ("W2 D1 W1", [1, 2], [-14, 28]), ("W2*D1*W1", [1, 2], [-14, 28]), ("W1 I", [2], [5, 1]),
    ("W1 I + b1", [2], [5, 2]), ("I W1", [2], [7, 0]), ("I' I", [], [5]), ("I · f1", [], [33]),
    ("I f1'", [2, 2], [25, 4, 50, 8]), ("δ1 Iᵀ", [2, 2], [10, 20, -8, -16]),
    ("I .* f1", [2], [25, 8]), ("I ∘ f1", [2], [25, 8]), ("f1 ./ I", [2], [25, 2]),
    ("I .^ 2", [2], [1, 4]), ("W1^2", [2, 2], [7, 0, 0, 7]), ("2I - 1", [2], [1, 3]),
    ("-2J", [1, 2], [28, -56]), ("W1 (I + I)", [2], [10, 2]), ("G1' G1", [2, 2], [10, -1, -1, 5]),
    ("G1^T G1", [2, 2], [10, -1, -1, 5]), ("(G1 G1)'", [2, 2], [7, 0, 0, 7]),
    ("I (3)", [2], [3, 6]),
    ("G1' diag(B1[1,:] .* sigma''(z1)) G1", [2, 2], [-34, 16, 16, 4]),
    ("G₁ᵀ diag(B₁[1,:] ∘ σ″(z₁)) G₁", [2, 2], [-34, 16, 16, 4]),
    ("D1 W2' δ2", [2], [10, -8]), ("σ′(z1)", [2], [10, 4]), ("σ'(z1[2])", [], [4]),
    ("sigma1(z1)", [2], [25, 4]), ("σ1(I)", [2], [1, 4]), ("square'(I)", [2], [2, 4]),
    ("tansig(0)", [], [0]), ("exp(0) + pi/π + e/e", [], [3]), ("√(I · I + 4)", [], [3]),
    ("|J|", [1, 2], [14, 28]), ("2^3^2/2^9", [], [1]), ("I2^I2(3)", [], [12]),
    ("I2^2(3)", [], [12]),
    ("d2s/dW2dW1", [2, 4], [10, 20, 0, 0, 0, 0, 4, 8]),
    ("d2A1/dW1db1", [4, 2], [2, 0, 4, 0, 0, -4, 0, -8]), ("d2s/dW2[1,2]dW1[2,1]", [], [4]),
    ("sum_p W1[1,p] I[p]", [], [5]), ("Σ_pq W1[p,q]^2", [], [15]), ("2 sum_p(W1[2,p])", [], [4]),
    ("sum_p W1[p,p]", [], [0]),
    // Entries.
    ("(∂z1/∂W1)[1,1,mass]", [], [1]), ("(ds/dW1)[1,mass]", [], [10]), ("W1[1,speed]", [], [2]),
    ("J[force,mass]", [], [-14]), ("J[A1,I2]", [], [28]), ("J[1,\"mass\"]", [], [-14]),
    ("[2 0; 0 4]^-2", [2, 2], [0.25, 0, 0, 0.0625]), ("2.^I", [2], [2, 4]), ("I.^I", [2], [1, 4]),
    ("J[1,:]", [2], [-14, 28]), ("W1[:,2]", [2], [2, -1]),
    ("I[1..2]", [2], [1, 2]), ("f1[2:2]", [1], [4]), ("W1'[1,2]", [], [3]),
    ("W1[2]", [2], [3, -1]),
    ("[1 2; 3 4]", [2, 2], [1, 2, 3, 4]), ("[1, -2]", [2], [1, -2]), ("[1 -2]", [2], [1, -2]),
    ("[1 - 2]", [1], [-1]), ("[I1 A1]", [2], [1, 22]), ("[1 2; 3 4] I", [2], [5, 11]),
    // Functions.
    ("diag(I)", [2, 2], [1, 0, 0, 2]), ("diag(W1)", [2], [1, -1]), ("sum(W1)", [], [5]),
    ("norm([3 4])", [], [5]), ("dot(I, f1)", [], [33]), ("trace(W1)", [], [0]),
    ("det(W1)", [], [-7]),
    ("inv([2 0; 0 4])", [2, 2], [0.5, 0, 0, 0.25]),
    ("[2 0; 0 4]^(-1)", [2, 2], [0.5, 0, 0, 0.25]),
    ("eig([2 1; 1 2])", [2], [1, 3]), ("eig([0 2; 1 1])", [2], [-1, 2]),
    ("eig([0 1; -1 0])", [2, 2], [0, -1, 0, 1]),
    ("eig([1 -2 0; 2 1 0; 0 0 5])", [3, 2], [1, -2, 1, 2, 5, 0]), ("svd([0 2; 3 0])", [2], [3, 2]),
    ("kron([1 2], [1 10])", [4], [1, 10, 2, 20]), ("vec(W1)", [4], [1, 3, 2, -1]),
    ("kron([1 2; 0 1], eye(2))[1,:]", [4], [1, 0, 2, 0]), ("max(W1)", [], [3]),
    ("min(I, 1)", [2], [1, 1]), ("min(W1)", [], [-1]), ("max(I, [2 1])", [2], [2, 2]),
    ("max(2, I)", [2], [2, 2]), ("transpose(W1)", [2, 2], [1, 3, 2, -1]), ("vec(I)", [2], [1, 2]),
    ("diag(J)", [2, 2], [-14, 0, 0, 28]), ("det([1 2; 2 4])", [], [0]),
    ("det([0 1; 1 0])", [], [-1]), ("square''(I)", [2], [2, 2]),
  ])
  func values(text: String, shape: [Int], entries: [Double]) throws {
    let found = try value(text)
    #expect(found.shape == shape)
    #expect(found.storage.count == entries.count)
    for (got, wanted) in zip(found.storage, entries) {
      #expect(abs(got - wanted) <= max(found.noise, 4 * wanted.ulp), "\(text): \(got)")
    }
  }

  @Test(arguments: [
    ("W1 W2", "W1 is 2×2, W2 is 1×2", 0..<5),
    ("z1 + B2", "z1 is 2, B2 is 1×1; the bias is b2", 0..<7),
    ("W1^0.5", "a matrix has whole powers, from −64 to 64", 3..<6),
    ("J^2", "J is 1×2; a power of entries is written .^", 0..<3),
    ("I f1", "I is 2, f1 is 2; write a · b, a ∘ b (.*) or a bᵀ", 0..<4),
    ("2 + J W2", "J is 1×2, W2 is 1×2", 4..<8),
    ("1/J", "1 is a number, J is 1×2; what is divided by is a number, or has ./ before it", 0..<3),
    ("W3", "W3: the network has layers 1 to 2", 0..<2),
    ("I3", "I3: the network has inputs 1 to 2", 0..<2),
    ("W", "W needs a layer: W1", 0..<1), ("foo", "'foo' means nothing here", 0..<3),
    ("J[1,3]", "J has indices 1 to 2", 4..<5),
    ("J[0,1]", "'0' is not an index; they count from 1", 2..<3),
    ("J[1,2,3]", "J is 1×2; 3 indices are too many", 0..<1),
    ("J[1,spede]", "'spede' is none of the names mass, speed; did you mean 'speed'?", 4..<9),
    ("diag", "'diag' is a function: diag(…)", 0..<4),
    ("inv(J)", "inv needs a square matrix; J is 1×2", 0..<6),
    ("inv([1 2; 2 4])", "this matrix is singular, and has no inverse", 0..<15),
    ("eig(J)", "eig needs a square matrix; J is 1×2", 0..<6),
    ("sigma'(I)", "which layer's σ is meant? write σ(z1), or σ1(…)", 0..<6),
    ("[1 2; 3]", "the rows of this matrix have 2 and 1 entries", 0..<8),
    ("2 +", "something is missing after '+'", 3..<4), ("(J", "this '(' is not closed", 0..<1),
    ("∂I/∂A", "I does not depend on A", 0..<5),
    ("H'", "H is 1×2×2; a stack has no transpose", 0..<2),
    ("dot(I, [1 2 3])", "dot needs two vectors of one length; I is 2, [1 2 3] is 3", 0..<15),
    ("kron(H, I)", "kron needs matrices; H is 1×2×2, I is 2", 0..<10),
    ("max(I, [1 2 3])", "I is 2, [1 2 3] is 3", 0..<15),
    ("vec(H)", "vec needs a matrix; H is 1×2×2", 0..<6),
    ("transpose(H)", "transpose needs a matrix; H is 1×2×2", 0..<12),
    ("diag(H)", "diag needs a vector or a matrix; H is 1×2×2", 0..<7),
    ("svd(H)", "svd needs a matrix; H is 1×2×2", 0..<6),
    ("eye(0)", "eye needs a whole number from 1; 0 is a number", 0..<6),
    ("I[2..1]", "this range is empty", 2..<6),
    ("I.^[1 2 3]", "I is 2, [1 2 3] is 3", 0..<10),
    ("2^I", "an exponent is a number; I is 2", 2..<3),
    ("[I 1; 2 3]", "an entry is a number; I is 2", 1..<2),
    ("σ'''(z1)", "σ is differentiated twice at most", 0..<4),
    ("square'''(I)", "'square' is differentiated twice at most", 0..<9),
    ("σ3(I)", "the network has layers 1 to 2", 0..<2),
    ("sin(1, 2)", "'sin' takes 1 value, not 2", 0..<3),
    ("foo(1)", "'foo' means nothing here", 0..<3),
    ("∂z1/∂W2", "what lies before layer 2 does not depend on its weights", 0..<7),
    ("∂A/∂W1[3,1]", "W1[3,1]: W1 is 2×2", 0..<11),
    (
      "∂²f1/∂W1∂W2",
      "second derivatives are of one signal, or of s and A by weights, biases and I", 0..<11
    ),
    (
      String(repeating: "a", count: 50),
      "'\(String(repeating: "a", count: 39))…' means nothing here", 0..<50
    ),
    ("diag(I, A)", "'diag' takes 1 value, not 2", 0..<4), ("%3", "there is no result %3", 0..<2),
  ])
  func errors(text: String, message: String, range: Range<Int>) {
    do {
      let found = try value(text)
      Issue.record("\(text) is \(found.storage)")
    } catch let error as ExpressionError {
      #expect(error.message == message)
      #expect(error.range == range)
    } catch { Issue.record("\(error)") }
  }

  /// A layer whose neurons are coupled has a matrix for its derivative, and no σ′.
  @Test func coupledNeuronsHaveNoSlopeOfTheirOwn() throws {
    let softmax = Network(
      name: "softmax",
      layers: [Layer(weights: .identity(2), bias: [0, 0], activation: Activation(.softmax))])
    #expect(try value("σ(z1)", softmax, at: [0, 0]).storage == [0.5, 0.5])
    #expect(try value("softmax(2I)", softmax, at: [0, 0]).storage == [0.5, 0.5])
    #expect(try value("D1", softmax, at: [0, 0]).storage == [0.25, -0.25, -0.25, 0.25])
    for (text, message) in [
      ("σ'(z1)", "the neurons of layer 1 are coupled: its derivative is D1"),
      ("softmax'(I)", "'softmax' acts on a whole layer: its derivative is D_l"),
      ("softmax(D1)", "'softmax' acts on a whole layer: its derivative is D_l"),
    ] {
      let error = #expect(throws: ExpressionError.self) { try value(text, softmax, at: [0, 0]) }
      #expect(error?.message == message)
    }
    let point = try point(square, at: [1, 2])
    let twice = #expect(throws: ExpressionError.self) {
      try Expression("I[a]").value(at: { point }, componentNames: { _ in ["a", "a"] })
    }
    #expect(twice?.message == "'a' is the name of several; give its number")
  }

  /// The last layer has none behind it, and a layer of coupled neurons a derivative of its own.
  @Test(arguments: [
    ("B2", "B2 = 1"), ("delta2", "δ2 = D2 dout"), ("Gamma2", "Γ2 = diag(dout ∘ σ″(z2))"),
    ("K2", "K2 = G2ᵀ diag(e_k ∘ σ″(z2)) G2"), ("D2", "D2 = diag(σ′(z2))"), ("f0", "f0 = I"),
    ("G1", "G1 = W1"), ("B1", "B1 = B2 D2 W2"), ("A", "A = f_n"), ("dout", "s = dout · A"),
    ("delta1", "δ1 = D1 W2ᵀ δ2"), ("I", "f0 = I"),
  ])
  func formulasAreThoseOfTheNetwork(name: String, formula: String) {
    #expect(Quantity(name)?.formula(in: square) == formula)
  }

  @Test func coupledLayersHaveAFormulaOfTheirDerivative() {
    let formulas = [Activation(.softmax), Activation(.logsoftmax)].map { activation in
      let network = Network(
        name: "n", layers: [Layer(weights: .identity(2), bias: [0, 0], activation: activation)])
      return ["D1", "Gamma1", "G1"].map { Quantity($0)?.formula(in: network) }
    }
    #expect(
      formulas == [
        ["D1 = diag(y) − y yᵀ,  y = softmax(z1)", nil, "G1 = W1"],
        ["D1 = eye(2) − ones(2) yᵀ,  y = softmax(z1)", nil, "G1 = W1"],
      ])
  }

  @Test func namesStandForExpressions() throws {
    var names = Expression.Names()
    names.named["x"] = try Expression("W1 I", names: names)
    names.named["y"] = try Expression("2x + b1", names: names)
    #expect(try value("y'", names: names).storage == [10, 3])
    #expect(try value("x(2)", names: names).storage == [10, 2])
    names.named["x"] = try Expression("y", names: names)
    #expect(throws: ExpressionError.self) { try value("y", names: names) }
  }

  /// The noise is a bound where digits cancel, and no more than that.
  @Test func noiseTellsRoundingFromMistakes() throws {
    for seed in 1...40 {
      let network = Network.random(
        widths: [3, 5, 4, 2], hidden: Activation(.tansig), output: Activation(.logsig),
        seed: UInt64(seed))
      let input = Network.randomDirection(count: 3, seed: UInt64(seed))
      for text in [
        "J - D3 W3 D2 W2 D1 W1", "H1 - K1[1] - K2[1] - K3[1]", "ds/dW2 - δ2 f1'", "G2 - W2 D1 G1",
        "inv(H1) H1 - eye(3)", "Γ2 - D2 W3' Γ3 W3 D2 - diag(σ″(z2) ∘ (W3' δ3))", "δ1 - D1 W2' δ2",
        "K2[2] - G2' diag(B2[2,:] ∘ σ″(z2)) G2", "trace(H2) - sum(eig(H2))",
      ] {
        let difference = try value(text, network, at: input)
        #expect(difference.largestMagnitude <= 8 * difference.noise, "\(text), seed \(seed)")
        if !text.hasPrefix("inv") { #expect(difference.noise < 1e-11, "\(text), seed \(seed)") }
      }
    }
  }
}
