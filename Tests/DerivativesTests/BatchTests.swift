import Core
import TestSupport
import Testing

/// Many inputs at once against one at a time: two ways to the same numbers.
@Suite struct BatchTests {
  /// Each way rounds by itself, as far from the truth as `ExactnessTests` allows.
  private static let tolerance = 1e-14

  struct Case: Sendable, CustomTestStringConvertible {
    var widths: [Int]
    var activations: [String]
    var rows = 5
    var gain = 1.5
    var testDescription: String {
      widths.map(String.init).joined(separator: "-") + " " + activations.joined(separator: " ")
    }

    var network: Network {
      let parts = zip(zip(widths, widths.dropFirst()), activations).enumerated().map {
        index, part in
        RandomNetwork.make(
          [part.0.0, part.0.1], last: part.1, gain: gain, seed: UInt64(31 + index)
        ).layers[0]
      }
      return Network(name: "test", layers: parts)
    }

    var inputs: Matrix {
      Matrix((0..<rows).map { RandomNetwork.point(widths[0], seed: UInt64(40 + $0)) })
    }
  }

  static let shapes: [Case] = [
    Case(widths: [1, 1], activations: ["tansig"]),
    Case(widths: [3, 2], activations: ["purelin"]),
    Case(widths: [3, 4], activations: ["softmax"]),
    Case(widths: [2, 10, 1], activations: ["tansig", "purelin"], rows: 1000),
    Case(
      widths: [4, 9, 7, 3], activations: ["tansig+purelin", "poslin+gelu", "logsig+sin"], rows: 37),
    Case(widths: [4, 32, 32, 1], activations: ["tansig", "logsig", "purelin"], rows: 101),
    Case(widths: [10, 17, 19, 3], activations: ["tansig", "swish", "purelin"], rows: 70),
    Case(widths: [5, 6, 7], activations: ["sin", "tansig"]),
    Case(widths: [3, 5, 4], activations: ["softmax", "tansig"]),
    Case(widths: [3, 5, 4], activations: ["logsoftmax", "softmax"], rows: 40),
    Case(widths: [6, 5, 4, 3], activations: ["tansig", "softmax", "purelin"], rows: 50),
    Case(widths: [4, 4, 10, 3, 3], activations: ["purelin", "tansig", "softmax", "purelin"]),
    Case(widths: [4, 4, 5, 6, 2], activations: ["purelin", "poslin", "tansig", "logsoftmax"]),
    Case(widths: [3, 6, 5, 4, 2], activations: ["tansig", "purelin", "gelu", "purelin"]),
    Case(widths: [3, 6, 5, 2], activations: ["purelin", "purelin", "tansig", "purelin"]),
    Case(widths: [3, 6, 5], activations: ["poslin", "purelin"]),
    Case(widths: [2, 9, 20], activations: ["tansig", "purelin"]),
    Case(widths: [2, 9, 8, 20], activations: ["tansig", "purelin", "square"]),
    Case(widths: [60, 40, 2], activations: ["tansig", "tansig"]),
    Case(widths: [200, 30, 2], activations: ["tansig", "purelin"]),
    Case(
      widths: [90, 40, 300, 20, 2], activations: ["tansig", "logsig", "tansig", "purelin"],
      rows: 3),
  ]

  /// With small weights, since exp of exp multiplies the rounding of its argument.
  static let activations: [Case] = ActivationRule.all.flatMap { rule in
    [
      Case(widths: [3, 6, 4, 2], activations: ["tansig", rule.name, "purelin"], gain: 0.7),
      Case(widths: [3, 6, 2], activations: [rule.name, rule.name], gain: 0.7),
    ]
  }

  @Test(arguments: shapes + activations)
  func agreesWithOneInputAtATime(_ test: Case) throws {
    try expectAgreement(test.network, test.inputs)
  }

  private func expectAgreement(_ network: Network, _ inputs: Matrix) throws {
    let direction = RandomNetwork.point(network.inputCount, seed: 7)
    let quantities: [BatchQuantity] = [
      .laplacian, .output, .jacobian, .hessian(packed: true), .hessian(packed: false), .diagonal,
      .hessianVectorProduct(direction), .laplacian,
    ]
    let results = Batch(network, computing: quantities)(inputs)
    // Alone, a quantity takes other ways than together with the rest.
    let alone = quantities.map { Batch(network, computing: [$0])(inputs)[0] }
    for all in [results, alone] {
      for x in 0..<inputs.rows {
        let expected = try reference(network, Array(inputs.row(x)), direction, quantities)
        for (q, (values, scale)) in expected.enumerated() {
          #expect(all[q].columns == values.count)
          let difference = zip(all[q].row(x), values).map { abs($0 - $1) }.largestMagnitude
          #expect(difference <= Self.tolerance * scale, "\(quantities[q]), row \(x)")
        }
      }
    }
  }

  /// p₁ = 1/(1 + 4999 e^(−1/10)), and e^(−1/10) times that of all others: what each of 5,000 sums loses
  /// is kept, and not taken away again.
  @Test func aWideSoftmaxKeepsItsDigits() {
    let count = 5000
    let bias = [0.1] + [Double](repeating: 0, count: count - 1)
    let layer = Layer(
      weights: Matrix(rows: count, columns: 1), bias: bias, activation: Activation(.softmax))
    let result = Batch(Network(name: "wide", layers: [layer]), computing: [.output])(
      Matrix([[0.5], [1]]))[0]
    let e = 0.9048374180359595
    let first = 1 / (1 + Double(count - 1) * e)
    for x in 0..<2 {
      let row = Array(result.row(x))
      #expect(abs(row[0] - first) <= 2e-15 * first)
      #expect(row.dropFirst().allSatisfy { abs($0 - e * first) <= 2e-15 * e * first })
    }
  }

  /// Weights that are not multiplied as dense ones.
  @Test(arguments: [
    ResidualNetwork.make(4, hidden: 16, skips: 2, outputs: 3, seed: 1),
    ResidualNetwork.make(12, hidden: 20, skips: 1, outputs: 2, scaled: true, seed: 2),
    ResidualNetwork.make(3, hidden: 12, skips: 2, outputs: 6, last: "softmax", seed: 3),
    ResidualNetwork.branches(5, hidden: 16, outputs: 3, seed: 7),
  ])
  func chainsOfGraphs(_ network: Network) throws {
    let inputs = Matrix((0..<21).map { RandomNetwork.point(network.inputCount, seed: UInt64($0)) })
    try expectAgreement(network, inputs)
  }

  /// The numbers of one input by `NetworkMap`, and the size that their rounding is measured by.
  private func reference(
    _ network: Network, _ x: [Double], _ direction: [Double], _ quantities: [BatchQuantity]
  ) throws -> [(values: [Double], scale: Double)] {
    let map = NetworkMap(network)
    let (jacobian, packed) = (try map.jacobian(at: x), try map.hessian(at: x))
    let hessians = packed.map(\.matrix)
    let largest = hessians.map(\.largestMagnitude).max() ?? 0
    let length = direction.map(abs).reduce(0, +)
    return quantities.map { quantity in
      switch quantity {
      case .output:
        let output = map(x)
        return (output, max(output.largestMagnitude, 1))
      case .jacobian: return (jacobian.storage, jacobian.largestMagnitude)
      case .hessian(packed: true): return (packed.flatMap(\.storage), largest)
      case .hessian(packed: false): return (hessians.flatMap(\.storage), largest)
      case .diagonal:
        return (hessians.flatMap { h in (0..<h.rows).map { h[$0, $0] } }, largest)
      case .laplacian:
        return (
          hessians.map { h in (0..<h.rows).reduce(0) { $0 + h[$1, $1] } },
          largest * Double(x.count)
        )
      case .hessianVectorProduct(let v):
        return (
          hessians.flatMap { h in h.rowArrays.map { zip($0, v).reduce(0) { $0 + $1.0 * $1.1 } } },
          largest * length
        )
      }
    }
  }

  // MARK: What must not matter

  static let quantities: [BatchQuantity] = [
    .output, .jacobian, .hessian(packed: true), .diagonal, .laplacian,
  ]

  @Test(arguments: [
    Case(widths: [4, 32, 32, 1], activations: ["tansig", "gelu", "purelin"], rows: 500),
    Case(widths: [3, 7, 6, 5], activations: ["softmax", "tansig", "logsoftmax"], rows: 1100),
    Case(widths: [2, 10, 1], activations: ["tansig", "purelin"], rows: 1500),
  ])
  func neitherThreadsNorNeighboursChangeABit(_ test: Case) throws {
    let (network, inputs) = (test.network, test.inputs)
    let batch = Batch(network, computing: Self.quantities, threads: 3)
    #expect(inputs.rows > 2 * batch.blockCount, "the test needs several blocks")
    let whole = batch(inputs)
    let single = Batch(network, computing: Self.quantities)
    let onOneThread = single(inputs)
    #expect(onOneThread == whole)
    // Any part of the rows, in any order, gives the same numbers.
    for range in [0..<1, 3..<60, 470..<500] {
      let reversed = Matrix(range.reversed().map { Array(inputs.row($0)) })
      for (part, all) in zip(single(reversed), whole) {
        #expect(part.rowArrays == range.reversed().map { Array(all.row($0)) })
      }
    }
  }

  @Test func notANumberStaysInItsRow() {
    let test = Case(widths: [3, 6, 4], activations: ["poslin", "softmax"], rows: 9)
    let network = test.network
    var rows = test.inputs.rowArrays
    let clean = Batch(network, computing: Self.quantities)(Matrix(rows))
    rows[4][1] = .nan
    let results = Batch(network, computing: Self.quantities)(Matrix(rows))
    for (result, clean) in zip(results, clean) {
      #expect(result.row(4).allSatisfy { $0.isNaN })
      for x in [0, 3, 5, 8] { #expect(result.row(x) == clean.row(x)) }
    }
  }

  @Test func anotherDirectionIsAsIfItWereTheFirst() {
    let network = RandomNetwork.make([3, 5, 4, 2], last: "tansig", seed: 7)
    let inputs = Matrix(rows: 4, columns: 3, storage: RandomNetwork.point(12, seed: 8))
    let (u, v) = ([1.0, -2, 0.5], [0.25, 0, 3])
    let batch = Batch(network, computing: [.jacobian, .hessianVectorProduct(u)])
    _ = batch(inputs)
    batch.setDirection(v)
    #expect(batch.quantities == [.jacobian, .hessianVectorProduct(v)])
    #expect(
      batch(inputs) == Batch(network, computing: [.jacobian, .hessianVectorProduct(v)])(inputs))
  }

  @Test func noRowsAreNoWork() {
    let network = RandomNetwork.make([3, 4, 2], seed: 1)
    let results = Batch(network, computing: Self.quantities)(Matrix(rows: 0, columns: 3))
    #expect(results.map(\.rows) == [0, 0, 0, 0, 0] && results.map(\.columns) == [2, 6, 12, 6, 2])
  }

  /// f = tanh(x + 2y) at the origin: J = (1, 2), H = 0; at artanh(1/2): σ′ = 3/4, σ″ = −3/4.
  @Test func workedByHand() {
    let layer = Layer(
      weights: Matrix([[1, 2]]), bias: [0], activation: Activation(.tansig))
    let network = Network(name: "hand", layers: [layer])
    let half = 0.549_306_144_334_054_8
    let results = Batch(
      network, computing: [.jacobian, .hessian(packed: true), .laplacian])(
        Matrix([[0, 0], [half, 0]]))
    #expect(results[0].row(0) == [1, 2] && results[1].row(0) == [0, 0, 0])
    for (value, expected) in zip(results[0].row(1), [0.75, 1.5]) {
      #expect(abs(value - expected) < 1e-15)
    }
    for (value, expected) in zip(results[1].row(1), [-0.75, -1.5, -3]) {
      #expect(abs(value - expected) < 1e-14)
    }
    #expect(abs(results[2][1, 0] + 3.75) < 1e-14)
  }
}
