#if arch(x86_64)
  public import Core
  internal import Numerics

  /// J and every H of a map in 80-bit arithmetic: the exact values that tests compare with.
  ///
  /// Value, gradient and second derivatives are pushed forward together, layer by layer, so no
  /// formula is shared with `Derivatives/`. Results are good to about 1e-18 relative to the terms
  /// that make an entry. Activations: purelin, tansig, logsig, softmax, logsoftmax, poslin, exp, sin.
  ///
  ///     let exact = ExtendedOracle(NetworkMap(network), at: [0.5, -1])
  ///     exact.jacobian(0, 1)      // ∂A_1/∂I_2, as Float80
  ///     exact.hessian(0, 1, 1)    // ∂²A_1/∂I_2², as Float80
  public struct ExtendedOracle: Sendable {
    public let inputCount: Int
    public let outputCount: Int
    private let values: [Float80]
    private let first: [[Float80]]
    private let second: [[Float80]]

    /// - Precondition: the map has only the activations named above.
    /// - Complexity: d(d+1)/2 multiply-adds for each weight that is not 0.
    public init(_ map: NetworkMap, at x: [Double]) {
      let d = map.inputCount
      let packed = d * (d + 1) / 2
      var jets = (0..<d).map { j in
        var jet = ExtendedJet(Float80(x[j]), inputs: d)
        jet.first[j] = 1
        return jet
      }
      for stage in map.stages {
        switch stage {
        case .affine(let l):
          let layer = map.network.layers[l]
          jets = (0..<layer.neuronCount).map { i in
            var sum = ExtendedJet(Float80(layer.bias[i]), inputs: d)
            for (j, jet) in jets.enumerated() where layer.weights[i, j] != 0 {
              sum.add(jet, times: Float80(layer.weights[i, j]))
            }
            return sum
          }
        case .activation(let l):
          jets = Self.activate(jets, map.network.layers[l].activation.name)
        }
      }
      inputCount = d
      outputCount = jets.count
      values = jets.map(\.value)
      first = jets.map(\.first)
      second = jets.map { $0.second ?? Array(repeating: 0, count: packed) }
    }

    /// A_k; all indices count from 0.
    public func value(_ k: Int) -> Float80 { values[k] }

    /// ∂A_k/∂x_j.
    public func jacobian(_ k: Int, _ j: Int) -> Float80 { first[k][j] }

    /// ∂²A_k/∂x_i∂x_j.
    public func hessian(_ k: Int, _ i: Int, _ j: Int) -> Float80 {
      let (row, column) = (max(i, j), min(i, j))
      return second[k][row * (row + 1) / 2 + column]
    }

    /// J rounded to doubles, (outputs × inputs).
    public var jacobian: Matrix { Matrix(first.map { $0.map { Double($0) } }) }

    /// H of each output rounded to doubles.
    public var hessians: [PackedSymmetric] {
      second.map { entries in
        var result = PackedSymmetric(order: inputCount)
        for i in 0..<inputCount {
          for j in 0...i { result[i, j] = Double(entries[i * (i + 1) / 2 + j]) }
        }
        return result
      }
    }

    private static func activate(_ z: [ExtendedJet], _ name: String) -> [ExtendedJet] {
      switch name {
      case "purelin": return z
      case "softmax", "logsoftmax":
        // Shifted by the largest entry with all its derivatives, so that a saturated output keeps
        // its digits.
        let largest = z.indices.max { z[$0].value < z[$1].value } ?? 0
        let shifted = z.map { entry in
          var entry = entry
          entry.add(z[largest], times: -1)
          return entry
        }
        var others = ExtendedJet(0, inputs: z[largest].first.count)
        let exponentials = shifted.map { entry in
          let e = Float80.exp(entry.value)
          return entry.composed(e, e, e)
        }
        for (j, entry) in exponentials.enumerated() where j != largest {
          others.add(entry, times: 1)
        }
        let sum = 1 + others.value
        let logarithm = others.composed(.log(onePlus: others.value), 1 / sum, -1 / (sum * sum))
        return shifted.map { entry in
          var entry = entry
          entry.add(logarithm, times: -1)
          guard name == "softmax" else { return entry }
          let p = Float80.exp(entry.value)
          return entry.composed(p, p, p)
        }
      default: return z.map { activate($0, name) }
      }
    }

    private static func activate(_ z: ExtendedJet, _ name: String) -> ExtendedJet {
      let x = z.value
      switch name {
      case "tansig":
        let e = Float80.exp(-2 * abs(x))
        let (value, first) = (Float80.tanh(x), 4 * e / ((1 + e) * (1 + e)))
        return z.composed(value, first, -2 * value * first)
      case "logsig":
        let e = Float80.exp(-abs(x))
        let first = e / ((1 + e) * (1 + e))
        let tilt = x < 0 ? (1 - e) / (1 + e) : (e - 1) / (1 + e)
        return z.composed(x < 0 ? e / (1 + e) : 1 / (1 + e), first, first * tilt)
      case "poslin": return x > 0 ? z : ExtendedJet(0, inputs: z.first.count)
      case "exp":
        let e = Float80.exp(x)
        return z.composed(e, e, e)
      case "sin": return z.composed(.sin(x), .cos(x), -.sin(x))
      default: preconditionFailure("the oracle does not know \(name)")
      }
    }
  }

  /// A value with its gradient and its packed second derivatives; nil second derivatives are 0.
  private struct ExtendedJet {
    var value: Float80
    var first: [Float80]
    var second: [Float80]?

    init(_ value: Float80, inputs: Int) {
      self.value = value
      first = Array(repeating: 0, count: inputs)
    }

    mutating func add(_ other: ExtendedJet, times factor: Float80) {
      value += factor * other.value
      for j in first.indices { first[j] += factor * other.first[j] }
      guard let addend = other.second else { return }
      var sum = second ?? Array(repeating: 0, count: addend.count)
      for p in sum.indices { sum[p] += factor * addend[p] }
      second = sum
    }

    /// φ of it, given φ, φ′ and φ″ at its value.
    func composed(_ value: Float80, _ slope: Float80, _ curvature: Float80) -> ExtendedJet {
      var result = self
      result.value = value
      let d = first.count
      var entries = second ?? Array(repeating: 0, count: d * (d + 1) / 2)
      var p = 0
      for i in 0..<d {
        let factor = curvature * first[i]
        for j in 0...i {
          entries[p] = slope * entries[p] + factor * first[j]
          p += 1
        }
        result.first[i] = slope * first[i]
      }
      result.second = entries
      return result
    }
  }
#endif
