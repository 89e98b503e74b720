import Core
import Formats
import Testing

/// Where the numbers of a constant stand: in the file in any of its types, or in a file beside it.
@Suite struct ONNXNumbersTests {
  /// A constant `w` of 1×2, of a type, with what holds its numbers.
  private func constant(_ type: Int, _ numbers: [UInt8], shape: [Int] = [1, 2]) -> [UInt8] {
    shape.flatMap { ONNXFile.integer(1, $0) } + ONNXFile.integer(2, type)
      + ONNXFile.field(8, [0x77]) + numbers
  }

  /// y = w x, a row of two weights.
  private func read(
    _ constant: [UInt8], files: [String: [UInt8]]? = nil
  ) throws(ModelFileError) -> [Double] {
    var options = ReadOptions()
    if let files { options.fileBeside = { files[$0] } }
    let bytes = ONNXFile.bytes(["x 2x1", "y = MatMul w x"], adding: [constant])
    return try ModelFile.read(bytes, name: "n.onnx", options: options).network.layers[0].weights
      .storage
  }

  private func refusal(_ constant: [UInt8], files: [String: [UInt8]]? = nil) -> String? {
    do throws(ModelFileError) {
      _ = try read(constant, files: files)
      return nil
    } catch {
      return error.message
    }
  }

  /// The field of a type's own numbers; see `TensorProto` in onnx.proto.
  @Test(
    arguments: [
      (1, 4, [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0] as [UInt8], [1, -2]), (12, 11, [1, 3], [1, 3]),
      (13, 11, [1, 0x80, 1], [1, 128]), (6, 5, [5, 6], [5, 6]), (2, 5, [7, 8], [7, 8]),
      // The bits 3C00 and C000 of float16, and 3F80 and C000 of bfloat16, in an integer each.
      (10, 5, [0x80, 0x78, 0x80, 0x80, 3], [1, -2]),
      (16, 5, [0x80, 0x7F, 0x80, 0x80, 3], [1, -2]),
    ] as [(Int, Int, [UInt8], [Double])])
  func listsOfNumbers(type: Int, field: Int, bytes: [UInt8], values: [Double]) throws {
    let found = try read(constant(type, ONNXFile.field(field, bytes)))
    #expect(found == values)
  }

  @Test func rawNumbers() throws {
    let raw = ONNXFile.little(Double(0.5).bitPattern) + ONNXFile.little(Double(-4).bitPattern)
    #expect(try read(constant(11, ONNXFile.field(9, raw))) == [0.5, -4])
    let short = constant(11, ONNXFile.field(9, Array(raw.dropLast())))
    #expect(refusal(short)?.contains("'w' has not as many numbers as its shape says") == true)
    let few = constant(11, ONNXFile.field(10, Array(raw.prefix(8))))
    #expect(refusal(few)?.contains("'w' has not as many numbers as its shape says") == true)
    let other = constant(14, ONNXFile.field(9, raw))
    #expect(refusal(other)?.contains("'w' has numbers of a type that is not read") == true)
    let deep = constant(11, [], shape: [1, 1, 1, 1, 1, 1, 1, 1, 2])
    #expect(refusal(deep)?.contains("'w' has a shape that is not read") == true)
    let negative = constant(11, [], shape: [-1, 2])
    #expect(refusal(negative)?.contains("'w' has a shape that is not read") == true)
  }

  // MARK: Files beside it

  private func outside(_ entries: KeyValuePairs<String, String>) -> [UInt8] {
    let list = entries.flatMap { key, value in
      ONNXFile.field(13, ONNXFile.field(1, Array(key.utf8)) + ONNXFile.field(2, Array(value.utf8)))
    }
    return constant(11, list + ONNXFile.integer(14, 1))
  }

  private let numbers = [3.5, 0.5, -4].flatMap { ONNXFile.little(Double($0).bitPattern) }

  @Test func numbersOfAnotherFile() throws {
    let files = ["w.bin": numbers, "sub/w.bin": numbers]
    #expect(try read(outside(["location": "w.bin"]), files: files) == [3.5, 0.5])
    #expect(
      try read(outside(["location": "sub/w.bin", "offset": "8", "length": "16"]), files: files)
        == [0.5, -4])
  }

  @Test func numbersThatAreNotThere() {
    let files = ["w.bin": numbers]
    let missing = "the numbers of 'w' stand in 'v.bin', which is not beside it"
    #expect(refusal(outside(["location": "v.bin"]), files: files)?.contains(missing) == true)
    // Nobody says what stands beside it.
    #expect(refusal(outside(["location": "v.bin"]))?.contains(missing) == true)
    for place in ["", "/etc/w.bin", "../w.bin", "a/../../w.bin", "a\\w.bin", "w\0.bin"] {
      let told = refusal(outside(["location": place]), files: [place: numbers])
      #expect(told?.contains("which is not a file of its folder") == true)
    }
    let nameless = refusal(outside(["offset": "0"]), files: files)
    #expect(nameless?.contains("stand in '', which is not a file of its folder") == true)
    for entries in [
      ["location": "w.bin", "offset": "16"], ["location": "w.bin", "offset": "-8"],
      ["location": "w.bin", "offset": "x"], ["location": "w.bin", "offset": "99"],
      ["location": "w.bin", "length": "8"], ["location": "w.bin", "length": "x"],
    ] as [KeyValuePairs<String, String>] {
      let told = refusal(outside(entries), files: files)
      #expect(told?.contains("'w.bin' has not the 2 numbers of 'w'") == true)
    }
  }
}
