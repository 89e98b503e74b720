/// Where a formula is negative, zero and positive along the line.
///
/// By sampling: sixteenths from −100 to 100 and powers farther out, up to 10⁶; of what changes its
/// sign the place is found to the last bit, of what only touches zero, as (x − 1)² does, too where
/// that shows among the samples. Narrower ones are not seen.
struct SignMap {
  /// Points and the open intervals between them, ascending; nil where no sign is known.
  let cells: [(stretch: Stretch, sign: Int?)]

  init(of formula: Formula) {
    if formula.isConstant {
      cells = [(.line, Self.sign(of: formula, at: 0))]
      return
    }
    let found = Self.changes(of: formula)
    let zeros = Set(found.filter(\.isZero).map(\.x))
    cells = Stretch.cells(between: Set(found.map(\.x)).sorted()).map { stretch in
      if stretch.isPoint {
        return (
          stretch, zeros.contains(stretch.lower) ? 0 : Self.sign(of: formula, at: stretch.lower)
        )
      }
      return (stretch, stretch.samples.lazy.compactMap { Self.sign(of: formula, at: $0) }.first)
    }
  }

  /// −1, 0 or 1; nil where there is no value, or where a zero may be the last digits' alone.
  private static func sign(of formula: Formula, at x: Double) -> Int? {
    let rounded = formula.roundedValue(at: Rounded(exactly: x))
    if rounded.isExact, rounded.value == 0 { return 0 }
    if rounded.isAccurate { return rounded.value > 0 ? 1 : rounded.value < 0 ? -1 : nil }
    // e^(−1000) is positive, although no double is so small. Of a 0 nobody knows.
    let sign = formula.preciseSign(at: x)
    return sign == 0 ? nil : sign
  }

  private static let samples: [Double] = {
    let near = (-1_600...1_600).map { Double($0) / 16 }
    var far: [Double] = []
    var x = 110.0
    while x < 1e6 {
      far += [x, -x]
      x *= 1.2
    }
    return (near + far).sorted()
  }()

  /// Beyond this no power of a number that anybody writes is lost beside 1.
  private static let farthestFromZero = 1e-3

  /// Of what changes its sign more often, as cos eˣ does, no more places are looked for.
  private static let mostPlaces = 200

  private static func changes(of formula: Formula) -> [(x: Double, isZero: Bool)] {
    let signs = samples.map { (x: $0, sign: sign(of: formula, at: $0)) }
    var found: [(x: Double, isZero: Bool)] = []
    for (a, b) in zip(signs, signs.dropFirst()) where a.sign != b.sign {
      if found.count >= mostPlaces { return found }
      let x = edge(of: formula, from: a, to: b.x)
      found.append((x, isZero(formula, at: x)))
    }
    for k in signs.indices.dropFirst().dropLast() {
      if found.count >= mostPlaces { return found }
      guard let sign = signs[k].sign, sign != 0, signs[k - 1].sign == sign,
        signs[k + 1].sign == sign,
        let x = touch(of: formula, around: (samples[k - 1], samples[k], samples[k + 1]))
      else { continue }
      found.append((x, true))
    }
    return found
  }

  /// Where the sign of the left end is lost, to the last bit; a short number where that does as well.
  private static func edge(
    of formula: Formula, from a: (x: Double, sign: Int?), to b: Double
  ) -> Double {
    var (lower, upper) = (a.x, b)
    while true {
      let middle = lower + (upper - lower) / 2
      if middle <= lower || middle >= upper { break }
      if sign(of: formula, at: middle) == a.sign { lower = middle } else { upper = middle }
    }
    // So near to 0 no number of digits tells x² + 1 from 1: what is lost there is lost at 0.
    if max(abs(lower), abs(upper)) < farthestFromZero,
      let lost = [lower, upper].first(where: { sign(of: formula, at: $0) == nil }),
      [0x1p-1, 0x1p-10, 0x1p-40].allSatisfy({ sign(of: formula, at: lost * $0) == nil })
    {
      return 0
    }
    let short = upper.short
    if abs(short - upper) <= 4 * upper.ulp { return short }
    // Zero itself belongs to neither side.
    return sign(of: formula, at: lower) == 0 ? lower : upper
  }

  /// Whether a change of sign is a zero, not a jump or a pole.
  private static func isZero(_ formula: Formula, at x: Double) -> Bool {
    if sign(of: formula, at: x) == 0 { return true }
    let step = max(x.ulp * 16, 1e-13)
    let near = [x - step, x, x + step].map { abs(formula.value(at: $0)) }
    let around = [x - 1 / 64.0, x + 1 / 64.0].map { abs(formula.value(at: $0)) }
    guard let near = near.filter({ !$0.isNaN }).max(), let around = around.max(),
      around > 0
    else { return false }
    return near <= 1e-5 * around
  }

  /// A zero between two values of one sign: a smallest magnitude that is nothing beside theirs.
  private static func touch(
    of formula: Formula, around x: (Double, Double, Double)
  ) -> Double? {
    func size(_ x: Double) -> Double { abs(formula.plainValue(at: x)) }
    let (left, middle, right) = (size(x.0), size(x.1), size(x.2))
    // Of what is too small for a double nothing is seen.
    guard left > 0, middle <= left, middle < right, middle.isFinite else { return nil }
    var (lower, upper) = (x.0, x.2)
    for _ in 0..<80 {
      let (a, b) = (lower + (upper - lower) / 3, upper - (upper - lower) / 3)
      if size(a) <= size(b) { upper = b } else { lower = a }
    }
    let found = abs(formula.value(at: lower))
    for digits in [4, 6, 8] {
      let short = lower.rounded(toDecimals: digits)
      if abs(formula.value(at: short)) <= min(found, 1e-14 * min(left, right)) { return short }
    }
    return found <= 1e-14 * min(left, right) ? lower : nil
  }
}

extension Stretch {
  /// Points and the open intervals between and around them.
  ///
  /// - Precondition: ascending, and each once.
  package static func cells(between points: [Double]) -> [Stretch] {
    var cells: [Stretch] = []
    var before = -Double.infinity
    for point in points {
      cells += [open(before, point), .point(point)]
      before = point
    }
    return cells + [open(before, .infinity)]
  }

  /// A few points of an interval, none of them an end.
  package var samples: [Double] {
    switch (lower.isFinite, upper.isFinite) {
    case (true, true):
      [0.5, 0.37, 0.71, 0.13, 0.94].map { lower + (upper - lower) * $0 }
        .filter { lower < $0 && $0 < upper }
    case (true, false): [0.7, 0.043, 2.3, 9.1, 37].map { lower + $0 }
    case (false, true): [0.7, 0.043, 2.3, 9.1, 37].map { upper - $0 }
    case (false, false): [0.37, -0.81, 1.43, -1.9, 5.2]
    }
  }
}

extension Double {
  /// The nearest number of nine decimals.
  fileprivate var short: Double { rounded(toDecimals: 9) }

  fileprivate func rounded(toDecimals digits: Int) -> Double {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let result = (self * scale).rounded() / scale
    return result.isFinite ? result : self
  }
}
