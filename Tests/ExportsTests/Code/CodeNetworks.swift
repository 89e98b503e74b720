import Core
import TestSupport

/// Networks that programs in other languages are tried with.
enum CodeNetworks {
  /// One neuron, fewer and more inputs than outputs, narrow and wide layers, no hidden layer.
  static let shapes = [
    [1, 1, 1], [2, 10, 1], [3, 8, 8, 2], [2, 3], [5, 4], [9, 3, 2, 7], [12, 6, 3, 6, 9], [1, 5, 8],
    [16, 5, 1], [4, 17, 13, 4], [7, 2, 9, 1, 3], [30, 6, 5, 2], [24, 3, 4, 9], [11, 2, 3],
    [20, 1, 4, 2],
  ].enumerated().map { k, widths in RandomNetwork.make(widths, seed: UInt64(k)) }

  /// Scaling at both ends, several activations in a layer, softmax in the middle and at the end, and
  /// formulas of a user's own.
  static var special: [Network] {
    get throws {
      let own = Activation(
        ActivationRule(name: "own", formula: try Formula("x/(1 + exp(-x)) + x^3/9")))
      let root = Activation(
        ActivationRule(name: "it's", formula: try Formula("log(x^2)/7 + sin(x)^2")))
      let scaled = RandomNetwork.make([3, 6, 2], seed: 40)
      let names = Network(
        name: hostile, layers: scaled.layers, inputNames: ["a */ b", "\"q\"\n\\", "??/"],
        outputNames: ["", "π '' %{\u{202E}"])
      return [
        scaling(scaled), scaling(RandomNetwork.make([20, 5, 4, 2], seed: 51)),
        scaling(RandomNetwork.make([20, 2, 6, 2], seed: 52)),
        RandomNetwork.make([25, 4, 6, 2], hidden: "poslin+tansig", seed: 53),
        scaling(RandomNetwork.make([5, 4, 4, 3], last: "softmax", seed: 41)),
        RandomNetwork.make([4, 7, 5, 3], hidden: "tansig+purelin+elu", seed: 42),
        RandomNetwork.make([4, 7, 5, 3], hidden: "softmax", last: "logsoftmax", seed: 43),
        RandomNetwork.make([6, 3, 2], hidden: "logsoftmax", last: "softmax", seed: 44),
        RandomNetwork.make([3, 1, 3], hidden: "softmax", last: "tansig", seed: 45),
        RandomNetwork.make([3, 5], last: "softmax", seed: 46),
        RandomNetwork.make([3, 5, 2], hidden: "poslin", seed: 47),
        RandomNetwork.make([6, 6], last: "purelin", seed: 48),
        with(own, RandomNetwork.make([3, 5, 2], seed: 49)),
        with(root, RandomNetwork.make([3, 5, 2], seed: 50)), names,
      ] + (0..<8).map(RandomNetwork.ofMixedActivations)
    }
  }

  static let hostile = "*/ \" ' \\ \n % ??/ \"\"\" π \u{202E} %}"

  /// The network with linear layers in front and behind that scale.
  static func scaling(_ network: Network) -> Network {
    func layer(_ count: Int, _ factor: Double) -> Layer {
      var weights = Matrix.identity(count)
      for i in 0..<count { weights[i, i] = factor + Double(i) / 4 }
      return Layer(weights: weights, bias: (0..<count).map { Double($0) / 8 - 0.25 })
    }
    return Network(
      name: "scaled",
      layers: [layer(network.inputCount, 0.5)] + network.layers
        + [layer(network.outputCount, 1.5), layer(network.outputCount, -0.75)])
  }

  static func with(_ activation: Activation, _ network: Network) -> Network {
    var network = network
    network.setActivation(layer: 0, to: activation)
    return network
  }

  /// What the program itself computes.
  struct Truth {
    let output: [Double]
    let jacobian: [Double]
    let hessian: [Double]
    private let d: Int

    init(_ network: Network, at x: [Double]) throws {
      let map = NetworkMap(network)
      d = x.count
      output = network(x)
      jacobian = try map.jacobian(at: x).storage
      hessian = try map.hessian(at: x).flatMap { h in
        (0..<x.count).flatMap { i in (0..<x.count).map { h[i, $0] } }
      }
    }

    /// Gradient and Hessian of v·A.
    func adjoint(_ v: [Double]) -> (gradient: [Double], hessian: [Double]) {
      let gradient = (0..<d).map { k in v.indices.reduce(0) { $0 + v[$1] * jacobian[$1 * d + k] } }
      let curvature = (0..<(d * d)).map { k in
        v.indices.reduce(0) { $0 + v[$1] * hessian[$1 * d * d + k] }
      }
      return (gradient, curvature)
    }
  }

  /// The largest error as a part of the largest entry; infinite where something is missing.
  static func error(_ found: [Double], _ truth: [Double]) -> Double {
    guard found.count == truth.count else { return .infinity }
    let size = truth.map(abs).max() ?? 0
    let error = zip(found, truth).map { $0 == $1 ? 0 : abs($0 - $1) }
    if error.contains(where: \.isNaN) { return .infinity }
    return (error.max() ?? 0) / max(size, 1e-300)
  }
}
