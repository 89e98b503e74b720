import Foundation
import TestSupport
import Testing

@testable import Bounds
@testable import Core
@testable import Formula

/// Every operation against MPFR: the true value of members of the operands is in the result.
@Suite struct IntervalTests {
  private static let precision = 300

  /// As many cases in all as the variable says; a few thousand where it is not set.
  private static let rounds =
    ProcessInfo.processInfo.environment["NETREPL_INTERVAL_CASES"].flatMap { Int($0) } ?? 3_000

  private static func precise(_ value: Double) -> BigFloat {
    BigFloat(value, precision: precision)
  }

  @Test func arithmeticEncloses() {
    var random = SeededGenerator(seed: 1)
    var wrong: [String] = []
    for _ in 0..<Self.rounds {
      let (a, b) = (random.interval(), random.interval())
      let (x, y) = (random.member(of: a), random.member(of: b))
      let (u, v) = (Self.precise(x), Self.precise(y))
      for (name, interval, value) in [
        ("+", a + b, u + v), ("-", a - b, u - v), ("*", a * b, u * v), ("²", a.squared, u * u),
        ("mid", Interval(a.middle - a.radius, a.middle + a.radius), u),
      ] where !interval.holds(value) {
        wrong.append("\(a) \(name) \(b), \(x) and \(y): \(interval), not \(value.double)")
      }
      if y != 0, !(a / b).holds(u / v) { wrong.append("\(a) / \(b), \(x) and \(y): \(a / b)") }
    }
    #expect(wrong.isEmpty, "\(wrong.count) wrong: \(wrong.prefix(5))")
  }

  @Test func functionsEnclose() {
    typealias Line = (name: String, interval: (Interval) -> Interval, value: (BigFloat) -> BigFloat)
    let lines: [Line] = [
      ("exp", \.exponential, \.exponential),
      ("expm1", \.exponentialMinusOne, \.exponentialMinusOne),
      ("log", \.logarithm, \.logarithm), ("log1p", \.logarithmOnePlus, \.logarithmOnePlus),
      ("sqrt", \.squareRoot, \.squareRoot), ("sin", \.sine, \.sine), ("cos", \.cosine, \.cosine),
      ("tan", \.tangent, \.tangent), ("sinh", \.hyperbolicSine, \.hyperbolicSine),
      ("cosh", \.hyperbolicCosine, \.hyperbolicCosine),
      ("tanh", \.hyperbolicTangent, \.hyperbolicTangent),
      ("asinh", \.areaHyperbolicSine, \.areaHyperbolicSine), ("atan", \.arcTangent, \.arcTangent),
      ("erf", \.errorFunction, \.errorFunction),
    ]
    var random = SeededGenerator(seed: 2)
    for line in lines {
      var wrong: [String] = []
      for round in 0..<(Self.rounds / 10) {
        // Every size, and those at which most happens.
        let a = round % 2 == 0 ? random.interval() : random.interval(near: 8 * random.normal())
        let x = random.member(of: a)
        let value = line.value(Self.precise(x))
        let interval = line.interval(a)
        if !value.isNaN, !interval.holds(value) {
          wrong.append("\(line.name) \(a), \(x): \(interval), not \(value.double)")
        }
      }
      #expect(wrong.isEmpty, "\(wrong.count) wrong: \(wrong.prefix(5))")
    }
  }

  /// As tight as doubles allow: a thin argument has a value within three doubles.
  @Test(arguments: [0.3, -1.7, 5, 20]) func thinArgumentsHaveThinValues(x: Double) {
    let thin = Interval(x)
    for (value, name) in [
      (thin.exponential, "exp"), (thin.hyperbolicTangent, "tanh"), (thin.sine, "sin"),
      (thin / Interval(3), "/ 3"), (thin + .rounded(0.1), "+ 0.1"), (thin.logistic, "logistic"),
      (thin.softplus, "softplus"),
    ] {
      #expect(value.upper - value.lower <= 16 * value.magnitude.ulp, "\(name) \(value)")
    }
  }

  @Test func extremeEnds() {
    let whole = Interval(-.infinity, .infinity)
    #expect(Interval(.nan) == whole && Interval(.infinity) == whole && Interval(.nan, 1) == whole)
    #expect(whole * .zero == .zero && .zero * whole == .zero)
    #expect(whole.middle == 0 && whole.radius == .infinity)
    #expect(Interval.one / Interval(-1, 1) == whole && .one / Interval(0, 1) == whole)
    #expect(Interval(2).exponential.hull(whole) == whole)
    let largest = Interval(.greatestFiniteMagnitude)
    #expect((largest + largest) == Interval(.greatestFiniteMagnitude, .infinity))
    #expect((largest * largest).lower == .greatestFiniteMagnitude)
    let least = Interval(.leastNonzeroMagnitude)
    // Half of the smallest double is no double, and lies between 0 and it.
    #expect((least * Interval(0.5)).contains(0) && (least * Interval(0.5)).upper > 0)
    #expect(Interval(800).exponential.upper == .infinity)
    #expect(Interval(-800).exponential.lower == 0 && Interval(-800).exponential.upper > 0)
    #expect(whole.hyperbolicTangent == Interval(-1, 1) && whole.exponential.lower == 0)
    #expect(Interval(-1, 1).logarithm == whole && Interval(-1, 1).squareRoot == whole)
    #expect(Interval(1, 2).tangent == whole && Interval(1, 2).sine.upper == 1)
    #expect(Interval(3, 3.3).cosine.lower == -1 && Interval(1e12).sine == Interval(-1, 1))
  }

  /// W X against exact sums, for shapes on both sides of where the library takes over.
  @Test(arguments: [(1, 1, 1), (3, 5, 2), (20, 70, 30)])
  func matrixProductsEnclose(rows: Int, inner: Int, columns: Int) {
    var random = SeededGenerator(seed: 3)
    var weights = Matrix(rows: rows, columns: inner, storage: random.normals(rows * inner))
    weights[0, 0] = 1e-200
    let layer = Layer(
      weights: weights, bias: Array(repeating: 0, count: rows), activation: Activation(.purelin))
    var x = IntervalMatrix(rows: inner, columns: columns)
    for i in 0..<inner {
      for j in 0..<columns { x[i, j] = random.interval(near: random.normal()) }
    }
    if columns > 1 { for i in 0..<inner { x[i, 1] = .zero } }
    if columns > 2 { x[0, 2] = Interval(1e-200) }
    let product = IntervalLayer(layer).product(x)
    for i in 0..<rows {
      for j in 0..<columns {
        var (lower, upper) = (Self.precise(0), Self.precise(0))
        for k in 0..<inner {
          let (w, entry) = (weights[i, k], x[k, j])
          lower = lower + Self.precise(w) * Self.precise(w < 0 ? entry.upper : entry.lower)
          upper = upper + Self.precise(w) * Self.precise(w < 0 ? entry.lower : entry.upper)
        }
        #expect(product[i, j].holds(lower) && product[i, j].holds(upper))
        // And little more than that.
        let width = (upper - lower).double
        #expect(product[i, j].upper - product[i, j].lower <= 1.001 * width + 1e-12)
        if j == 1 { #expect(product[i, j] == .zero) }
      }
    }
  }
}

extension Interval {
  func holds(_ value: BigFloat) -> Bool {
    if value.isNaN { return true }
    let (lower, upper) = (
      BigFloat(lower, precision: value.precision), BigFloat(upper, precision: value.precision)
    )
    return !value.isLess(than: lower) && !upper.isLess(than: value)
  }
}

extension SeededGenerator {
  /// A double of any size, with 0 and subnormal ones among them.
  mutating func double() -> Double {
    switch next() % 16 {
    case 0: return 0
    case 1: return Double(bitPattern: next() >> 14)
    case 2...7:
      let value = Double(bitPattern: next())
      return value.isFinite ? value : 1
    default: return normal()
    }
  }

  mutating func interval() -> Interval {
    let (a, b) = (double(), next() % 4 == 0 ? nil : double())
    return b.map { Interval(min(a, $0), max(a, $0)) } ?? Interval(a)
  }

  /// One of some width from 0 to 1 around a number.
  mutating func interval(near middle: Double) -> Interval {
    let width = [0, 1e-12, 1e-3, 0.1, 1][Int(next() % 5)]
    return Interval(middle, middle + width)
  }

  mutating func member(of interval: Interval) -> Double {
    switch next() % 3 {
    case 0: interval.lower
    case 1: interval.upper
    default:
      {
        let part = Double(next() >> 11) * 0x1p-53
        let value = interval.lower * (1 - part) + interval.upper * part
        return min(max(value, interval.lower), interval.upper)
      }()
    }
  }
}
