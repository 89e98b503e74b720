internal import Numerics

/// How many digits the network's own arithmetic takes from J and H at a point.
///
/// What computes 1 − f, or another difference of nearly equal numbers, has fewer digits than a double
/// has, and every way to a derivative shares the loss: formulas, dual numbers, the complex step. It is
/// seen where the network is computed again with each inexact result a last digit off: what J and H
/// change by is, to first order, a sample of their rounding errors. A sum without rounding, as the
/// difference of two given numbers, is left alone.
///
/// ```swift
/// let rule = ChainRule(NetworkMap(network))
/// let lost = try LostDigits(rule, at: x, jacobian: rule.jacobian(at: x))
/// lost?.jacobian    // decimal digits of 16, for each output
/// ```
package struct LostDigits: Sendable, Hashable {
  /// Digits that the largest entry of each row of J has lost; empty where J was not given.
  package let jacobian: [Double]

  /// The same of each Hessian that was given.
  package let hessians: [Double]

  /// Where they are lost; nil where no z is to blame, but the sums that make J or H.
  package let source: Source?

  package struct Source: Sendable, Hashable {
    /// Both from 1.
    package let layer: Int
    package let neuron: Int

    /// Digits that z of that neuron has lost.
    package let digits: Double
  }

  /// What has lost more is worth a word.
  package static let limit = 4.0

  /// The most that any output has lost.
  package var worst: Double { (jacobian + hessians).max() ?? 0 }

  /// - Parameters:
  ///   - outputs: those whose Hessians are given; nil for all.
  /// - Returns: nil where something is not finite, or a kink is so near that rounding crosses it.
  /// - Throws: what `checkpoint` throws.
  /// - Complexity: that of J and of the Hessians once more, twice.
  package init?(
    _ rule: ChainRule, at x: [Double], jacobian: Matrix? = nil,
    hessians: [PackedSymmetric] = [], outputs: [Int]? = nil,
    as candidate: HessianPlan.Candidate? = nil, checkpoint: Checkpoint = {}
  ) throws {
    let base = Trace(rule.map, at: x)
    guard base.isFinite, jacobian?.storage.allSatisfy(\.isFinite) != false,
      hessians.allSatisfy({ $0.storage.allSatisfy(\.isFinite) })
    else { return nil }
    var lostOfJacobian = jacobian.map { Array(repeating: 0.0, count: $0.rows) } ?? []
    var lostOfHessians = hessians.map { _ in 0.0 }
    var blame = Blame()
    for seed in 1...2 as ClosedRange<UInt64> {
      let network = base.shaken(seed: seed)
      let map = NetworkMap(network, from: rule.from, to: rule.to)
      let other = Trace(map, at: x)
      guard !rule.map.kinks(between: x, in: map, and: x).contains(where: \.isCrossed) else {
        return nil
      }
      let shaken = ChainRule(map, fault: rule.fault)
      if let jacobian {
        let values = try shaken.jacobian(at: x, checkpoint: checkpoint)
        for k in 0..<jacobian.rows {
          let lost = Self.digits(of: jacobian.row(k), besides: values.row(k))
          lostOfJacobian[k] = max(lostOfJacobian[k], lost)
        }
      }
      if !hessians.isEmpty {
        let values = try shaken.hessian(
          at: x, outputs: outputs, as: candidate, checkpoint: checkpoint)
        for (k, pair) in zip(hessians, values).enumerated() {
          let lost = Self.digits(of: pair.0.storage[...], besides: pair.1.storage[...])
          lostOfHessians[k] = max(lostOfHessians[k], lost)
        }
      }
      blame.compare(base, other)
    }
    self.jacobian = lostOfJacobian
    self.hessians = lostOfHessians
    source = blame.source
  }

  /// Whether the values alone, without any derivative, are reason to look: some z is a rounded
  /// difference of numbers a thousand times its size.
  ///
  /// - Complexity: that of a few values.
  package static func areLikely(_ map: NetworkMap, at x: [Double]) -> Bool {
    Trace(map, at: x).hasCancellation
  }

  /// The digits of 16 that are lost when these numbers may as well be those, the largest counting.
  static func digits<Numbers: Collection<Double>>(
    of values: Numbers, besides others: Numbers
  ) -> Double {
    let size = values.reduce(0) { max($0, abs($1)) }
    let change = zip(values, others).reduce(0) { max($0, abs($1.0 - $1.1)) }
    // An exact 0 is no number that has lost its digits.
    guard size > 0, change > 0 else { return 0 }
    return min(16, max(0, .log10(change / (size * 0x1p-53))))
  }

  /// The neuron whose σ′ or, where that keeps its digits, σ″ has lost most.
  private struct Blame {
    var source: Source?
    private var most = 0.0

    mutating func compare(_ base: Trace, _ other: Trace) {
      for (l, z) in base.preactivations {
        guard let shaken = other.preactivations[l] else { continue }
        let activation = base.map.network.layers[l].activation
        for p in z.indices {
          let digits = LostDigits.digits(of: [z[p]], besides: [shaken[p]])
          guard digits > 2 else { continue }
          let score: Double
          if activation.couplesNeurons {
            score = abs(z[p] - shaken[p]) / 0x1p-53
          } else {
            let own = activation.ofNeuron(p)
            let (jet, changed) = (own.jet(z[p]), own.jet(shaken[p]))
            let slopes = LostDigits.digits(of: [jet.first], besides: [changed.first])
            let bends = LostDigits.digits(of: [jet.second], besides: [changed.second])
            score = max(slopes, bends / 16)
          }
          if score > most || score == most && digits > source?.digits ?? 0 {
            most = score
            source = Source(layer: l + 1, neuron: p + 1, digits: digits)
          }
        }
      }
    }
  }
}

/// The values of a map on the way, and which of them have been rounded.
private struct Trace {
  let map: NetworkMap
  let values: [[Double]]

  /// z of each layer, counted from 0.
  let preactivations: [Int: [Double]]
  private let start: [Double]

  init(_ map: NetworkMap, at x: [Double]) {
    self.map = map
    start = x
    values = map.trajectory(x)
    var found: [Int: [Double]] = [:]
    for (stage, value) in zip(map.stages, values) {
      if case .affine(let l) = stage { found[l] = value }
    }
    preactivations = found
  }

  var isFinite: Bool { values.allSatisfy { $0.allSatisfy(\.isFinite) } }

  /// The network with each weight whose product or sum is rounded a last digit off, and all those
  /// behind an activation that is rounded by the same.
  func shaken(seed: UInt64) -> Network {
    var generator = SplitMix64(seed: seed)
    func sign() -> Double { generator.next() & 1 == 0 ? 1 : -1 }
    var network = map.network
    forEachAffine { l, input, isRounded in
      let layer = map.network.layers[l]
      let ofInput = isRounded.map { $0 ? sign() : 0 }
      let isInexact = (0..<layer.neuronCount).map { layer.isRounded(row: $0, at: input) }
      network.changeWeights(layer: l) { weights in
        for (p, isInexact) in isInexact.enumerated() {
          for j in 0..<layer.inputCount {
            let w = layer.weights[p, j]
            let steps = ofInput[j] + (isInexact ? sign() : 0)
            if w != 0, steps != 0 { weights[p, j] = w + steps * w.ulp }
          }
        }
      }
      for (p, b) in layer.bias.enumerated() where isInexact[p] && b != 0 {
        network.setBias(layer: l, p, to: b + sign() * b.ulp)
      }
    }
    return network
  }

  var hasCancellation: Bool {
    var found = false
    forEachAffine { l, input, isRounded in
      if found { return }
      let layer = map.network.layers[l]
      guard let z = preactivations[l] else { return }
      for p in 0..<layer.neuronCount {
        let row = layer.weights.row(p)
        let terms = zip(row, input).reduce(abs(layer.bias[p])) { $0 + abs($1.0 * $1.1) }
        guard terms > 1e3 * abs(z[p]), terms > 0 else { continue }
        if isRounded.contains(true) || layer.isRounded(row: p, at: input) { found = true }
      }
    }
    return found
  }

  /// Each affine stage with what it takes, and which of those numbers an activation has rounded.
  private func forEachAffine(_ body: (Int, [Double], [Bool]) -> Void) {
    var input = start
    var isRounded = start.map { _ in false }
    for (stage, value) in zip(map.stages, values) {
      switch stage {
      case .affine(let l): body(l, input, isRounded)
      case .activation(let l):
        let activation = map.network.layers[l].activation
        isRounded = value.indices.map {
          activation.couplesNeurons || !activation.ofNeuron($0).isPiecewiseLinear
        }
      }
      input = value
    }
  }
}

extension Layer {
  /// Whether a rounding is made when z of a neuron is summed up in order.
  fileprivate func isRounded(row p: Int, at input: [Double]) -> Bool {
    var sum = bias[p]
    for (w, a) in zip(weights.row(p), input) {
      let term = w * a
      if (-term).addingProduct(w, a) != 0 { return true }
      let next = sum + term
      let part = next - sum
      if (sum - (next - part)) + (term - part) != 0 { return true }
      sum = next
    }
    return false
  }
}
