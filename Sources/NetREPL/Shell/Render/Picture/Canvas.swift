/// A field of dots behind characters: braille has 2×4 dots a character, plain text one.
struct Canvas {
  let columns: Int
  let rows: Int
  private let isASCII: Bool

  /// The dots of a character as bits, and which series was the last to draw there.
  private var dots: [UInt8]
  private var owner: [Int?]

  /// Signs that stand in the place of dots.
  private var signs: [Int: Character] = [:]

  var dotsWide: Int { columns * (isASCII ? 1 : 2) }
  var dotsHigh: Int { rows * (isASCII ? 1 : 4) }

  init(columns: Int, rows: Int, isASCII: Bool) {
    (self.columns, self.rows, self.isASCII) = (columns, rows, isASCII)
    dots = Array(repeating: 0, count: columns * rows)
    owner = Array(repeating: nil, count: columns * rows)
  }

  /// Sets the dot at x from the left and y from the top; outside of the field nothing.
  mutating func dot(_ x: Int, _ y: Int, by series: Int) {
    guard (0..<dotsWide).contains(x), (0..<dotsHigh).contains(y) else { return }
    if isASCII {
      dots[y * columns + x] = 1
      owner[y * columns + x] = series
      return
    }
    let cell = y / 4 * columns + x / 2
    // The order of the dots in Unicode: down the left three, the right three, then the last two.
    let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
    dots[cell] |= bits[y % 4][x % 2]
    owner[cell] = series
  }

  /// Puts a sign into the character that a dot is in.
  mutating func sign(_ sign: Character, _ x: Int, _ y: Int, by series: Int) {
    guard (0..<dotsWide).contains(x), (0..<dotsHigh).contains(y) else { return }
    let cell = isASCII ? y * columns + x : y / 4 * columns + x / 2
    signs[cell] = sign
    owner[cell] = series
  }

  /// Draws a straight line between places in dots, which may lie far outside.
  ///
  /// - Parameters:
  ///   - phase: how many dots of the dashes are behind it; those of the line are added.
  ///   - isDrawn: of the dots of a dashed line those that are drawn, by their number.
  mutating func line(
    from a: (x: Double, y: Double), to b: (x: Double, y: Double), by series: Int,
    phase: inout Int, isDrawn: (Int) -> Bool
  ) {
    guard
      let (a, b) = Self.clipped(a, b, width: Double(dotsWide - 1), height: Double(dotsHigh - 1))
    else { return }
    let steps = max(
      Int(clamping: (b.x - a.x).magnitude.rounded(.up)),
      Int(clamping: (b.y - a.y).magnitude.rounded(.up)), 1)
    for step in 0...steps {
      let t = Double(step) / Double(steps)
      if isDrawn(phase) {
        dot(
          Int(clamping: (a.x + (b.x - a.x) * t).rounded()),
          Int(clamping: (a.y + (b.y - a.y) * t).rounded()), by: series)
      }
      phase += step == 0 ? 0 : 1
    }
  }

  /// The part of a line within the field, by Liang and Barsky (1984); nil where there is none.
  static func clipped(
    _ a: (x: Double, y: Double), _ b: (x: Double, y: Double), width: Double, height: Double
  ) -> (a: (x: Double, y: Double), b: (x: Double, y: Double))? {
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    guard dx.isFinite, dy.isFinite, a.x.isFinite, a.y.isFinite else { return nil }
    var (first, last) = (0.0, 1.0)
    for (p, q) in [
      (-dx, a.x + 0.5), (dx, width + 0.5 - a.x), (-dy, a.y + 0.5), (dy, height + 0.5 - a.y),
    ] {
      if p == 0 {
        if q < 0 { return nil }
        continue
      }
      let t = q / p
      if p < 0 { first = max(first, t) } else { last = min(last, t) }
    }
    guard first <= last else { return nil }
    return (
      (a.x + first * dx, a.y + first * dy), (a.x + last * dx, a.y + last * dy)
    )
  }

  /// The character of a place and the series that drew it last; nil where nothing was drawn.
  ///
  /// - Parameter mark: what a series is drawn with in plain text.
  func cell(_ column: Int, _ row: Int, mark: (Int) -> Character) -> (text: Character, series: Int)?
  {
    let cell = row * columns + column
    guard let series = owner[cell] else { return nil }
    if let sign = signs[cell] { return (sign, series) }
    if isASCII { return (mark(series), series) }
    return Unicode.Scalar(0x2800 + UInt32(dots[cell])).map { (Character($0), series) }
  }
}
