import Core
import Formats

// The code of the articles in `Documentation.docc`: what stands between the marks is what they show,
// so that all of it is compiled, and tested by `ArticleTests`.

enum DerivativesArticle {
  static func network() -> Network {
    // docc: network
    let hidden = Layer(
      weights: Matrix([[1, -0.5], [0.3, 0.8], [-1.2, 0.4]]), bias: [0.1, -0.2, 0.05],
      activation: Activation(.tansig))
    let output = Layer(weights: Matrix([[0.7, -1.1, 0.5], [0.2, 0.6, -0.9]]), bias: [0.05, 0])
    let network = Network(name: "small", layers: [hidden, output])
    // end
    return network
  }

  static func derivatives(_ network: Network) throws -> (Matrix, [PackedSymmetric], Double) {
    // docc: derivatives
    let map = NetworkMap(network)
    let jacobian = try map.jacobian(at: [0.5, -1])  // outputs × inputs
    let hessians = try map.hessian(at: [0.5, -1])  // one symmetric matrix for each output
    let mixed = hessians[0][0, 1]  // ∂²A1/∂I1∂I2: indices count from 0
    // end
    return (jacobian, hessians, mixed)
  }

  static func parts(_ network: Network) throws -> (Matrix, Matrix) {
    let map = NetworkMap(network)
    // docc: parts
    let first = map.part(from: .input, to: .preactivation(1))
    let rest = map.part(from: .activation(1), to: network.output)
    let atFirst = try first.jacobian(at: [0.5, -1])  // W1
    let behind = try rest.jacobian(at: [0.2, 0.5, -0.1])  // W2, wherever it is taken
    // end
    return (atFirst, behind)
  }

  static func weights(_ network: Network) -> Matrix {
    // docc: weights
    let s = WeightDerivatives(network, at: [0.5, -1], dout: [1, 0])
    let gradient = s.gradient(.weights(2))  // ∂A1/∂W2, in the form of W2
    // end
    return gradient
  }
}

// docc: mine
/// J = W2 D1 W1, in which somebody forgot D1.
func myJacobian(of network: Network) -> Matrix {
  let (first, second) = (network.layers[0].weights, network.layers[1].weights)
  var jacobian = Matrix(rows: second.rows, columns: first.columns)
  for k in 0..<second.rows {
    for j in 0..<first.columns {
      for p in 0..<first.rows { jacobian[k, j] += second[k, p] * first[p, j] }
    }
  }
  return jacobian
}
// end

enum CheckingArticle {
  static func worst(_ network: Network) throws -> (verdict: Verdict, place: String) {
    // docc: check
    let mine = myJacobian(of: network)
    let differences = try FiniteDifference().jacobian(of: NetworkMap(network), at: [0.5, -1])
    var worst = (verdict: Verdict.agrees, place: "")
    for k in 0..<mine.rows {
      for j in 0..<mine.columns {
        // Of a very large network a sample is checked.
        guard let difference = differences[k, j] else { continue }
        let comparison = Comparison(
          analytic: mine[k, j], estimate: difference, scale: mine.largestMagnitude)
        if comparison.verdict > worst.verdict {
          worst = (comparison.verdict, "∂A\(k + 1)/∂I\(j + 1) is off by \(comparison.error)")
        }
      }
    }
    // end
    return worst
  }

  static func claim(_ network: Network) throws -> Matrix {
    // docc: right
    let right = try NetworkMap(network).jacobian(at: [0.5, -1])
    // end
    return right
  }
}

enum ReadingArticle {
  static func read(_ bytes: [UInt8]) throws -> Network {
    // docc: read
    let read = try ModelFile.read(bytes, name: "iris.json")
    for warning in read.warnings { print(warning.message) }
    let network = read.network
    // end
    return network
  }

  static func sweep(_ network: Network) -> (outputs: Matrix, jacobians: Matrix) {
    // docc: sweep
    let batch = Batch(
      network, computing: [.output, .jacobian], threads: Batch.processors)
    let inputs = Matrix([[5.1, 3.5, 1.4, 0.2], [6.2, 2.9, 4.3, 1.3]])  // one a row
    let results = batch(inputs)
    let outputs = results[0]  // 2 × 3
    let jacobians = results[1]  // 2 × 12: each row is a 3 × 4 Jacobian, row by row
    // end
    return (outputs, jacobians)
  }

  static func rows(_ text: [UInt8], _ network: Network) throws -> Matrix {
    // docc: rows
    let file = try RowFile.open(MemoryBytes(text), columns: InputColumns(network.inputCount))
    var storage: [Double] = []
    var piece = [Double](repeating: 0, count: 1000 * network.inputCount)
    while true {
      let (count, bad) = try piece.withUnsafeMutableBufferPointer { try file.read(into: $0) }
      if count == 0 { break }
      for row in bad { print(row.message) }
      storage += piece.prefix(count * network.inputCount)
    }
    let inputs = Matrix(
      rows: storage.count / network.inputCount, columns: network.inputCount, storage: storage)
    // end
    return inputs
  }

  static func write(_ network: Network) throws -> [UInt8] {
    // docc: write
    let bytes = try ModelFile.write(network, endingIn: "json")
    // end
    return bytes
  }
}
