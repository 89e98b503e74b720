internal import FoundationEssentials
package import ONNXMessages
package import Programs
internal import SwiftProtobuf

/// An ONNX graph that is being written, of numbers in double.
///
/// Each node is made once: the same operator on the same values gives the value that is there.
package struct ONNXGraph {
  package private(set) var nodes: [Onnx_Node] = []
  package private(set) var constants: [Onnx_Tensor] = []

  /// Whether constants stand among the nodes, as they have to in a function of the model.
  private let isFunction: Bool

  private var known: [Key: [String]] = [:]
  private var names: Set<String> = []

  private struct Key: Hashable {
    var type: String
    var domain = ""
    var inputs: [String] = []
    var attributes: [Attribute] = []
    var bytes: [UInt8] = []
    var shape: [Int] = []
  }

  package enum Attribute: Hashable, Sendable {
    case integer(String, Int)
    case integers(String, [Int])
  }

  /// - Parameter taken: the names of the inputs, which no value may have.
  package init(isFunction: Bool = false, taken: [String]) {
    self.isFunction = isFunction
    names = Set(taken)
  }

  // MARK: Nodes

  /// The value of an operator.
  ///
  /// - Parameter name: what it is to be called; a number is put behind it where that is taken.
  package mutating func callAsFunction(
    _ type: String, _ inputs: String..., attributes: [Attribute] = [], named name: String? = nil
  ) -> String {
    node(type, inputs, attributes: attributes, named: [name ?? type.lowercased()])[0]
  }

  /// The values of an operator with any number of inputs and outputs.
  package mutating func node(
    _ type: String, domain: String = "", _ inputs: [String], attributes: [Attribute] = [],
    named outputs: [String]
  ) -> [String] {
    let key = Key(type: type, domain: domain, inputs: inputs, attributes: attributes)
    if let values = known[key], values.count == outputs.count { return values }
    let outputs = outputs.map { free($0) }
    nodes.append(
      .with {
        $0.input = inputs
        $0.output = outputs
        $0.name = outputs[0]
        $0.opType = type
        $0.domain = domain
        $0.attribute = attributes.map(\.message)
      })
    known[key] = outputs
    return outputs
  }

  /// Gives a value the name of an output of the graph.
  package mutating func rename(_ value: String, to name: String) {
    nodes.append(
      .with {
        $0.input = [value]
        $0.output = [name]
        $0.name = name
        $0.opType = "Identity"
      })
  }

  private mutating func free(_ name: String) -> String {
    var (result, count) = (name, 1)
    while !names.insert(result).inserted {
      count += 1
      result = "\(name)_\(count)"
    }
    return result
  }

  // MARK: Constants

  /// Numbers in the order of C; a single one without a shape is a scalar.
  package mutating func constant(
    _ values: [Double], shape: [Int] = [], named name: String = "constant"
  ) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 * values.count)
    ElementType.append(values, to: &bytes)
    return constant(type: 11, bytes, shape, name)
  }

  /// Whole numbers, of which shapes and axes are made.
  package mutating func integers(_ values: [Int], named name: String = "shape") -> String {
    constant(
      type: 7, values.flatMap { littleEndian(UInt64(bitPattern: Int64($0))) },
      [values.count], name)
  }

  private mutating func constant(
    type: Int32, _ bytes: [UInt8], _ shape: [Int], _ name: String
  ) -> String {
    let key = Key(type: "\(type)", bytes: bytes, shape: shape)
    // Large ones are each written where they are asked for: nobody asks twice.
    if bytes.count <= 4096, let values = known[key] { return values[0] }
    let name = free(name)
    let tensor = Onnx_Tensor.with {
      $0.dims = shape.map(Int64.init)
      $0.dataType = type
      $0.name = isFunction ? "" : name
      $0.rawData = .init(bytes)
    }
    if isFunction {
      nodes.append(
        .with {
          $0.output = [name]
          $0.name = name
          $0.opType = "Constant"
          $0.attribute = [
            .with {
              $0.name = "value"
              $0.t = tensor
              $0.type = 4
            }
          ]
        })
    } else {
      constants.append(tensor)
    }
    if bytes.count <= 4096 { known[key] = [name] }
    return name
  }

  private func littleEndian(_ bits: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) }
  }

  // MARK: Programs

  /// The functions that every engine has for doubles; the others are made of them.
  private static let operators: [ScalarProgram.Function: String] = [
    .exp: "Exp", .log: "Log", .sqrt: "Sqrt", .abs: "Abs", .sin: "Sin", .cos: "Cos", .tanh: "Tanh",
  ]

  /// The results of a program, entry by entry of a value; a result that does not depend on it is a
  /// scalar.
  package mutating func results(of program: ScalarProgram, at x: String) -> [String] {
    let program = program.using(only: Set(Self.operators.keys))
    var values: [String] = []
    for step in program.steps { values.append(value(of: step, at: x, values)) }
    return program.results.map { values[$0] }
  }

  private mutating func value(
    of step: ScalarProgram.Step, at x: String, _ values: [String]
  ) -> String {
    switch step {
    case .x: x
    case .constant(let number): constant([number], named: "number")
    case .add(let a, let b): self("Add", values[a], values[b])
    case .subtract(let a, let b): self("Sub", values[a], values[b])
    case .multiply(let a, let b): self("Mul", values[a], values[b])
    case .divide(let a, let b): self("Div", values[a], values[b])
    case .negate(let a): self("Neg", values[a])
    case .power(let a, let b): self("Pow", values[a], values[b])
    case .apply(let function, let a): self(Self.operators[function] ?? "", values[a])
    case .choose(let comparison, let a, let b, let c, let d):
      self(
        "Where",
        self(comparison == .greater ? "Greater" : "GreaterOrEqual", values[a], values[b]),
        values[c], values[d])
    }
  }
}

extension ONNXGraph.Attribute {
  fileprivate var message: Onnx_Attribute {
    switch self {
    case .integer(let name, let value):
      .with {
        $0.name = name
        $0.i = Int64(value)
        $0.type = 2
      }
    case .integers(let name, let values):
      .with {
        $0.name = name
        $0.ints = values.map(Int64.init)
        $0.type = 7
      }
    }
  }
}
