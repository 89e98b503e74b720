import LinearAlgebra
import Testing

@Suite struct ConversionTests {
  @Test func aNumberThatFitsNoWholeNumberIsTheNearest() {
    let cases: [(Double, Int)] = [
      (0, 0), (-0.9, 0), (2.9, 2), (-2.9, -2), (.nan, 0), (.infinity, .max), (-.infinity, .min),
      (1e308, .max), (-1e308, .min), (0x1p63, .max), (-0x1p63, .min), (0x1p62, 1 << 62),
      ((0x1p63).nextDown, Int(exactly: (0x1p63).nextDown) ?? 0),
    ]
    for (number, whole) in cases { #expect(Int(clamping: number) == whole) }
  }
}
