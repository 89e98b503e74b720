package import Formats

/// A network and its derivatives as one ONNX graph of doubles, for a batch of N rows:
///
///     I (N × d)  →  A (N × m),  J (N × m × d),  H (N × m × d × d)
///
/// and, where a gradient is asked for, dout (N × m) → gradient (N × d), ∂(dout·A)/∂I.
///
/// Source of the formulas: H_k = Σ_l G_lᵀ diag(c_lk) G_l with G_l = ∂z_l/∂I, forward from the input, and
/// c_lk = (∂A_k/∂f_l)∘σ_l″, backward from the outputs; J is what comes back at the input.
package struct DerivativeGraph {
  package enum Quantity: String, Sendable, Hashable, CaseIterable {
    case jacobian, hessian, gradient

    /// What the output of the graph is called.
    package var output: String {
      switch self {
      case .jacobian: "J"
      case .hessian: "H"
      case .gradient: "gradient"
      }
    }
  }

  let network: Network
  let quantities: Set<Quantity>
  var graph: ONNXGraph
  var stages: [Stage] = []

  /// The bytes of the file.
  ///
  /// - Throws: where it would be larger than such a file can be.
  package static func bytes(
    of network: Network, with quantities: Set<Quantity>, opset: Int = WriteOptions.usualOpset
  ) throws(ModelFileError) -> [UInt8] {
    var writer = DerivativeGraph(network, quantities)
    return try writer.file(opset: opset)
  }

  private init(_ network: Network, _ quantities: Set<Quantity>) {
    (self.network, self.quantities) = (network, quantities)
    graph = ONNXGraph(taken: ["I", "A", "J", "H", "dout", "gradient"])
  }

  private mutating func file(opset: Int) throws(ModelFileError) -> [UInt8] {
    let (d, m) = (network.inputCount, network.outputCount)
    var file = ONNXFileWriter(name: network.name)
    file.opset = opset
    file.about = "A of a feed-forward network and its derivatives with respect to I, in double"
    file.properties = [(NetworkNotes.key, NetworkNotes(network).text)]
    file.inputs = [("I", [.open("N"), .size(d)], Self.list(network.inputNames))]
    file.outputs = [("A", [.open("N"), .size(m)], Self.list(network.outputNames))]

    let value = forward()
    graph.rename(value, to: "A")
    if quantities.contains(.jacobian) {
      graph.rename(jacobian(), to: "J")
      file.outputs.append(("J", [.open("N"), .size(m), .size(d)], "J[n,k,i] = dA_k/dI_i"))
    }
    if quantities.contains(.hessian) {
      graph.rename(hessian(), to: "H")
      file.outputs.append(
        ("H", [.open("N"), .size(m), .size(d), .size(d)], "H[n,k,i,j] = d2A_k/dI_i dI_j"))
    }
    if quantities.contains(.gradient) {
      graph.rename(gradient(of: "dout"), to: "gradient")
      file.inputs.append(("dout", [.open("N"), .size(m)], "the weights of the outputs"))
      file.outputs.append(("gradient", [.open("N"), .size(d)], "d(dout . A)/dI"))
    }
    return try file.bytes(of: graph)
  }

  private static func list(_ names: [String]?) -> String { names?.joined(separator: ", ") ?? "" }

  // MARK: Constants

  /// The most numbers that a constant may have which saves an operator at each row.
  static let largestTable = 1 << 17

  mutating func constant(_ matrix: Matrix, named name: String) -> String {
    graph.constant(matrix.storage, shape: [matrix.rows, matrix.columns], named: name)
  }

  // MARK: Shapes

  mutating func unsqueezed(_ value: String, _ axes: Int...) -> String {
    graph("Unsqueeze", value, graph.integers(axes, named: "axes"), named: value)
  }

  /// The last two indices changed round.
  mutating func transposed(_ value: String, rank: Int) -> String {
    var order = Array(0..<rank)
    order.swapAt(rank - 1, rank - 2)
    return graph(
      "Transpose", value, attributes: [.integers("perm", order)], named: value + "_transposed")
  }
}
