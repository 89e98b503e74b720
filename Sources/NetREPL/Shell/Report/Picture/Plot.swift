import Core
import Platform

/// Curves, points and bands over two axes.
struct Plot {
  var title: String
  var x: Axis
  var y: Axis

  /// What is drawn first stands first, and what comes later covers it.
  var series: [Series]

  /// Single places with a name.
  var marks: [Mark] = []

  /// The numbers behind it, for programs: columns of one length.
  var data: [Column] = []

  struct Axis {
    var label: String
    var isLogarithmic = false

    /// Whether it counts, so that only whole numbers stand beside it.
    var isWhole = false

    /// Its ends where the data do not choose them.
    var range: ClosedRange<Double>?
  }

  struct Point: Equatable {
    var x: Double
    var y: Double

    init(_ x: Double, _ y: Double) { (self.x, self.y) = (x, y) }
  }

  struct Series {
    var name: String
    var form: Form
    var ink: Ink

    /// Runs of points that are joined; a value that is not finite ends a run.
    var paths: [[Point]]

    /// The other side of a band, point by point.
    var upper: [[Point]] = []

    /// The colour where it is one of a scale.
    var color: RGB?
  }

  enum Form { case solid, dashed, dotted, points, band }

  /// What a series is, which chooses its colour: the same in every plot.
  enum Ink: Int, CaseIterable { case main, second, third, fourth, guide, band }

  struct Mark {
    var name: String
    var point: Point
  }

  struct Column {
    var name: String
    var values: [Double?]

    init(_ name: String, _ values: [Double?]) { (self.name, self.values) = (name, values) }
  }
}

extension Plot.Series {
  /// A curve of one run.
  init(_ name: String, _ form: Plot.Form = .solid, _ ink: Plot.Ink, _ points: [Plot.Point]) {
    self.init(name: name, form: form, ink: ink, paths: [points])
  }

  /// What is between two curves.
  static func band(_ name: String, lower: [Plot.Point], upper: [Plot.Point]) -> Self {
    Self(name: name, form: .band, ink: .band, paths: [lower], upper: [upper])
  }

  /// All points of both sides.
  var points: [Plot.Point] { (paths + upper).flatMap(\.self) }
}

extension Plot.Ink {
  /// The colours of Okabe and Ito (2008), which the colour-blind tell apart, as light as shows on white and
  /// on black.
  var color: RGB {
    switch self {
    case .main: RGB(0x2f86c8)
    case .second: RGB(0xd5690a)
    case .third: RGB(0x0a9a70)
    case .fourth: RGB(0xb8719f)
    case .guide: RGB(0x808080)
    case .band: RGB(0x9a9a9a)
    }
  }
}

extension Plot.Axis {
  /// The ends of the axis for some values: those that were chosen, or the values with a little room, or of
  /// a value alone something around it.
  ///
  /// - Parameter isRoomy: whether the ends move outward to the next round number.
  func ends(of values: [Double], isRoomy: Bool) -> ClosedRange<Double> {
    if let range { return range }
    let usable = values.filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
    guard let least = usable.min(), let most = usable.max() else {
      return isLogarithmic ? 1...10 : -1...1
    }
    if isLogarithmic {
      func power(_ value: Double, _ rule: FloatingPointRoundingRule) -> Double {
        let power = CNumber.power(10, CNumber.log10(value).rounded(rule))
        return min(max(power, .leastNormalMagnitude), .greatestFiniteMagnitude)
      }
      if least < most, !isRoomy { return least...most }
      let (lower, upper) = (power(least, .down), power(most, .up))
      return lower < upper
        ? lower...upper : power(lower / 10, .down)...power(max(upper * 2, 1e-307), .up)
    }
    // What differs by rounding alone is constant.
    let size = max(abs(least), abs(most))
    // Beyond, nothing can be added to them any more.
    if size > 1e300 { return -size...size }
    guard most - least > 1e-12 * size, size > 0 else {
      let room = size > 0 ? max(size / 2, .leastNormalMagnitude) : 1
      return (least - room)...(most + room)
    }
    guard isRoomy else { return least...most }
    let (digit, power) = Ticks.step(least, most, count: 5)
    let unit = digit * CNumber.power(10, Double(power))
    return ((least / unit).rounded(.down) * unit)...((most / unit).rounded(.up) * unit)
  }

  func ticks(_ range: ClosedRange<Double>, count: Int) -> Ticks {
    let isUsual = max(abs(range.lowerBound), abs(range.upperBound)) <= 1e300
    guard range.lowerBound < range.upperBound, isLogarithmic || isUsual else {
      return Ticks(values: [], labels: [])
    }
    if isLogarithmic { return .powers(range.lowerBound, range.upperBound, count: count) }
    // Steps below 1 would be none.
    let most = isWhole ? min(count, Int(clamping: range.upperBound - range.lowerBound)) : count
    return .linear(range.lowerBound, range.upperBound, count: most)
  }

  /// Where a value stands between the ends, 0 to 1 inside; nil of what has no place.
  func share(of value: Double, in range: ClosedRange<Double>) -> Double? {
    guard value.isFinite, !isLogarithmic || value > 0 else { return nil }
    let (lower, upper) = (range.lowerBound, range.upperBound)
    let share =
      isLogarithmic
      ? (CNumber.log10(value) - CNumber.log10(lower))
        / (CNumber.log10(upper) - CNumber.log10(lower))
      : (value / 2 - lower / 2) / (upper / 2 - lower / 2)
    return share.isFinite ? share : nil
  }
}

extension Plot {
  /// The ends of both axes.
  var ends: (x: ClosedRange<Double>, y: ClosedRange<Double>) {
    let points = series.flatMap(\.points) + marks.map(\.point)
    return (
      x.ends(of: points.map(\.x), isRoomy: x.isLogarithmic),
      y.ends(of: points.map(\.y), isRoomy: true)
    )
  }

  /// The numbers as members of a record.
  var members: Record {
    var columns: Record = [:]
    for column in data { columns += [column.name: column.values] }
    return ["picture": "plot", "axes": [x.label, y.label], "data": columns]
  }
}
