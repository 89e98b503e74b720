import Testing

@testable import Formats

/// Each type of stored numbers, by bytes that are written down.
@Suite struct ElementTypeTests {
  @Test(
    arguments: [
      ("b1", "bool", [0, 1, 7], [0, 1, 1]),
      ("i1", "int8", [0x7F, 0x80, 0xFF], [127, -128, -1]),
      ("i2", "int16", [0x34, 0x12, 0xFE, 0xFF], [0x1234, -2]),
      ("i4", "int32", [0x78, 0x56, 0x34, 0x12, 0xFE, 0xFF, 0xFF, 0xFF], [0x1234_5678, -2]),
      ("i8", "int64", [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [-2]),
      ("u1", "uint8", [0x80, 0xFF], [128, 255]),
      ("u2", "uint16", [0xFE, 0xFF], [65534]),
      ("u4", "uint32", [0xFE, 0xFF, 0xFF, 0xFF], [4_294_967_294]),
      ("u8", "uint64", [0, 0, 0, 0, 0, 0, 0, 0x80], [0x1p63]),
      // 1.5 = 2⁰(1 + 512/1024), the least half, the largest one, and infinity.
      (
        "f2", "float16", [0x00, 0x3E, 0x01, 0x80, 0xFF, 0x7B, 0x00, 0xFC],
        [1.5, -0x1p-24, 65504, -.infinity]
      ),
      ("f4", "float32", [0x00, 0x00, 0xC0, 0xBF], [-1.5]),
      ("f8", "float64", [0, 0, 0, 0, 0, 0, 0xF8, 0xBF], [-1.5]),
    ] as [(String, String, [UInt8], [Double])])
  func numbersOf(type: String, name: String, bytes: [UInt8], values: [Double]) throws {
    let element = try #require(ElementType(numpy: type))
    #expect(element.name == name)
    #expect(element.byteCount * values.count == bytes.count)
    #expect(element.doubles(bytes[...]) == values)
    // The other end first.
    let size = element.byteCount
    let other = (0..<values.count).flatMap { bytes[($0 * size)..<(($0 + 1) * size)].reversed() }
    #expect(element.doubles(other[...], isBigEndian: true) == values)
  }

  @Test func brainFloats() {
    #expect(ElementType.bfloat16.name == "bfloat16")
    // The upper half of a float: 1.5 is 0x3FC0.
    #expect(ElementType.bfloat16.doubles([0xC0, 0x3F][...]) == [1.5])
  }

  @Test func halvesThatAreNoNumbers() {
    #expect(ElementType.float16.doubles([0x01, 0x7C][...])[0].isNaN)
    #expect(ElementType(numpy: "c16") == nil)
  }
}
