internal import FoundationEssentials
internal import ONNXMessages

/// A constant of an ONNX graph: a shape and its numbers, the last index first.
struct ONNXTensor: Sendable {
  var shape: [Int]
  var values: [Double]

  init(shape: [Int], values: [Double]) {
    precondition(StoredNumbers.count(of: shape) == values.count)
    (self.shape, self.values) = (shape, values)
  }

  /// The places of the numbers of a tensor of that shape.
  init(placesOf shape: [Int], from start: Int) {
    let count = shape.reduce(1, *)
    self.init(shape: shape, values: (start..<(start + count)).map(Double.init))
  }

  /// - Parameter outside: the files that numbers may stand in.
  /// - Throws: when it is damaged, or of a type that is not read.
  init(_ tensor: Onnx_Tensor, outside: inout ExternalNumbers) throws(ModelFileError) {
    let name = Quote.single(tensor.name)
    let shape = tensor.dims.compactMap { Int(exactly: $0) }
    guard shape.count == tensor.dims.count, shape.count <= 8,
      let count = StoredNumbers.count(of: shape)
    else { throw ONNXModel.refused("\(name) has a shape that is not read") }
    if let problem = ReadLimits.problem(.parameters, count) { throw ONNXModel.refused(problem) }
    guard let type = Self.types[tensor.dataType] else {
      throw ONNXModel.refused("\(name) has numbers of a type that is not read")
    }
    let values: [Double]
    if tensor.dataLocation != 0 || !tensor.externalData.isEmpty {
      values = try outside.numbers(of: tensor, type: type, count: count)
    } else if !tensor.rawData.isEmpty {
      guard tensor.rawData.count == count * type.byteCount else {
        throw ONNXModel.refused("\(name) has not as many numbers as its shape says")
      }
      values = type.doubles(tensor.rawData.bytes)
    } else {
      values = Self.listed(tensor, type)
    }
    guard values.count == count else {
      throw ONNXModel.refused("\(name) has not as many numbers as its shape says")
    }
    self.init(shape: shape, values: values)
  }

  private static let types: [Int32: ElementType] = [
    1: .float32, 2: .unsigned(bytes: 1), 3: .signed(bytes: 1), 4: .unsigned(bytes: 2),
    5: .signed(bytes: 2), 6: .signed(bytes: 4), 7: .signed(bytes: 8), 9: .boolean, 10: .float16,
    11: .float64, 12: .unsigned(bytes: 4), 13: .unsigned(bytes: 8), 16: .bfloat16,
  ]

  private static func listed(_ tensor: Onnx_Tensor, _ type: ElementType) -> [Double] {
    switch type {
    case .float32: return tensor.floatData.map(Double.init)
    case .float64: return tensor.doubleData
    case .signed(8): return tensor.int64Data.map(Double.init)
    case .unsigned(4), .unsigned(8): return tensor.uint64Data.map { Double($0) }
    case .float16, .bfloat16:
      // The bits of a number, in an integer each.
      let bytes = tensor.int32Data.flatMap {
        [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)]
      }
      return type.doubles(bytes[...])
    default: return tensor.int32Data.map(Double.init)
    }
  }

  /// The numbers as places or sizes; nil where one is no whole number.
  var integers: [Int]? {
    let integers = values.compactMap { Int(exactly: $0) }
    return integers.count == values.count ? integers : nil
  }
}
