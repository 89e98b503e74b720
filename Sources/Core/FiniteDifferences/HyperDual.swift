/// First and second derivatives of a map by hyper-dual numbers: exact but for rounding.
///
/// Each number carries its derivatives along, so there is no step and no chain rule written down
/// for the network. σ′ and σ″ are those of the table; softmax and logsoftmax are worked out in
/// hyper-dual arithmetic from exp and division.
///
/// The parts that all pairs of inputs share (value and first derivatives) are computed once.
public enum HyperDual {
  /// J, (outputs × inputs), and H of every output, (inputs × inputs).
  ///
  /// - Complexity: an evaluation of the map for each pair of inputs.
  /// - Throws: what `checkpoint` throws.
  /// - Precondition: one value for each component of the map's `from`.
  public static func derivatives(
    of map: NetworkMap, at x: [Double], checkpoint: Checkpoint = {}
  ) throws -> (jacobian: Matrix, hessians: [PackedSymmetric]) {
    let pairs = (0..<PackedSymmetric.count(order: x.count)).map(InputPair.init(packedIndex:))
    let (jacobian, second) = try derivatives(of: map, at: x, pairs: pairs, checkpoint: checkpoint)
    let hessians = (0..<map.outputCount).map {
      PackedSymmetric(order: x.count, storage: second.column($0))
    }
    return (jacobian, hessians)
  }

  /// J, (outputs × inputs), and ∂²A_k/∂x_i∂x_j of some pairs of inputs, a pair a row:
  /// (pairs × outputs).
  ///
  /// - Complexity: an evaluation of the map for each pair and for each input.
  /// - Throws: what `checkpoint` throws.
  /// - Precondition: one value for each component of the map's `from`, and pairs of them.
  public static func derivatives(
    of map: NetworkMap, at x: [Double], pairs: [InputPair], checkpoint: Checkpoint = {}
  ) throws -> (jacobian: Matrix, second: Matrix) {
    let pushed = try FirstOrder(map, at: x, checkpoint: checkpoint)
    var storage: [Double] = []
    let size = batchRows(map)
    for lower in stride(from: 0, to: pairs.count, by: size) {
      let chunk = Array(pairs[lower..<min(lower + size, pairs.count)])
      storage += try pushed.mixedParts(chunk, checkpoint: checkpoint).storage
    }
    let second = Matrix(rows: pairs.count, columns: map.outputCount, storage: storage)
    return (pushed.derivatives.transposed, second)
  }

  /// About two megabytes a layer.
  private static func batchRows(_ map: NetworkMap) -> Int {
    let widest = map.network.layers.map(\.neuronCount).max() ?? 1
    return max(1, (2 << 20) / (8 * widest))
  }

  /// The value and the parts in ε₁ (or ε₂) along the way, for each input.
  private struct FirstOrder {
    let map: NetworkMap

    /// What enters each activation: values, and derivatives with an input a row.
    private var entering: [Int: (values: [Double], derivatives: Matrix)] = [:]
    private(set) var derivatives: Matrix

    init(_ map: NetworkMap, at x: [Double], checkpoint: Checkpoint) throws {
      precondition(x.count == map.inputCount)
      self.map = map
      var values = x
      // Nothing of d × d: behind a first affine stage the derivatives are its weights.
      if case .affine(let l)? = map.stages.first {
        derivatives = map.network.layers[l].weights.transposed
      } else {
        derivatives = .identity(x.count)
      }
      for (s, stage) in map.stages.enumerated() {
        try checkpoint()
        switch stage {
        case .affine(let l):
          values = map.network.layers[l].preactivation(values)
          guard s > 0 else { continue }
          derivatives = Product.of(derivatives, transposed: map.network.layers[l].weights)
        case .activation(let l):
          entering[s] = (values, derivatives)
          let activation = map.network.layers[l].activation
          if !activation.couplesNeurons {
            let jets = activation.jets(values)
            values = jets.map(\.value)
            for j in 0..<derivatives.rows {
              for i in jets.indices {
                let p = j * jets.count + i
                // A flat neuron passes nothing on, not even a slope that overflowed.
                derivatives.storage[p] =
                  jets[i].first == 0 ? 0 : jets[i].first * derivatives.storage[p]
              }
            }
          } else {
            for j in 0..<derivatives.rows {
              let z = values.indices.map { HyperDualNumber(values[$0], derivatives[j, $0]) }
              for (i, p) in activation.hyperDualValues(z).enumerated() {
                derivatives[j, i] = p.first
              }
            }
            values = activation.values(values)
          }
        }
      }
    }

    /// The parts in ε₁ε₂ of the outputs, a pair of inputs a row.
    func mixedParts(_ pairs: [InputPair], checkpoint: Checkpoint) throws -> Matrix {
      // Nothing is mixed before the first bend: a first affine stage only sets the width.
      var mixed = Matrix(rows: pairs.count, columns: map.countBehindFirstAffine)
      for (s, stage) in map.stages.enumerated() {
        try checkpoint()
        switch stage {
        case .affine where s == 0: break
        case .affine(let l):
          mixed = Product.of(mixed, transposed: map.network.layers[l].weights)
        case .activation(let l):
          let activation = map.network.layers[l].activation
          guard let (z, slopes) = entering[s] else { continue }
          if activation.couplesNeurons {
            couple(activation, z, slopes, pairs, &mixed)
          } else {
            bend(activation.jets(z), slopes, pairs, &mixed)
          }
        }
      }
      return mixed
    }

    private func bend(
      _ jets: [Jet], _ slopes: Matrix, _ pairs: [InputPair], _ mixed: inout Matrix
    ) {
      let n = jets.count
      for (row, pair) in pairs.enumerated() {
        for i in 0..<n {
          let bent = HyperDualNumber.product(
            jets[i].second, slopes.storage[pair.i * n + i], slopes.storage[pair.j * n + i])
          let before = mixed.storage[row * n + i]
          mixed.storage[row * n + i] = (jets[i].first == 0 ? 0 : jets[i].first * before) + bent
        }
      }
    }

    private func couple(
      _ activation: Activation, _ z: [Double], _ slopes: Matrix, _ pairs: [InputPair],
      _ mixed: inout Matrix
    ) {
      for (row, pair) in pairs.enumerated() {
        let numbers = z.indices.map {
          HyperDualNumber(z[$0], slopes[pair.i, $0], slopes[pair.j, $0], mixed[row, $0])
        }
        for (i, p) in activation.hyperDualValues(numbers).enumerated() { mixed[row, i] = p.mixed }
      }
    }
  }
}

extension NetworkMap {
  /// The number of components of `from`, or of what a first affine stage makes of it.
  fileprivate var countBehindFirstAffine: Int {
    guard case .affine(let l)? = stages.first else { return inputCount }
    return network.layers[l].neuronCount
  }
}
