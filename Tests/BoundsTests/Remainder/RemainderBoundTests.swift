import Foundation
import TestSupport
import Testing

@testable import Core
@testable import Formula

@Suite struct RemainderBoundTests {
  /// A = tanh(x) at 0: J = 1, H = 0, so that R(t) = tanh(t) − t; at t = 1/2 it is −0.0378828427...
  @Test func oneNeuronByHand() throws {
    let layer = Layer(weights: Matrix([[1]]), bias: [0], activation: Activation(.tansig))
    let change = StraightChange(Network(name: "one", layers: [layer]), at: [0], along: [0.5])
    let output = try RemainderBound(of: change).outputs[0]
    let exact = -0.037882842740048
    #expect(output.remainder.contains(exact))
    #expect(output.remainder.upper - output.remainder.lower < 1e-3)
    #expect(output.most >= -exact && output.most <= -exact * 1.1 && output.least <= -exact)
    #expect(output.linear.contains(0.5) && output.quadratic.contains(0.5))
    #expect(output.looseness <= 1.1)
  }

  /// A = x⁴ at 1: the quadratic model 1 + 4d + 6d² leaves 4d³ + d⁴, 0.5625 at d = 1/2.
  @Test func aPolynomialByHand() throws {
    let square = Layer(weights: Matrix([[1]]), bias: [0], activation: Activation(.square))
    let network = Network(name: "fourth power", layers: [square, square])
    let output = try RemainderBound(of: StraightChange(network, at: [1], along: [0.5])).outputs[0]
    #expect(output.remainder.contains(0.5625) && output.most < 0.5625 * (1 + 1e-12))
    #expect(output.looseness < 1 + 1e-12)
    // And x² is its own quadratic model.
    let parabola = Network(name: "parabola", layers: [square])
    let none = try RemainderBound(of: StraightChange(parabola, at: [1], along: [0.5])).outputs[0]
    #expect(none.most == 0 && none.remainder == .zero && none.looseness == 1)
  }

  // MARK: On the way

  /// R(t) of x⁴ at 1 along 1/2 is 4d³ + d⁴ with d = t/2: each cell holds it at both of its ends and between.
  @Test func whatTheRemainderIsOnEachCell() throws {
    let square = Layer(weights: Matrix([[1]]), bias: [0], activation: Activation(.square))
    let network = Network(name: "fourth power", layers: [square, square])
    let change = StraightChange(network, at: [1], along: [0.5])
    let bound = try RemainderBound(of: change, leastCells: 8)
    let cells = bound.outputs[0].onCells
    #expect(bound.cellCount >= 8 && cells.count == bound.cellCount)
    for (c, cell) in cells.enumerated() {
      for share in [0, 0.25, 0.5, 0.75, 1] {
        let d = 0.5 * (Double(c) + share) / Double(cells.count)
        let exact = 4 * d * d * d + d * d * d * d
        #expect(cell.lower - 1e-15 <= exact && exact <= cell.upper + 1e-15, "cell \(c) at \(share)")
      }
      #expect(cell.upper - cell.lower < 0.2)
    }
  }

  /// tanh from 1/2 to both sides, where A‴ changes its sign on the way.
  @Test func cellsBeyondAnInflectionHoldTheRemainder() throws {
    let layer = Layer(weights: Matrix([[1]]), bias: [0], activation: Activation(.tansig))
    let network = Network(name: "one", layers: [layer])
    let t = tanh(0.5)
    for reach in [-2.0, 2] {
      let bound = try RemainderBound(
        of: StraightChange(network, at: [0.5], along: [reach]), leastCells: 32)
      let cells = bound.outputs[0].onCells
      for (c, cell) in cells.enumerated() {
        for share in [0, 0.5, 1] {
          let s = reach * (Double(c) + share) / Double(cells.count)
          let model = t + (1 - t * t) * s - t * (1 - t * t) * s * s
          let exact = tanh(0.5 + s) - model
          #expect(cell.lower - 1e-14 <= exact && exact <= cell.upper + 1e-14, "\(reach), cell \(c)")
        }
        #expect(cell.upper - cell.lower < 0.3)
      }
    }
  }

  // MARK: Random networks

  /// One for each activation that bends; coupled ones last.
  private static let hidden = [
    "tansig", "logsig", "softplus", "gelu", "swish", "mish", "sin", "cos", "radbas", "exp",
    "posttansig", "gelutanh", "softsign", "elu", "selu", "celu", "square", "poslin", "leakyrelu",
    "hardswish", "satlins", "softmax", "logsoftmax",
  ]

  private static let last = ["purelin", "purelin", "tansig", "logsig", "softmax", "logsoftmax"]

  /// A network, a place and a change, all by chance.
  private static func change(seed: UInt64) throws -> StraightChange {
    var random = SeededGenerator(seed: seed)
    func pick<T>(_ values: [T]) -> T { values[Int(random.next() % UInt64(values.count))] }
    let depth = 1 + Int(random.next() % 3)
    let widths = (0...depth).map { _ in 1 + Int(random.next() % 8) }
    let network = RandomNetwork.make(
      widths, hidden: pick(hidden), last: pick(last), gain: pick([0.5, 1, 1.5]), seed: seed)
    let x = RandomNetwork.point(widths[0], seed: seed)
    let size = pick([1e-6, 1e-3, 0.03, 0.1, 0.3, 1, 3])
    switch random.next() % 4 {
    case 0:
      let l = Int(random.next() % UInt64(depth))
      let (i, j) = (pick(Array(0..<widths[l + 1])), pick(Array(0..<widths[l])))
      return StraightChange(
        network, at: x, .weight(layer: l, neuron: i, column: j, by: size * random.normal()))
    case 1:
      let l = Int(random.next() % UInt64(depth))
      return StraightChange(
        network, at: x,
        .bias(layer: l, neuron: pick(Array(0..<widths[l + 1])), by: size * random.normal()))
    default:
      return StraightChange(network, at: x, along: random.normals(widths[0]).map { size * $0 })
    }
  }

  /// What of a bound is not true; empty when the certificate holds.
  private static func failures(_ bound: RemainderBound, _ change: StraightChange) throws -> [String]
  {
    let curve = try PreciseCurve(change)
    var wrong: [String] = []
    let half = PreciseCurve.precise(0.5)
    /// What 256 bits are off by themselves: 2⁻²⁵⁶ is 1e-77, and terms may cancel.
    let slack = curve.start.map { 1e-70 * max(1, abs($0.value.double), abs($0.second.double)) }
    func holds(_ value: BigFloat, _ interval: Interval, _ k: Int) -> Bool {
      let slack = PreciseCurve.precise(slack[k])
      return !(value + slack).isLess(than: PreciseCurve.precise(interval.lower))
        && !PreciseCurve.precise(interval.upper).isLess(than: value - slack)
    }
    var largest = bound.outputs.map { _ in PreciseCurve.precise(0) }
    for step in 1...bound.cellCount {
      let t = Double(step) / Double(bound.cellCount)
      // The ends of the cells, and points between them.
      for t in [t, t - 0.3 / Double(bound.cellCount)] {
        for (k, remainder) in try curve.remainders(at: t).enumerated() {
          let output = bound.outputs[k]
          if !holds(remainder, Interval(-output.most, output.most), k) {
            wrong.append("|R| = \(remainder.double) at \(t), more than \(output.most)")
          }
          if t == 1, !holds(remainder, output.remainder, k) {
            wrong.append("R = \(remainder.double), not in \(output.remainder)")
          }
          largest[k] = BigFloat.maximum(largest[k], remainder.magnitude)
        }
      }
    }
    for (k, output) in bound.outputs.enumerated() {
      let start = curve.start[k]
      if (largest[k] + PreciseCurve.precise(slack[k])).isLess(
        than: PreciseCurve.precise(output.least))
      {
        wrong.append("largest |R| = \(largest[k].double), less than \(output.least)")
      }
      if !holds(start.first, output.linear, k)
        || !holds(start.first + half * start.second, output.quadratic, k)
      {
        wrong.append("predictions \(output.linear), \(output.quadratic)")
      }
    }
    return wrong
  }

  /// The certificate never fails; NETREPL_CERTIFICATES=10000 is the whole of it, some minutes.
  @Test func randomNetworksAndChanges() throws {
    let count =
      ProcessInfo.processInfo.environment["NETREPL_CERTIFICATES"].flatMap { UInt64($0) } ?? 120
    var wrong: [String] = []
    var looseness: [Double] = []
    var kinks = 0
    for seed in 0..<count {
      let change = try Self.change(seed: seed)
      do {
        let bound = try RemainderBound(of: change)
        wrong += try Self.failures(bound, change).map { "seed \(seed): \($0)" }
        looseness += bound.outputs.map(\.looseness)
      } catch let obstacle as Obstacle {
        // Only what has a kink, or overflows, is refused.
        let names = change.network.layers.map(\.activation.name)
        if case .kink(let crossing) = obstacle, names.contains(crossing.activation) {
          kinks += 1
        } else if !names.contains("exp") {
          wrong.append("seed \(seed): \(obstacle) in \(names)")
        }
      }
    }
    let median = looseness.sorted()[looseness.count / 2]
    print(
      "certificates: \(count) networks, \(looseness.count) bounds, \(kinks) kinks, "
        + "\(wrong.count) wrong, median looseness \(median)")
    #expect(wrong.isEmpty, "\(wrong.count) wrong: \(wrong.prefix(5))")
    #expect(looseness.count > Int(count) && kinks < Int(count) / 4)
    #expect(median < 1.1)
  }

  /// The promise for networks up to 10-64-64 and |δ| = 0.1 is a median of 10.
  @Test func boundsAreSharp() throws {
    var looseness: [Double] = []
    var most = 0
    for (seed, widths) in [[2, 3, 2], [4, 10, 3], [10, 16, 8, 1], [10, 64, 64, 3]].enumerated() {
      for hidden in ["tansig", "logsig", "gelu", "softplus"] {
        let seed = UInt64(seed)
        let network = RandomNetwork.make(widths, hidden: hidden, gain: 1.5, seed: seed)
        let direction = RandomNetwork.point(widths[0], seed: seed + 9)
        let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let change = StraightChange(
          network, at: RandomNetwork.point(widths[0], seed: seed),
          along: direction.map { 0.1 * $0 / length })
        let bound = try RemainderBound(of: change)
        looseness += bound.outputs.map(\.looseness)
        most = max(most, bound.cellCount)
        if widths.count == 3 {
          #expect(try Self.failures(bound, change).isEmpty)
        }
      }
    }
    looseness.sort()
    #expect(looseness[looseness.count / 2] < 1.05 && looseness[looseness.count - 1] < 1.5)
    #expect(most <= 16)
  }

  /// An activation of one's own, with a kink and without.
  @Test func formulas() throws {
    let rule = ActivationRule(name: "own", formula: try Formula("x/(1 + exp(-x)) + sin(x)/4"))
    let network = Network(
      name: "own",
      layers: [
        Layer(
          weights: Matrix([[1, -0.5], [0.3, 0.8]]), bias: [0.1, -0.2], activation: Activation(rule)),
        Layer(weights: Matrix([[0.7, -1.1]]), bias: [0.2], activation: Activation(.tansig)),
      ])
    let change = StraightChange(network, at: [0.5, -1], along: [0.1, 0.2])
    let bound = try RemainderBound(of: change)
    #expect(try Self.failures(bound, change).isEmpty)
    #expect(bound.outputs[0].looseness < 1.1)
  }

  // MARK: No bound

  private static func relu(_ bias: Double) -> Network {
    Network(
      name: "relu",
      layers: [
        Layer(
          weights: Matrix([[1, 1], [1, -1]]), bias: [5, bias], activation: Activation(.poslin)),
        Layer(weights: Matrix([[0.3, 2]]), bias: [0], activation: Activation(.tansig)),
      ])
  }

  @Test func aKinkOnTheWayIsNamed() throws {
    let kink = Obstacle.kink(NeuronPlace(layer: 1, neuron: 2, activation: "poslin"))
    // z_2 goes from 0.1 to −0.1; from 0.1 to 0.02; and stands on the kink.
    #expect(throws: kink) {
      try RemainderBound(of: StraightChange(Self.relu(0.1), at: [0, 0], along: [0, 0.2]))
    }
    let near = StraightChange(Self.relu(0.1), at: [0, 0], along: [0, 0.08])
    #expect(try Self.failures(try RemainderBound(of: near), near).isEmpty)
    #expect(throws: kink) {
      try RemainderBound(of: StraightChange(Self.relu(0), at: [0, 0], along: [0, 0.1]))
    }
  }

  @Test func whatOverflowsOrIsTooLargeHasNoBound() throws {
    let exp = Layer(weights: Matrix([[1000]]), bias: [0], activation: Activation(.exp))
    let network = Network(name: "large", layers: [exp])
    #expect(throws: Obstacle.notFinite(layer: 1, neuron: 1)) {
      try RemainderBound(of: StraightChange(network, at: [0], along: [1]))
    }
    for (input, change) in [(Double.infinity, 0.1), (.nan, 0.1), (0, .infinity), (1e308, 1e308)] {
      #expect(throws: Obstacle.notFinite(layer: 1, neuron: 1)) {
        try RemainderBound(of: StraightChange(network, at: [input], along: [change]))
      }
    }
    #expect(throws: Obstacle.tooMuchWork) {
      try RemainderBound(of: StraightChange(network, at: [0], along: [1e-9]), limit: 1000)
    }
  }

  @Test func aStopIsObeyed() throws {
    struct Stop: Error {}
    let network = RandomNetwork.make([3, 5, 2], seed: 1)
    let change = StraightChange(network, at: [0, 0, 0], along: [1, 1, 1])
    #expect(throws: Stop.self) { try RemainderBound(of: change) { throw Stop() } }
    #expect(throws: Stop.self) {
      try RemainderRadius(of: change, tolerance: 1e-3) { throw Stop() }
    }
    #expect(throws: Stop.self) {
      try BoxRemainder(of: network, at: [0, 0, 0], halfWidths: [1, 1, 1]) { throw Stop() }
    }
  }

  // MARK: Radius

  /// tanh at 0 with tolerance 0.01: t − tanh(t) = 0.01 at t = 0.31458..., by Newton's method.
  @Test func radiusOfOneNeuron() throws {
    let layer = Layer(weights: Matrix([[1]]), bias: [0], activation: Activation(.tansig))
    let change = StraightChange(Network(name: "one", layers: [layer]), at: [0], along: [0.5])
    var t = 0.3
    for _ in 0..<20 { t -= (t - tanh(t) - 0.01) / (tanh(t) * tanh(t)) }
    let radius = try RemainderRadius(of: change, tolerance: 0.01)
    let fails = try #require(radius.fails)
    #expect(radius.holds <= 2 * t && 2 * t <= fails && radius.obstacle == nil)
    #expect(fails < 1.03 * radius.holds)
  }

  @Test func bothEndsOfTheRadiusAreTrue() throws {
    for seed in 0..<3 as Range<UInt64> {
      let network = RandomNetwork.make([3, 6, 2], hidden: "gelu", last: "softmax", seed: seed)
      let change = StraightChange(
        network, at: RandomNetwork.point(3, seed: seed), along: RandomNetwork.point(3, seed: 50))
      let tolerance = 1e-3
      let radius = try RemainderRadius(of: change, tolerance: tolerance)
      let fails = try #require(radius.fails)
      #expect(fails < 1.1 * radius.holds)
      let curve = try PreciseCurve(change)
      func largest(to t: Double) throws -> Double {
        try (1...20).map { step in
          try curve.remainders(at: t * Double(step) / 20).map { abs($0.double) }.max() ?? 0
        }.max() ?? 0
      }
      #expect(try largest(to: radius.holds) <= tolerance)
      #expect(try largest(to: fails) >= 0.999 * tolerance)
    }
  }

  @Test func radiiWithoutAnEnd() throws {
    let linear = StraightChange(RandomNetwork.make([2, 1], seed: 1), at: [0, 0], along: [1, 1])
    let all = try RemainderRadius(of: linear, tolerance: 1e-6)
    #expect(all.holds == RemainderRadius.farthest && all.fails == nil && all.obstacle == nil)
    // z_2 = 0.1 − t reaches the kink at 0.1.
    let kinked = StraightChange(Self.relu(0.1), at: [0, 0], along: [0, 1])
    let radius = try RemainderRadius(of: kinked, tolerance: 1)
    #expect(radius.holds > 0.09 && radius.holds < 0.1 && radius.fails == nil)
    #expect(radius.obstacle == .kink(NeuronPlace(layer: 1, neuron: 2, activation: "poslin")))
    let none = try RemainderRadius(
      of: StraightChange(Self.relu(0), at: [0, 0], along: [0, 1]), tolerance: 1)
    #expect(none.holds == 0 && none.fails == nil && none.obstacle != nil)
  }
}

@Suite struct BoxRemainderTests {
  /// Points of boxes by chance stay below the bound; it is sharp for few inputs, and loose for many.
  private static let shapes: [([Int], Double)] = [
    ([1, 5, 2], 1.3), ([2, 3, 2], 1.3), ([2, 10, 1], 1.3), ([3, 4, 2], 3), ([6, 4, 1], 30),
  ]

  @Test(arguments: shapes) func allPointsAreInside(widths: [Int], mostLoose: Double) throws {
    for seed in 1...2 as ClosedRange<UInt64> {
      let network = RandomNetwork.make(widths, seed: seed)
      let x = RandomNetwork.point(widths[0], seed: seed)
      var random = SeededGenerator(seed: seed)
      let halfWidths = x.map { _ in 0.05 + 0.1 * Double(random.next() >> 11) * 0x1p-53 }
      let box = try BoxRemainder(of: network, at: x, halfWidths: halfWidths)
      #expect(box.outputs.allSatisfy { $0.looseness < mostLoose && $0.looseness >= 1 })
      for _ in 0..<30 {
        let point = halfWidths.map { width in
          width * [-1, 1, 2 * Double(random.next() >> 11) * 0x1p-53 - 1][Int(random.next() % 3)]
        }
        let curve = try PreciseCurve(StraightChange(network, at: x, along: point))
        for (k, remainder) in try curve.remainders(at: 1).enumerated() {
          #expect(abs(remainder.double) <= box.outputs[k].most)
        }
      }
    }
  }

  /// A = x⁴ at 1 within ±1/2: |4d³ + d⁴| is largest at 1/2, 0.5625.
  @Test func aPolynomialByHand() throws {
    let square = Layer(weights: Matrix([[1]]), bias: [0], activation: Activation(.square))
    let network = Network(name: "fourth power", layers: [square, square])
    let output = try BoxRemainder(of: network, at: [1], halfWidths: [0.5]).outputs[0]
    #expect(output.most >= 0.5625 && output.least <= 0.5625 && output.looseness < 1 + 1e-9)
  }

  @Test func aKinkInTheBoxIsNamed() throws {
    let layer = Layer(weights: Matrix([[1, 1]]), bias: [-0.1], activation: Activation(.poslin))
    let network = Network(name: "relu", layers: [layer])
    let kink = Obstacle.kink(NeuronPlace(layer: 1, neuron: 1, activation: "poslin"))
    #expect(throws: kink) {
      try BoxRemainder(of: network, at: [0, 0], halfWidths: [0.1, 0.1])
    }
    let inside = try BoxRemainder(of: network, at: [0, 0], halfWidths: [0.04, 0.04])
    #expect(inside.outputs[0].most == 0)
  }
}
