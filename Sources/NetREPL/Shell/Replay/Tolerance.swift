import Platform

/// How far a number may be from the one that is written.
struct Tolerance: Equatable {
  /// Relative to the expected number; nil for the precision as written, half a unit of the last
  /// digit.
  var relative: Double?

  /// 0 unless asked for: 1e-8 would hide a wrong sign in a small derivative.
  var absolute = 0.0

  /// What it comes to for one number; 0 for a whole number, which is compared as text.
  func size(for expected: SessionToken) -> Double {
    if let own = expected.tolerance { return own }
    return max(absolute, relative.map { $0 * abs(expected.value) } ?? expected.halfUnit)
  }
}

extension SessionToken {
  /// Half a unit of the last digit written: 5e-4 for 0.123.
  fileprivate var halfUnit: Double {
    let parts = text.lowercased().split(separator: "e" as Character)
    let decimals = parts[0].firstIndex(of: ".").map {
      parts[0].distance(from: $0, to: parts[0].endIndex) - 1
    }
    // Beyond these a double is 0 or infinite anyway, and the difference could overflow.
    let exponent = parts.count > 1 ? min(max(Int(parts[1]) ?? 0, -1000), 1000) : 0
    // Slightly more, since 0.15 - 0.145 is not exactly 0.005.
    return 0.5000001 * CNumber.power(10, Double(exponent - (decimals ?? 0)))
  }
}

extension SessionLine {
  /// What tells a printed line from the expected one; empty when they are the same.
  ///
  /// Where the two have not as many tokens, only the first that differs is told.
  func mismatches(with actual: SessionLine, _ tolerance: Tolerance) -> [String] {
    // What is the same text is the same, whatever it might be read as.
    if plain == actual.plain { return [] }
    var found: [String] = []
    for (one, other) in zip(tokens, actual.tokens) {
      guard let mismatch = Self.mismatch(one, other, tolerance) else { continue }
      found.append(mismatch)
      if tokens.count != actual.tokens.count { return found }
    }
    if found.isEmpty, tokens.count != actual.tokens.count {
      let count = min(tokens.count, actual.tokens.count)
      let expected = tokens.count > count ? "'\(tokens[count].text)'" : "the end of the line"
      let got =
        actual.tokens.count > count ? "'\(actual.tokens[count].text)'" : "the end of the line"
      found.append("expected \(expected), got \(got)")
    }
    return found
  }

  /// As `mismatches`, but only whether there are any.
  func matches(_ actual: SessionLine, _ tolerance: Tolerance) -> Bool {
    if plain == actual.plain { return true }
    guard tokens.count == actual.tokens.count else { return false }
    return zip(tokens, actual.tokens).allSatisfy { Self.mismatch($0, $1, tolerance) == nil }
  }

  /// Why two tokens are not the same.
  static func mismatch(
    _ expected: SessionToken, _ got: SessionToken, _ tolerance: Tolerance
  ) -> String? {
    let text = "expected \(expected.written.clipped(to: 60)), got \(got.text.clipped(to: 60))"
    guard expected.isNumber, got.isNumber else {
      return expected.text == got.text && !expected.isBound ? nil : text
    }
    if expected.isBound {
      return abs(got.value) < expected.value ? nil : text
    }
    if expected.isInteger, expected.tolerance == nil {
      guard got.isInteger, expected.canonicalInteger == got.canonicalInteger else {
        return text + ", a whole number is compared exactly"
      }
      return nil
    }
    if expected.text == got.text { return nil }
    let size = tolerance.size(for: expected)
    let difference = abs(got.value - expected.value)
    if difference <= size { return nil }
    return text + ", difference \(NumberFormat.magnitude(difference)), tolerance "
      + NumberFormat.magnitude(size)
  }
}
