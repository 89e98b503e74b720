import Foundation
import ONNXMessages
import SwiftProtobuf
import Testing

/// Runs the graphs of ONNX that the program writes, one operator at a time: what any engine does.
///
/// Source: the descriptions of the operators in the ONNX standard.
struct ONNXInterpreter {
  struct Tensor: Equatable {
    var shape: [Int]
    var values: [Double]

    /// The values at the places of another shape, by the rules of broadcasting.
    func broadcast(to target: [Int]) throws -> [Double] {
      if shape == target { return values }
      let padded = Array(repeating: 1, count: target.count - shape.count) + shape
      try #require(zip(padded, target).allSatisfy { $0 == 1 || $0 == $1 }, "\(shape) to \(target)")
      var strides = Array(repeating: 0, count: target.count)
      var stride = 1
      for k in padded.indices.reversed() {
        strides[k] = padded[k] == 1 ? 0 : stride
        stride *= padded[k]
      }
      return places(target).map { place in
        values[zip(place, strides).reduce(0) { $0 + $1.0 * $1.1 }]
      }
    }
  }

  private var values: [String: Tensor] = [:]
  private let model: Onnx_Model

  /// The outputs of a file, by name.
  static func outputs(
    of bytes: [UInt8], at inputs: [String: Tensor]
  ) throws -> [String: Tensor] {
    let model = try Onnx_Model(serializedBytes: bytes)
    var machine = ONNXInterpreter(model: model)
    machine.values = inputs
    for tensor in model.graph.initializer { machine.values[tensor.name] = decoded(tensor) }
    try machine.run(model.graph.node)
    var outputs: [String: Tensor] = [:]
    for output in model.graph.output {
      let value = try #require(machine.values[output.name])
      // What the file says of its shape holds.
      let said = output.type.tensorType.shape.dim
      #expect(said.count == value.shape.count, "\(output.name)")
      for (dimension, size) in zip(said, value.shape) where dimension.dimParam.isEmpty {
        #expect(Int(dimension.dimValue) == size, "\(output.name)")
      }
      outputs[output.name] = value
    }
    return outputs
  }

  private init(model: Onnx_Model) { self.model = model }

  private static func decoded(_ tensor: Onnx_Tensor) -> Tensor {
    let bytes = Array(tensor.rawData)
    let words = stride(from: 0, to: bytes.count, by: 8).map { start in
      bytes[start..<(start + 8)].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    }
    return Tensor(
      shape: tensor.dims.map(Int.init),
      values: words.map {
        tensor.dataType == 7 ? Double(Int64(bitPattern: $0)) : Double(bitPattern: $0)
      })
  }

  private mutating func run(_ nodes: [Onnx_Node]) throws {
    for node in nodes {
      let inputs = try node.input.map { try #require(values[$0], "\($0)") }
      for (name, value) in zip(node.output, try results(of: node, inputs)) {
        #expect(values[name] == nil, "\(name) is made twice")
        values[name] = value
      }
    }
  }

  // MARK: Operators

  private func results(of node: Onnx_Node, _ inputs: [Tensor]) throws -> [Tensor] {
    if node.domain == "netrepl" {
      let function = try #require(model.functions.first { $0.name == node.opType })
      var machine = ONNXInterpreter(model: model)
      machine.values = Dictionary(uniqueKeysWithValues: zip(function.input, inputs))
      try machine.run(function.node)
      return try function.output.map { try #require(machine.values[$0]) }
    }
    if let function = Self.functions[node.opType] {
      return [Tensor(shape: inputs[0].shape, values: inputs[0].values.map(function))]
    }
    if let operation = Self.operations[node.opType] {
      let shape = joint(inputs[0].shape, inputs[1].shape)
      let (a, b) = (try inputs[0].broadcast(to: shape), try inputs[1].broadcast(to: shape))
      return [Tensor(shape: shape, values: zip(a, b).map(operation))]
    }
    return try arranged(node, inputs)
  }

  private static let functions: [String: @Sendable (Double) -> Double] = [
    "Neg": { -$0 }, "Exp": { exp($0) }, "Log": { log($0) }, "Sqrt": { sqrt($0) },
    "Abs": { abs($0) }, "Sin": { sin($0) }, "Cos": { cos($0) }, "Tanh": { tanh($0) },
    "Sigmoid": { 1 / (1 + exp(-$0)) }, "Relu": { max($0, 0) }, "Identity": { $0 },
  ]

  private static let operations: [String: @Sendable (Double, Double) -> Double] = [
    "Add": { $0 + $1 }, "Sub": { $0 - $1 }, "Mul": { $0 * $1 }, "Div": { $0 / $1 },
    "Pow": { pow($0, $1) }, "Greater": { $0 > $1 ? 1 : 0 }, "GreaterOrEqual": { $0 >= $1 ? 1 : 0 },
  ]

  private func arranged(_ node: Onnx_Node, _ inputs: [Tensor]) throws -> [Tensor] {
    let x = inputs.first ?? Tensor(shape: [], values: [])
    func attribute(_ name: String) -> Onnx_Attribute? { node.attribute.first { $0.name == name } }
    func whole(_ k: Int) -> [Int] { inputs[k].values.map { Int($0) } }
    switch node.opType {
    case "Constant": return [Self.decoded(try #require(attribute("value")).t)]
    case "MatMul": return [try product(x, inputs[1])]
    case "Gemm":
      let product = try product(x, transposed(inputs[1], [1, 0]))
      let bias = try inputs[2].broadcast(to: product.shape)
      return [Tensor(shape: product.shape, values: zip(product.values, bias).map { $0 + $1 })]
    case "Where":
      let shape = joint(joint(x.shape, inputs[1].shape), inputs[2].shape)
      let all = try inputs.map { try $0.broadcast(to: shape) }
      return [
        Tensor(
          shape: shape, values: all[0].indices.map { all[0][$0] != 0 ? all[1][$0] : all[2][$0] })
      ]
    case "Clip":
      return [
        Tensor(
          shape: x.shape,
          values: x.values.map { min(max($0, inputs[1].values[0]), inputs[2].values[0]) })
      ]
    case "Softmax", "LogSoftmax":
      let n = try #require(x.shape.last)
      var values = x.values
      for start in stride(from: 0, to: values.count, by: n) {
        let row = values[start..<(start + n)]
        let largest = row.max() ?? 0
        let sum = row.reduce(0) { $0 + exp($1 - largest) }
        for k in row.indices {
          values[k] =
            node.opType == "Softmax"
            ? exp(values[k] - largest) / sum : values[k] - largest - log(sum)
        }
      }
      return [Tensor(shape: x.shape, values: values)]
    case "Shape": return [Tensor(shape: [x.shape.count], values: x.shape.map(Double.init))]
    case "Gather": return [Tensor(shape: [1], values: [x.values[whole(1)[0]]])]
    case "Expand":
      let shape = joint(x.shape, whole(1))
      return [Tensor(shape: shape, values: try x.broadcast(to: shape))]
    case "Reshape":
      var shape = whole(1)
      if let open = shape.firstIndex(of: -1) {
        shape[open] = x.values.count / shape.filter { $0 != -1 }.reduce(1, *)
      }
      #expect(shape.reduce(1, *) == x.values.count)
      return [Tensor(shape: shape, values: x.values)]
    case "Unsqueeze":
      var shape = x.shape
      for axis in whole(1).sorted() { shape.insert(1, at: axis) }
      return [Tensor(shape: shape, values: x.values)]
    case "Squeeze":
      var shape = x.shape
      for axis in whole(1).sorted().reversed() { #expect(shape.remove(at: axis) == 1) }
      return [Tensor(shape: shape, values: x.values)]
    case "Transpose":
      return [transposed(x, try #require(attribute("perm")).ints.map(Int.init))]
    case "Split": return split(x, whole(1))
    case "Concat": return [joined(inputs)]
    case "ReduceSum":
      #expect(whole(1) == [2] && x.shape.count == 3)
      let n = x.shape[2]
      let sums = stride(from: 0, to: x.values.count, by: n).map {
        x.values[$0..<($0 + n)].reduce(0, +)
      }
      return [Tensor(shape: [x.shape[0], x.shape[1], 1], values: sums)]
    default:
      Issue.record("\(node.opType) is not known")
      return []
    }
  }

  // MARK: Parts

  private func product(_ a: Tensor, _ b: Tensor) throws -> Tensor {
    let (n, inner, k) = (
      a.shape[a.shape.count - 2], a.shape[a.shape.count - 1], b.shape[b.shape.count - 1]
    )
    #expect(b.shape[b.shape.count - 2] == inner)
    let batch = joint(Array(a.shape.dropLast(2)), Array(b.shape.dropLast(2)))
    let left = try a.broadcast(to: batch + [n, inner])
    let right = try b.broadcast(to: batch + [inner, k])
    var values: [Double] = []
    for p in 0..<batch.reduce(1, *) {
      for i in 0..<n {
        for j in 0..<k {
          values.append(
            (0..<inner).reduce(0) {
              $0 + left[(p * n + i) * inner + $1] * right[(p * inner + $1) * k + j]
            })
        }
      }
    }
    return Tensor(shape: batch + [n, k], values: values)
  }

  private func joint(_ a: [Int], _ b: [Int]) -> [Int] {
    let rank = max(a.count, b.count)
    func padded(_ shape: [Int]) -> [Int] {
      Array(repeating: 1, count: rank - shape.count) + shape
    }
    return zip(padded(a), padded(b)).map { $0 == 1 ? $1 : $0 }
  }

  private func transposed(_ x: Tensor, _ order: [Int]) -> Tensor {
    let shape = order.map { x.shape[$0] }
    let strides = x.shape.indices.map { x.shape[($0 + 1)...].reduce(1, *) }
    return Tensor(
      shape: shape,
      values: places(shape).map { place in
        x.values[zip(place, order).reduce(0) { $0 + $1.0 * strides[$1.1] }]
      })
  }

  private func split(_ x: Tensor, _ sizes: [Int]) -> [Tensor] {
    let n = x.shape[x.shape.count - 1]
    var start = 0
    return sizes.map { size in
      let values = stride(from: 0, to: x.values.count, by: n).flatMap {
        x.values[($0 + start)..<($0 + start + size)]
      }
      start += size
      return Tensor(shape: x.shape.dropLast() + [size], values: Array(values))
    }
  }

  private func joined(_ parts: [Tensor]) -> Tensor {
    let rows = parts[0].shape.dropLast().reduce(1, *)
    let widths = parts.map { $0.shape[$0.shape.count - 1] }
    var values: [Double] = []
    for row in 0..<rows {
      for (part, width) in zip(parts, widths) {
        values += part.values[(row * width)..<((row + 1) * width)]
      }
    }
    return Tensor(shape: parts[0].shape.dropLast() + [widths.reduce(0, +)], values: values)
  }
}

/// All places of a shape, the last index first.
private func places(_ shape: [Int]) -> [[Int]] {
  shape.reduce([[]]) { places, size in places.flatMap { place in (0..<size).map { place + [$0] } } }
}
