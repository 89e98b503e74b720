import Testing

@testable import Shell

@Suite struct ColorDepthTests {
  @Test func codesOfEachDepth() {
    let (orange, blue) = (RGB(0xa24100), RGB(0x1164b3))
    #expect(ColorDepth.trueColor.code(orange, on: nil) == "38;2;162;65;0")
    #expect(ColorDepth.trueColor.code(nil, on: blue) == "48;2;17;100;179")
    // 130 is #af5f00 and 25 #005faf, of xterm's cube.
    #expect(ColorDepth.palette.code(orange, on: blue) == "38;5;130;48;5;25")
    #expect(ColorDepth.sixteen.code(orange, on: blue) == "31;44")
    // Dark blue is hardly read on black.
    #expect(ColorDepth.sixteen.code(blue, on: nil) == "94")
    #expect(ColorDepth.none.code(orange, on: blue) == "")
  }

  /// With the fewest colours each side still has two of its own, and the middle is white.
  @Test func sixteenColoursKeepTheSign() {
    func ground(_ share: Double) -> String {
      ColorDepth.sixteen.code(nil, on: DivergingScale.color(at: share))
    }
    #expect(ground(0) == "107")
    #expect([-1, -0.6, -0.3].map(ground) == ["44", "46", "46"])
    #expect([0.3, 0.6, 1].map(ground) == ["43", "43", "41"])
    #expect(ColorDepth.sixteen.code(nil, on: .notFinite) == "45")
  }

  /// Of 256 colours none of one side looks like one of the other.
  @Test func thePaletteKeepsTheSides() {
    func red(_ index: Int) -> Int { (index - 16) / 36 }
    func blue(_ index: Int) -> Int { (index - 16) % 6 }
    for k in 3...12 {
      let share = Double(k) / 12
      let below = ColorDepth.paletteIndex(of: DivergingScale.color(at: -share))
      let above = ColorDepth.paletteIndex(of: DivergingScale.color(at: share))
      #expect(below < 232 && blue(below) > red(below), "\(share): \(below)")
      #expect(above < 232 && red(above) > blue(above), "\(share): \(above)")
    }
    #expect(ColorDepth.paletteIndex(of: RGB(0xeeeeee)) == 255)
    #expect(ColorDepth.paletteIndex(of: .black) == 16)
  }
}
