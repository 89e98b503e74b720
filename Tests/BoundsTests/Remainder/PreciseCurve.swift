import Testing

@testable import Core
@testable import Formula

/// The outputs of a network along a straight change with 256 bits: what bounds are compared with.
///
/// σ, σ′ and σ″ are formulas and their symbolic derivatives, evaluated by MPFR; no code is shared with
/// the enclosures.
struct PreciseCurve {
  let change: StraightChange

  /// A(0), A′(0) and A″(0) of each output.
  let start: [Jet]

  struct Jet {
    var value: BigFloat
    var first: BigFloat
    var second: BigFloat
  }

  static let precision = 256

  static func precise(_ value: Double) -> BigFloat { BigFloat(value, precision: precision) }

  init(_ change: StraightChange) throws {
    self.change = change
    start = try Self.jets(change, at: 0)
  }

  /// R_k(t) = A_k(t) − A_k(0) − t A_k′(0) − t²/2 A_k″(0).
  func remainders(at t: Double) throws -> [BigFloat] {
    let (t, half) = (Self.precise(t), Self.precise(0.5))
    return try zip(Self.jets(change, at: t.double), start).map { moved, start in
      moved.value - start.value - t * start.first - half * t * t * start.second
    }
  }

  private static func jets(_ change: StraightChange, at t: Double) throws -> [Jet] {
    let (t, zero) = (precise(t), precise(0))
    var signal = change.input.enumerated().map { j, value in
      var slope = zero
      if case .input(let direction) = change.kind { slope = precise(direction[j].lower) }
      return Jet(value: precise(value) + t * slope, first: slope, second: zero)
    }
    for (l, layer) in change.network.layers.enumerated() {
      let f = signal
      signal = (0..<layer.neuronCount).map { i in
        var sum = Jet(value: precise(layer.bias[i]), first: zero, second: zero)
        for (j, f) in f.enumerated() {
          let w = precise(layer.weights[i, j])
          sum.value = sum.value + w * f.value
          sum.first = sum.first + w * f.first
          sum.second = sum.second + w * f.second
        }
        return sum
      }
      switch change.kind {
      case .weight(l, let i, let j, let amount): signal[i].move(by: precise(amount) * f[j].value, t)
      case .bias(l, let i, let amount): signal[i].move(by: precise(amount), t)
      default: break
      }
      signal = try activate(signal, layer.activation)
    }
    return signal
  }

  private static func activate(_ z: [Jet], _ activation: Activation) throws -> [Jet] {
    guard let coupling = activation.rule.coupling else {
      let (value, first, second) = try formulas(activation)
      return z.map { z in
        let (d1, d2) = (first.preciseValue(at: z.value), second.preciseValue(at: z.value))
        return Jet(
          value: value.preciseValue(at: z.value), first: d1 * z.first,
          second: d1 * z.second + d2 * z.first * z.first)
      }
    }
    // S = Σ e^z with its derivatives, then p = e^z/S or z − ln S.
    let zero = precise(0)
    // The same shift for all changes nothing, and e to the power of 1e40 has no value even here.
    let largest = z.dropFirst().reduce(z[0].value) { BigFloat.maximum($0, $1.value) }
    let z = z.map { Jet(value: $0.value - largest, first: $0.first, second: $0.second) }
    let exponentials = z.map { z in
      let e = z.value.exponential
      return Jet(value: e, first: e * z.first, second: e * (z.second + z.first * z.first))
    }
    let sum = exponentials.reduce(Jet(value: zero, first: zero, second: zero)) {
      Jet(value: $0.value + $1.value, first: $0.first + $1.first, second: $0.second + $1.second)
    }
    let slope = sum.first / sum.value
    let bend = sum.second / sum.value - slope * slope
    return z.map { z in
      let logarithm = Jet(
        value: z.value - sum.value.logarithm, first: z.first - slope, second: z.second - bend)
      guard coupling == .softmax else { return logarithm }
      let p = logarithm.value.exponential
      return Jet(
        value: p, first: p * logarithm.first,
        second: p * (logarithm.second + logarithm.first * logarithm.first))
    }
  }

  private static func formulas(_ activation: Activation) throws -> (Formula, Formula, Formula) {
    if let found = table[activation.name] { return found }
    let body = try #require(activation.formula)
    return (body, body.derivative, body.derivative.derivative)
  }

  private static let table: [String: (Formula, Formula, Formula)] = {
    var table: [String: (Formula, Formula, Formula)] = [:]
    for rule in ActivationRule.all {
      guard let body = NamedFormula.builtIn(rule.name)?.body else { continue }
      table[rule.name] = (body, body.derivative, body.derivative.derivative)
    }
    return table
  }()
}

extension PreciseCurve.Jet {
  fileprivate mutating func move(by slope: BigFloat, _ t: BigFloat) {
    value = value + t * slope
    first = first + slope
  }
}
