/// From numbers to colours: blue below 0, near white at 0, orange above.
///
/// The colours go from the middle to either end in equal steps of Oklab (Ottosson, 2020): lightness falls
/// alike on both sides, 0.965 to 0.5, so that size is read without hue, and blue and orange stay apart for
/// every common kind of colour blindness.
struct DivergingScale: Equatable, Sendable {
  /// The magnitude that the ends stand for; 0 where all numbers are 0.
  var most: Double

  /// Where a value stands, −1 to 1; nil of what is not finite.
  func share(of value: Double) -> Double? {
    guard value.isFinite else { return nil }
    // Halves, so that the largest doubles do not overflow.
    return most > 0 ? min(max(value / most, -1), 1) : 0
  }

  func color(of value: Double) -> RGB { share(of: value).map(Self.color) ?? .notFinite }

  /// The colour at −1 to 1.
  static func color(at share: Double) -> RGB {
    let stops = share < 0 ? below : above
    let place = min(abs(share), 1) * Double(stops.count - 1)
    let first = min(Int(clamping: place), stops.count - 2)
    return stops[first].mixed(with: stops[first + 1], place - Double(first))
  }

  /// At 0, 1/8, …, 1: lightness 0.965 to 0.5 and chroma 0 to 0.145, at a hue of 253° and of 47°.
  private static let below = [
    0xf3f3f3, 0xd8e1ec, 0xbdcfe5, 0xa3bdde, 0x88acd6, 0x6e9acd, 0x5388c5, 0x3776bc, 0x1164b3,
  ].map { RGB($0) }
  private static let above = [
    0xf3f3f3, 0xebddd6, 0xe2c7ba, 0xd9b19d, 0xcf9b81, 0xc58566, 0xba6f49, 0xae5929, 0xa24100,
  ].map { RGB($0) }
}
