import Core
import Platform

/// Round numbers on an axis: steps of 1, 2 or 5 times a power of ten.
struct Ticks: Equatable {
  var values: [Double]

  /// What stands beside each; of an axis of powers beside those alone that have room.
  var labels: [String]

  /// About `count` of them within the range.
  ///
  /// - Precondition: finite ends, at most 1e300, the lower one below the upper.
  static func linear(_ lower: Double, _ upper: Double, count: Int) -> Ticks {
    let (digit, power) = step(lower, upper, count: count)
    let unit = digit * CNumber.power(10, Double(power))
    let (first, last) = ((lower / unit - 1e-9).rounded(.up), (upper / unit + 1e-9).rounded(.down))
    guard first <= last, last - first <= 1000 else { return Ticks(values: [], labels: []) }
    // Read as decimals, so that 3 times 0.1 is 0.3.
    let numbers = (0...Int(clamping: last - first)).map { (first + Double($0)) * digit }
    let values = numbers.map { Double("\(NumberFormat.shortest($0 == 0 ? 0 : $0))e\(power)") ?? 0 }
    return Ticks(values: values, labels: labels(values, power: power))
  }

  /// The step as a digit and a power of ten, so that at most `count` + 1 ticks stand in the range.
  static func step(_ lower: Double, _ upper: Double, count: Int) -> (digit: Double, power: Int) {
    let rough = (upper - lower) / Double(max(count, 1))
    var power = Int(clamping: CNumber.log10(rough).rounded(.down))
    let rest = rough / CNumber.power(10, Double(power))
    for digit in [1.0, 2, 5] where rest <= digit * 1.000001 { return (digit, power) }
    power += 1
    return (1, power)
  }

  /// With as many decimals as the step has; far from 1 with a power of ten.
  private static func labels(_ values: [Double], power: Int) -> [String] {
    let largest = values.largestMagnitude
    let isPlain = largest < 1e5 && power >= -4
    // As many as tell one tick from the next.
    let digits = max(
      6, min(17, Int(clamping: CNumber.log10(largest).rounded(.down)) - power + 1))
    return values.map { value in
      if value == 0 { return "0" }
      if isPlain { return Prose.minus(CNumber.fixed(value, decimals: max(-power, 0))) }
      let parts = NumberFormat.magnitude(value, digits: digits).split(separator: "e")
      guard parts.count == 2 else { return Prose.number(value) }
      var digits = parts[0]
      while digits.last == "0" { digits.removeLast() }
      if digits.last == "." { digits.removeLast() }
      return Prose.minus("\(digits)e\(parts[1])")
    }
  }

  /// Powers of ten within the range, not more than `count` of them.
  ///
  /// - Precondition: positive finite ends.
  static func powers(_ lower: Double, _ upper: Double, count: Int) -> Ticks {
    let first = Int(clamping: (CNumber.log10(lower) - 1e-9).rounded(.up))
    let last = Int(clamping: (CNumber.log10(upper) + 1e-9).rounded(.down))
    guard first <= last else { return Ticks(values: [], labels: []) }
    let stride =
      [1, 2, 3, 4, 5, 10, 20, 50, 100].first { (last - first) / $0 < max(count, 1) } ?? 200
    let powers = (first...last).filter { $0 % stride == 0 }
    return Ticks(
      values: powers.map { Double("1e\($0)") ?? 0 },
      labels: powers.map { $0 == 0 ? "1" : $0 == 1 ? "10" : Prose.minus("1e\($0)") })
  }
}
