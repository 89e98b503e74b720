/// What a network gives as a function of some of its variables: the components of one signal, the
/// entries of weights and biases after it, or a step along a direction of these.
///
/// All else is held at its value for one input. Finite differences see a network through it, by
/// values alone. No weight matrix is copied: changing W_l[i,j] by h moves z_l[i] by h f_{l−1}[j].
///
/// ```swift
/// let s = NetworkFunction(network, of: [.parameters(.weights(1)), .signal(.input)], at: input)
/// let block = try FiniteDifference().hessian(of: s, .block(rows: s.ranges[0], columns: s.ranges[1]))
/// ```
public struct NetworkFunction: Sendable {
  public enum Variables: Sendable, Hashable {
    /// The components of a signal.
    case signal(Signal)

    /// Some components of a signal, counted from 0, in that order; the others are held.
    case components(Signal, [Int])

    /// The entries of W_l, row by row, or of b_l.
    case parameters(ParameterBlock)

    /// One variable t, 0 at first: t times the direction is added to the variables.
    indirect case step(Variables, along: [Double])
  }

  /// The part of the network from the first signal that the variables move.
  public let map: NetworkMap

  /// The value of `map.from`.
  let start: [Double]

  /// What the weights before `map.from` multiply, where it is a pre-activation.
  let before: [Double]

  let variables: [Variables]

  /// Which of the variables, counted from 0, are those of each element of the list.
  public let ranges: [Range<Int>]

  /// The value of each variable.
  public let center: [Double]

  /// What `to` is as a function of the variables, the output otherwise.
  ///
  /// - Parameter input: I, where everything else is held.
  /// - Precondition: the network has the variables and `to`, none comes after it, no signal after
  ///   another variable; one number for each input, and in a direction for each of its variables.
  /// - Complexity: one multiply-add for each weight before the first of the variables.
  public init(_ network: Network, of variables: [Variables], at input: [Double], to: Signal? = nil)
  {
    let signals = variables.map(\.signal)
    let from = signals.min() ?? .input
    let before: Signal = from.layer > 1 ? .activation(from.layer - 1) : .input
    self.init(
      NetworkMap(network, from: from, to: to), of: variables,
      start: NetworkMap(network, to: from)(input), before: NetworkMap(network, to: before)(input))
  }

  /// A part of a network as a function of its earlier signal, at x.
  ///
  /// - Precondition: one value for each component of `from`.
  public init(_ map: NetworkMap, at x: [Double]) {
    precondition(x.count == map.inputCount)
    self.init(map, of: [.signal(map.from)], start: x, before: [])
  }

  /// The same of some components alone, counted from 0, the others being held at x.
  ///
  /// - Precondition: one value for each component of `from`, which has those chosen.
  public init(_ map: NetworkMap, at x: [Double], components: [Int]) {
    precondition(x.count == map.inputCount)
    self.init(map, of: [.components(map.from, components)], start: x, before: [])
  }

  /// The same along a line, x + tδ, as a function of t.
  ///
  /// - Precondition: one value for each component of `from` in both.
  init(_ map: NetworkMap, at x: [Double], along direction: [Double]) {
    precondition(x.count == map.inputCount)
    self.init(map, of: [.step(.signal(map.from), along: direction)], start: x, before: [])
  }

  private init(_ map: NetworkMap, of variables: [Variables], start: [Double], before: [Double]) {
    self.map = map
    self.start = start
    self.before = before
    self.variables = variables
    var (ranges, center) = ([Range<Int>](), [Double]())
    for variables in variables {
      let values = variables.values(in: map.network, signal: start)
      precondition(variables.signal <= map.to && variables.isValid(in: map))
      ranges.append(center.count..<(center.count + values.count))
      center += values
    }
    self.ranges = ranges
    self.center = center
  }

  /// Its value at the center.
  public var value: [Double] { map(start) }

  /// The number of variables.
  public var variableCount: Int { center.count }

  /// The number of components of `to`.
  public var outputCount: Int { map.outputCount }
}

extension NetworkFunction.Variables {
  /// The first signal that they move.
  var signal: Signal {
    switch self {
    case .signal(let signal), .components(let signal, _): signal
    case .parameters(let group): .preactivation(group.layer)
    case .step(let inner, _): inner.signal
    }
  }

  fileprivate func values(in network: Network, signal: [Double]) -> [Double] {
    switch self {
    case .signal: signal
    case .components(_, let chosen): chosen.map { signal[$0] }
    case .parameters(let group): network.values(of: group)
    case .step: [0]
    }
  }

  /// Whether a signal stands at the beginning of the map, and a direction has the right length.
  fileprivate func isValid(in map: NetworkMap) -> Bool {
    switch self {
    case .signal(let signal): return signal == map.from
    case .components(let signal, let chosen):
      return signal == map.from && chosen.allSatisfy { (0..<map.inputCount).contains($0) }
    case .parameters: return true
    case .step(.signal(let signal), let direction):
      return signal == map.from && direction.count == map.inputCount
    case .step(.parameters(let group), let direction):
      let shape = map.network.shape(of: group)
      return direction.count == shape.rows * shape.columns
    case .step(.step, _), .step(.components, _): return false
    }
  }
}
