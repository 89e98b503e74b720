import Core
import Foundation
import Testing

@testable import Shell

/// Derivatives of parts of a network beside products of W and D worked out by plain loops.
@Suite struct SignalLookupTests {
  private static let weights: [[[Double]]] = [
    [[0.5, -1], [1.5, 0.25], [-0.75, 0.5]], [[1, -0.5, 0.25], [-1, 2, 0.5]],
    [[0.5, 1.5], [-1, 0.75], [0.25, -0.5]],
  ]
  private static let biases: [[Double]] = [[0.1, -0.2, 0.3], [0.5, -0.25], [0, 0.25, -0.5]]
  private static let input = [0.4, -0.3]

  private static let network = Network(
    name: "parts",
    layers: (0..<3).map { l in
      Layer(
        weights: Matrix(weights[l]), bias: biases[l],
        activation: Activation(l == 0 ? .tansig : l == 1 ? .logsig : .softmax))
    }, input: input)

  /// z_l, f_l, and D_l as a full matrix; everything from the definitions.
  private struct LayerValues {
    var z: [Double]
    var f: [Double]
    var d: [[Double]]
    var second: [Double]
  }

  private let layers: [LayerValues] = {
    var x = SignalLookupTests.input
    return (0..<3).map { l in
      let z = zip(SignalLookupTests.weights[l], SignalLookupTests.biases[l]).map { row, b in
        zip(row, x).map(*).reduce(b, +)
      }
      let layer =
        switch l {
        case 0:
          LayerValues(
            z: z, f: z.map { 2 / (1 + exp(-2 * $0)) - 1 },
            d: diagonal(z.map { 4 / ((exp($0) + exp(-$0)) * (exp($0) + exp(-$0))) }),
            second: z.map {
              let t = 2 / (1 + exp(-2 * $0)) - 1
              return -2 * t * (1 - t * t)
            })
        case 1:
          LayerValues(
            z: z, f: z.map { 1 / (1 + exp(-$0)) },
            d: diagonal(z.map { exp(-$0) / ((1 + exp(-$0)) * (1 + exp(-$0))) }),
            second: z.map {
              let s = 1 / (1 + exp(-$0))
              return s * (1 - s) * (1 - 2 * s)
            })
        default: softmax(z)
        }
      x = layer.f
      return layer
    }
  }()

  private static func softmax(_ z: [Double]) -> LayerValues {
    let sum = z.map(exp).reduce(0, +)
    let p = z.map { exp($0) / sum }
    let d = p.indices.map { i in p.indices.map { j in p[i] * ((i == j ? 1 : 0) - p[j]) } }
    return LayerValues(z: z, f: p, d: d, second: [])
  }

  /// The derivative of signal `to` with respect to signal `from`, both by position: 0 is I, then z1,
  /// f1, z2, ...: every step multiplies by a W or a D from the left.
  private func product(from: Int, to: Int) -> [[Double]] {
    let count = from == 0 ? 2 : layers[(from - 1) / 2].z.count
    return (from..<to).reduce(diagonal(Array(repeating: 1, count: count))) { result, position in
      times(position % 2 == 0 ? Self.weights[position / 2] : layers[position / 2].d, result)
    }
  }

  private static let names = ["I", "z1", "f1", "z2", "f2", "z3", "f3"]

  @Test(arguments: 1...6)
  func jacobianOfEverySignalWithRespectToEveryEarlierOne(to: Int) throws {
    var session = TestSession(Self.network)
    for from in 0..<to {
      let object = try session.json("jacobian of \(Self.names[to]) wrt \(Self.names[from])")
      let expected = product(from: from, to: to)
      #expect(object.shape("value") == [expected.count, expected[0].count])
      #expect(try object.integers("shape") == object.shape("value"))
      #expect(largestDifference(try object.matrix("value").flat, expected.flat) < 1e-15)
      #expect(try object.string("of") == (to == 6 ? "A" : Self.names[to]))
      #expect(try object.string("wrt") == Self.names[from])
      #expect(try object.string("verdict") == "agrees")
    }
  }

  @Test func quantitiesAreTheirProducts() throws {
    var session = TestSession(Self.network)
    for l in 1...3 {
      #expect(
        largestDifference(try session.json("show z\(l)").vector("value"), layers[l - 1].z) < 1e-15)
      #expect(
        largestDifference(try session.json("show f\(l)").vector("value"), layers[l - 1].f) < 1e-15)
      for (name, expected) in [
        ("D", layers[l - 1].d), ("G", product(from: 0, to: 2 * l - 1)),
        ("B", product(from: 2 * l, to: 6)),
      ] {
        let object = try session.json("show \(name)\(l)")
        #expect(
          largestDifference(try object.matrix("value").flat, expected.flat) < 1e-15, "\(name)\(l)")
        let entry = try session.json("show \(name)\(l)[2,1]")
        #expect(abs(try entry.number("value") - expected[1][0]) < 1e-15)
        #expect(try entry.string("verdict") == "agrees")
      }
      #expect(try session.json("show W\(l)").matrix("value") == Self.weights[l - 1])
      #expect(try session.json("show W\(l)[2]").vector("value") == Self.weights[l - 1][1])
      #expect(try session.json("show W\(l)[2,1]").number("value") == Self.weights[l - 1][1][0])
      #expect(try session.json("show b\(l)").vector("value") == Self.biases[l - 1])
      #expect(try session.json("show b\(l)[2]").number("value") == Self.biases[l - 1][1])
      #expect(abs(try session.json("show z\(l)[2]").number("value") - layers[l - 1].z[1]) < 1e-15)
    }
    #expect(try session.json("show I").vector("value") == Self.input)
    #expect(try session.json("show I2").number("value") == -0.3)
    #expect(largestDifference(try session.json("show A").vector("value"), layers[2].f) < 1e-15)
    #expect(abs(try session.json("show A3").number("value") - layers[2].f[2]) < 1e-15)
    #expect(
      largestDifference(try session.json("show J[2]").vector("value"), product(from: 0, to: 6)[1])
        < 1e-15)
  }

  @Test func traceHasEveryLayer() throws {
    var session = TestSession(Self.network)
    let object = try session.json("trace")
    #expect(try object.vector("input") == Self.input)
    let shown = try #require(object.members["layers"] as? [[String: Any]])
    #expect(shown.count == 3)
    for (layer, expected) in zip(shown, layers) {
      #expect(largestDifference(try #require(layer["z"] as? [Double]), expected.z) < 1e-15)
      #expect(largestDifference(try #require(layer["f"] as? [Double]), expected.f) < 1e-15)
      if expected.second.isEmpty { continue }
      let first = expected.d.indices.map { expected.d[$0][$0] }
      #expect(largestDifference(try #require(layer["first"] as? [Double]), first) < 1e-15)
      #expect(
        largestDifference(try #require(layer["second"] as? [Double]), expected.second) < 1e-15)
    }
    #expect(try session.text("trace").contains("softmax couples its neurons: `show D3`"))
  }

  // MARK: Second derivatives

  /// z2 = W2 tanh(z1) + b2, so ∂²z2[k]/∂z1² = diag(W2[k,:] σ″(z1)) and the same through W1 for I.
  @Test func hessiansOfPartsAreThoseOfTheFormula() throws {
    var session = TestSession(Self.network)
    let wrtZ = try session.json("hessian of z2 wrt z1")
    #expect(try wrtZ.integers("shape") == [2, 3, 3])
    #expect(try wrtZ.string("verdict") == "agrees")
    for k in 0..<2 {
      let expected = diagonal(zip(Self.weights[1][k], layers[0].second).map(*))
      #expect(largestDifference(try wrtZ.cube("value")[k].flat, expected.flat) < 1e-15)
      let wrtI = try session.json("hessian of z2[\(k + 1)]")
      let pulled = times(transposed(Self.weights[0]), times(expected, Self.weights[0]))
      #expect(try wrtI.integers("shape") == [2, 2])
      #expect(largestDifference(try wrtI.matrix("value").flat, pulled.flat) < 2e-15)
    }
  }

  @Test func hessianOfAnActivationIsItsSecondDerivative() throws {
    var session = TestSession(Self.network)
    let object = try session.json("hessian of f1[2] wrt z1")
    let expected = diagonal([0, layers[0].second[1], 0])
    #expect(largestDifference(try object.matrix("value").flat, expected.flat) < 1e-15)
  }

  /// ∂²p_i/∂z_j∂z_k = p_i((δ_ij − p_j)(δ_ik − p_k) − p_j(δ_jk − p_k)).
  @Test func hessianOfSoftmaxIsThatOfItsFormula() throws {
    var session = TestSession(Self.network)
    let p = layers[2].f
    func same(_ i: Int, _ j: Int) -> Double { i == j ? 1 : 0 }
    let value = try session.json("hessian wrt z3").cube("value")
    for i in 0..<3 {
      for j in 0..<3 {
        for k in 0..<3 {
          let expected =
            p[i] * ((same(i, j) - p[j]) * (same(i, k) - p[k]) - p[j] * (same(j, k) - p[k]))
          #expect(abs(value[i][j][k] - expected) < 1e-15)
        }
      }
    }
  }

  @Test func aHessianIsTheDifferenceOfJacobians() throws {
    var session = TestSession(Self.network)
    let hessian = try session.json("hessian").cube("value")
    let h = 1e-5
    for i in 0..<2 {
      var sides: [[[Double]]] = []
      for sign in [1.0, -1] {
        var x = Self.input
        x[i] += sign * h
        try session.report("set input \(x[0]) \(x[1])")
        sides.append(try session.json("jacobian").matrix("value"))
      }
      for k in 0..<3 {
        for j in 0..<2 {
          let difference = (sides[0][k][j] - sides[1][k][j]) / (2 * h)
          #expect(abs(difference - hessian[k][i][j]) < 1e-9)
        }
      }
    }
  }

  @Test(arguments: [
    ("jacobian of z1 wrt z2", "z1 does not depend on z2, which comes later", 19..<21),
    ("jacobian of z1 wrt z1", "z1 does not depend on z1, which comes no earlier", 19..<21),
    ("jacobian wrt A", "A does not depend on A, which comes no earlier", 13..<14),
    ("jacobian of I", "I does not depend on I, which comes no earlier", 12..<13),
    ("jacobian of z9", "z9: the network has layers 1 to 3", 12..<14),
    ("hessian of A4", "A4: A has indices 1 to 3", 11..<13),
    ("show H4", "H4: the network has outputs 1 to 3", 5..<7),
    ("show W4", "W4: the network has layers 1 to 3", 5..<7),
    ("show W1[4,1]", "W1[4,1]: W1 has rows 1 to 3", 5..<12),
    ("show W1[1,3]", "W1[1,3]: W1 has columns 1 to 2", 5..<12),
    ("show I3", "I3: I has indices 1 to 2", 5..<7),
    ("show H[1,2]", "an entry of H needs an output: H1[1,2]", 5..<11),
  ])
  func whatTheNetworkDoesNotHaveIsNamed(line: String, message: String, range: Range<Int>) throws {
    var session = TestSession(Self.network)
    #expect(try session.error(line) == CommandError(message, at: range))
  }
}

private func diagonal(_ entries: [Double]) -> [[Double]] {
  entries.indices.map { i in entries.indices.map { $0 == i ? entries[i] : 0 } }
}

private func times(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
  a.map { row in
    b[0].indices.map { j in zip(row, b).reduce(0) { $0 + $1.0 * $1.1[j] } }
  }
}

private func transposed(_ a: [[Double]]) -> [[Double]] {
  a[0].indices.map { j in a.map { $0[j] } }
}
