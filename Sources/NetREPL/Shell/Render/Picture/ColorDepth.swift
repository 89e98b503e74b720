/// How many colours a screen has.
package enum ColorDepth: Sendable, CaseIterable {
  case none

  /// The sixteen of every terminal, whose tones its user chooses.
  case sixteen

  /// A cube of 6×6×6 and 24 greys besides.
  case palette

  /// Any.
  case trueColor
}

extension ColorDepth {
  /// What stands between `ESC [` and `m` for a text of that colour on that ground; nil for those of the
  /// screen.
  func code(_ text: RGB?, on ground: RGB?) -> String {
    [text.map { code($0, isGround: false) }, ground.map { code($0, isGround: true) }]
      .compactMap(\.self).filter { !$0.isEmpty }.joined(separator: ";")
  }

  private func code(_ color: RGB, isGround: Bool) -> String {
    switch self {
    case .none: return ""
    case .sixteen:
      let index = Self.sixteenIndex(of: color, isGround: isGround)
      return String((index < 8 ? 30 + index : 82 + index) + (isGround ? 10 : 0))
    case .palette: return "\(isGround ? 48 : 38);5;\(Self.paletteIndex(of: color))"
    case .trueColor:
      return "\(isGround ? 48 : 38);2;\(color.red);\(color.green);\(color.blue)"
    }
  }

  /// The colour of the 256 that is nearest; the first sixteen are left to the user of the terminal.
  static func paletteIndex(of color: RGB) -> Int {
    16 + nearest(to: color, in: paletteColors)
  }

  private static func nearest(to color: RGB, in colors: [RGB]) -> Int {
    colors.indices.min { colors[$0].distance(to: color) < colors[$1].distance(to: color) } ?? 0
  }

  /// 16 to 255 as xterm has them.
  private static let paletteColors: [RGB] = {
    let steps: [UInt32] = [0, 95, 135, 175, 215, 255]
    let cube = steps.flatMap { r in
      steps.flatMap { g in steps.map { b in RGB(r << 16 | g << 8 | b) } }
    }
    return cube + (0..<24).map { RGB((8 + 10 * $0) * 0x010101) }
  }()

  /// The colour of the sixteen of the same kind: of few, the hue says more than the distance.
  ///
  /// As a text blue is bright, since the dark one is hardly seen on black.
  static func sixteenIndex(of color: RGB, isGround: Bool) -> Int {
    let (r, g, b) = (Int(color.red), Int(color.green), Int(color.blue))
    let isDark = color.brightness < 130
    if max(r, g, b) - min(r, g, b) <= 24 {
      return color.brightness > 230
        ? 15 : color.brightness > 170 ? 7 : color.brightness > 60 ? 8 : 0
    }
    if r > g + 24, b > g + 24 { return 5 }
    if g >= r, g >= b { return 2 }
    if b > r { return isDark ? (isGround ? 4 : 12) : 6 }
    return isDark ? 1 : 3
  }
}

/// What pictures are made of on a screen.
enum Glyphs: Equatable {
  /// Letters and signs that every terminal and file shows.
  case ascii

  /// Blocks and braille, in so many colours.
  case unicode(ColorDepth)

  var isASCII: Bool { self == .ascii }

  var colors: ColorDepth {
    switch self {
    case .ascii: .none
    case .unicode(let depth): depth
    }
  }
}
