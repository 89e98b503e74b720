import Formats

/// A file of ONNX of a few nodes, from lines that can be read:
///
///     x 1x2                           the input, with its shape
///     w 2x2 = 1 2 3 4                 a constant; `2i` is one of whole numbers, `-` has no indices
///     y = Gemm x w alpha=2.0 axes=1,  a node with its inputs, of which `-` is left out, and attributes
///
/// The last line makes the output. `opset 11` is a line too; 13 is taken where there is none.
enum ONNXFile {
  ///
  /// - Parameter tensors: messages of constants beside those of the lines.
  static func bytes(_ lines: [String], adding tensors: [[UInt8]] = []) -> [UInt8] {
    var opset = 13
    var graph = tensors.flatMap { field(5, $0) }
    var output = ""
    for line in lines {
      let words = line.split(separator: " ").map(String.init)
      if words[0] == "opset" {
        opset = Int(words[1]) ?? opset
      } else if words.count > 1, words[1] == "=" {
        graph += field(1, node(words))
        output = String(words[0].split(separator: ",")[0])
      } else if words.count > 2 {
        graph += field(5, tensor(words[0], shape: words[1], words[3...].map { Double($0) ?? .nan }))
      } else {
        graph += field(11, field(1, Array(words[0].utf8)) + field(2, type(words[1])))
      }
    }
    graph += field(12, field(1, Array(output.utf8)))
    return integer(1, 8) + field(7, graph) + field(8, integer(2, opset))
  }

  private static func node(_ words: [String]) -> [UInt8] {
    let inputs = words[3...].filter { !$0.contains("=") }
    return inputs.flatMap { field(1, $0 == "-" ? [] : Array($0.utf8)) }
      + words[0].split(separator: ",").flatMap { field(2, Array($0.utf8)) }
      + field(4, Array(words[2].utf8))
      + words[3...].filter { $0.contains("=") }.flatMap { field(5, attribute($0)) }
  }

  /// `k=1` is a whole number, `k=1.0` none, `k='a'` a text, `k=1,2` and `k=1,` are lists, `k=t:1.5` a tensor.
  private static func attribute(_ text: String) -> [UInt8] {
    let (name, value) = (text.prefix { $0 != "=" }, text.drop { $0 != "=" }.dropFirst())
    let parts = value.split(separator: ",")
    let isList = value.contains(",")
    let head = field(1, Array(name.utf8))
    if value.hasPrefix("t:") {
      let number = Double(value.dropFirst(2)) ?? .nan
      return head + field(5, tensor("", shape: "1", [number]))
    }
    if value.contains("'") {
      return head + parts.flatMap { field(isList ? 9 : 4, Array($0.filter { $0 != "'" }.utf8)) }
    }
    if value.contains(".") {
      let numbers = parts.flatMap { little((Float($0) ?? .nan).bitPattern) }
      return head + (isList ? field(7, numbers) : varint(2 << 3 | 5) + numbers)
    }
    let numbers = parts.compactMap { Int($0) }
    return head + (isList ? field(8, numbers.flatMap(varint)) : integer(3, numbers.first ?? 0))
  }

  private static func tensor(_ name: String, shape: String, _ values: [Double]) -> [UInt8] {
    let isWhole = shape.hasSuffix("i")
    let numbers =
      isWhole
      ? field(7, values.flatMap { varint(Int(clamping: $0)) })
      : field(10, values.flatMap { little($0.bitPattern) })
    return sizes(shape).flatMap { integer(1, $0) } + integer(2, isWhole ? 7 : 11)
      + field(8, Array(name.utf8)) + numbers
  }

  private static func type(_ shape: String) -> [UInt8] {
    let dimensions = sizes(shape).flatMap { field(1, integer(1, $0)) }
    return field(1, integer(1, 1) + field(2, dimensions))
  }

  private static func sizes(_ shape: String) -> [Int] {
    shape.filter { $0 != "i" && $0 != "-" }.split(separator: "x").compactMap { Int($0) }
  }

  // MARK: Protobuf

  static func varint(_ value: Int) -> [UInt8] {
    var rest = UInt64(bitPattern: Int64(value))
    var bytes: [UInt8] = []
    while rest >= 128 {
      bytes.append(UInt8(rest & 127) | 128)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  static func field(_ number: Int, _ bytes: [UInt8]) -> [UInt8] {
    varint(number << 3 | 2) + varint(bytes.count) + bytes
  }

  static func integer(_ number: Int, _ value: Int) -> [UInt8] {
    varint(number << 3) + varint(value)
  }

  static func little<Bits: FixedWidthInteger>(_ bits: Bits) -> [UInt8] {
    (0..<(Bits.bitWidth / 8)).map { UInt8(truncatingIfNeeded: bits >> ($0 * 8)) }
  }
}
