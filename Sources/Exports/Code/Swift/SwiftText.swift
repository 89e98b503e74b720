/// The functions of Swift that every exported network has. Rows of numbers are arrays of arrays.
enum SwiftText {
  static let output = """
    /// A at x.
    static func output(_ x: [Double]) -> [Double] { forward(x).A }

    """

  static let jacobianForward = """
    /// J = dA/dx, m x d, forward from the input: the cheaper order here.
    static func jacobian(_ x: [Double]) -> [[Double]] {
      var G = identity(x.count)
      for (layer, kept) in zip(layers, forward(x).trace) { G = push(layer, kept, product(layer, G)) }
      return G
    }

    """

  static let jacobianBack = """
    /// J = dA/dx, m x d, back from the output: the cheaper order here.
    static func jacobian(_ x: [Double]) -> [[Double]] {
      let (A, trace) = forward(x)
      var B = identity(A.count)
      for (layer, kept) in zip(layers, trace).reversed() { B = back(layer, pull(layer, kept, B)) }
      return B
    }

    """

  static let hessian = """
    /// H of each output, m x d x d.
    static func hessian(_ x: [Double]) -> [[[Double]]] {
      let (A, trace) = forward(x)
      return second(trace, identity(A.count), x.count).H
    }

    """

  static let adjoint = """
    /// Gradient and Hessian of v A.
    static func adjoint(_ x: [Double], _ v: [Double]) -> (gradient: [Double], hessian: [[Double]]) {
      precondition(v.count == layers[layers.count - 1].b.count)
      let (rows, H) = second(forward(x).trace, [v], x.count)
      return (rows[0], H[0])
    }

    """

  static let forward = """
    private enum Kind {
      case linear, softmax, logsoftmax

      /// Each neuron alone: ranges of neurons, and the number of the function of each.
      case alone([(Range<Int>, Int)])
    }

    private struct Layer {
      let inputs: Int

      /// A row after the other; the diagonal of a layer that only scales.
      let W: [Double]
      let b: [Double]
      let scales: Bool
      let kind: Kind
    }

    /// What derivatives need of a layer: sigma' and sigma'' of each neuron, or p of a softmax.
    private struct Kept {
      var first: [Double] = []
      var second: [Double] = []
      var largest = 0
    }

    private static func forward(_ x: [Double]) -> (A: [Double], trace: [Kept]) {
      precondition(x.count == layers[0].inputs)
      var f = x
      var trace: [Kept] = []
      for layer in layers {
        var z = product(layer, f.map { [$0] }).map { $0[0] }
        for i in z.indices { z[i] += layer.b[i] }
        var kept = Kept()
        (f, kept) = activation(layer.kind, z)
        trace.append(kept)
      }
      return (f, trace)
    }

    private static func activation(_ kind: Kind, _ z: [Double]) -> ([Double], Kept) {
      var f = z
      var kept = Kept()
      switch kind {
      case .linear: break
      case .alone(let ranges):
        kept.first = z
        kept.second = z
        for (neurons, function) in ranges {
          for i in neurons { (f[i], kept.first[i], kept.second[i]) = jet(function, z[i]) }
        }
      case .softmax, .logsoftmax:
        for i in z.indices where z[i] > z[kept.largest] { kept.largest = i }
        let shifted = z.map { $0 - z[kept.largest] }
        var e = shifted.map { exp($0) }
        let sum = e.reduce(0, +)
        kept.first = e.map { $0 / sum }
        f = kept.first
        if case .logsoftmax = kind {
          e[kept.largest] = 0
          let correction = log1p(e.reduce(0, +))
          f = shifted.map { $0 - correction }
        }
      }
      return (f, kept)
    }

    /// W G.
    private static func product(_ layer: Layer, _ G: [[Double]]) -> [[Double]] {
      if layer.scales { return zip(layer.W, G).map { w, row in row.map { w * $0 } } }
      return layer.b.indices.map { i in
        var sum = [Double](repeating: 0, count: G[0].count)
        for j in 0..<layer.inputs {
          let w = layer.W[i * layer.inputs + j]
          for k in sum.indices { sum[k] += w * G[j][k] }
        }
        return sum
      }
    }

    """

  static let products = """
    private static func identity(_ count: Int) -> [[Double]] {
      (0..<count).map { i in (0..<count).map { $0 == i ? 1 : 0 } }
    }

    /// Rows less their mean with the weights p; that of the largest p goes first, so that nothing cancels.
    private static func centred(_ kept: Kept, _ G: [[Double]]) -> [[Double]] {
      var result = G
      var mean = [Double](repeating: 0, count: G[0].count)
      for i in G.indices {
        for k in mean.indices {
          result[i][k] -= G[kept.largest][k]
          mean[k] += kept.first[i] * result[i][k]
        }
      }
      for i in G.indices { for k in mean.indices { result[i][k] -= mean[k] } }
      return result
    }

    /// (df/dz) G.
    private static func push(_ layer: Layer, _ kept: Kept, _ G: [[Double]]) -> [[Double]] {
      switch layer.kind {
      case .linear: return G
      case .alone: return zip(kept.first, G).map { s, row in row.map { s * $0 } }
      case .softmax: return zip(kept.first, centred(kept, G)).map { p, row in row.map { p * $0 } }
      case .logsoftmax: return centred(kept, G)
      }
    }

    /// B (df/dz).
    private static func pull(_ layer: Layer, _ kept: Kept, _ B: [[Double]]) -> [[Double]] {
      B.map { v in
        switch layer.kind {
        case .linear: return v
        case .alone: return zip(v, kept.first).map { $0 * $1 }
        case .softmax:
          return zip(centred(kept, v.map { [$0] }), kept.first).map { $0[0] * $1 }
        case .logsoftmax:
          var rest = 0.0
          var others = 0.0
          for i in v.indices where i != kept.largest {
            rest += v[i]
            others += kept.first[i]
          }
          let sum = v[kept.largest] + rest
          var result = zip(v, kept.first).map { $0 - sum * $1 }
          result[kept.largest] = sum * others - rest
          return result
        }
      }
    }

    /// B W.
    private static func back(_ layer: Layer, _ B: [[Double]]) -> [[Double]] {
      B.map { v in
        if layer.scales { return zip(v, layer.W).map { $0 * $1 } }
        var sum = [Double](repeating: 0, count: layer.inputs)
        for i in v.indices {
          for j in sum.indices { sum[j] += v[i] * layer.W[i * layer.inputs + j] }
        }
        return sum
      }
    }

    """

  static let second = """
    /// B J, and of each row v of B the Hessian of v A: the sum over layers of G^T diag(c) G, where G = dz/dx
    /// and c = v (dA/df) sigma''. Layers without curvature add nothing.
    private static func second(
      _ trace: [Kept], _ rows: [[Double]], _ d: Int
    ) -> (rows: [[Double]], H: [[[Double]]]) {
      var G = identity(d)
      var factors: [[[Double]]] = []
      for (layer, kept) in zip(layers, trace) {
        G = product(layer, G)
        factors.append(G)
        G = push(layer, kept, G)
      }
      var B = rows
      var H = rows.map { _ in identity(d).map { $0.map { _ in 0.0 } } }
      for l in layers.indices.reversed() {
        let (layer, kept, above) = (layers[l], trace[l], B)
        B = pull(layer, kept, B)
        for k in rows.indices {
          let c: [Double]
          var factor = factors[l]
          switch layer.kind {
          case .linear: continue
          case .alone: c = zip(above[k], kept.second).map { $0 * $1 }
          case .softmax:
            c = B[k]
            factor = centred(kept, factor)
          case .logsoftmax:
            let sum = above[k].reduce(0, +)
            c = kept.first.map { -sum * $0 }
            factor = centred(kept, factor)
          }
          for p in c.indices where c[p] != 0 {
            for i in 0..<d {
              let share = c[p] * factor[p][i]
              for j in 0...i { H[k][i][j] += share * factor[p][j] }
            }
          }
        }
        B = back(layer, B)
      }
      for k in H.indices {
        for i in 0..<d { for j in 0..<i { H[k][j][i] = H[k][i][j] } }
      }
      return (B, H)
    }

    """
}
