/// A colour of a picture, as screens and SVG have it.
struct RGB: Hashable, Sendable {
  var red: UInt8
  var green: UInt8
  var blue: UInt8

  /// - Parameter hex: 0xRRGGBB.
  init(_ hex: UInt32) {
    red = UInt8(truncatingIfNeeded: hex >> 16)
    green = UInt8(truncatingIfNeeded: hex >> 8)
    blue = UInt8(truncatingIfNeeded: hex)
  }

  /// "#1164b3".
  var hex: String {
    "#"
      + [red, green, blue].map { byte in
        let digits = String(byte, radix: 16)
        return byte < 16 ? "0\(digits)" : digits
      }.joined()
  }

  /// The colour so far on the way to another one, 0 to 1.
  func mixed(with other: RGB, _ share: Double) -> RGB {
    func mix(_ from: UInt8, _ to: UInt8) -> UInt8 {
      let value = Double(from) + (Double(to) - Double(from)) * min(max(share, 0), 1)
      return UInt8(clamping: Int(clamping: value.rounded()))
    }
    var result = self
    result.red = mix(red, other.red)
    result.green = mix(green, other.green)
    result.blue = mix(blue, other.blue)
    return result
  }

  /// How bright it looks, 0 to 255: which of black and white stands out on it.
  var brightness: Int { (299 * Int(red) + 587 * Int(green) + 114 * Int(blue)) / 1000 }

  /// How far two colours are apart: in brightness, from blue to yellow, and, which is seen first, from green
  /// to red.
  func distance(to other: RGB) -> Int {
    func opponents(_ color: RGB) -> (Int, Int) {
      let (r, g, b) = (Int(color.red), Int(color.green), Int(color.blue))
      return (r - g, (r + g) / 2 - b)
    }
    let ((rg, yb), (otherRG, otherYB)) = (opponents(self), opponents(other))
    let (l, first, second) = (brightness - other.brightness, rg - otherRG, yb - otherYB)
    return l * l + 2 * first * first + second * second
  }
}

extension RGB {
  static let black = RGB(0x000000)
  static let white = RGB(0xffffff)

  /// What is no number: on neither side of any scale here.
  static let notFinite = RGB(0xd0_1c_c8)
}
