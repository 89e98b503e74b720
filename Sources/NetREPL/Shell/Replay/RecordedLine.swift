import Platform

/// Printed lines as a session file has them: with bounds and tolerances where numbers depend on
/// the machine, so that the file replays on another one.
enum RecordedLine {
  /// Sizes of errors below this are rounding, which is another one on every machine.
  private static let rounding = 1e-8

  /// Numbers of so many digits show the rounding of the last ones.
  private static let manyDigits = 12

  /// What a step's lines are written as.
  static func lines(of printed: PrintedStep) -> [String] {
    var lines: [String] = []
    for line in printed.lines {
      let text = text(of: line, bound: printed.bound)
      if text != "..." || lines.last != "..." { lines.append(text) }
    }
    return lines
  }

  /// A size of an error becomes a bound ten to a hundred times as large; a number of 12 digits or
  /// more gets the bound of its own finite difference as tolerance.
  static func text(of line: String, bound: Double) -> String {
    let actual = SessionLine(line, isExpected: false)
    let written = rewriting(actual) { index, token in
      if isRounding(token), !isSetting(actual, index) {
        return "<\(NumberFormat.shortest(above(token.value, by: 10)))"
      }
      if let bound = boundOfNoError(actual, index) {
        return "<\(NumberFormat.shortest(above(bound, by: 10)))"
      }
      guard !token.isInteger, NumberFormat.significantDigits(token.text) >= manyDigits,
        token.value.isFinite
      else {
        return nil
      }
      let tolerance = above(max(bound, 1e-14 * abs(token.value)), by: 1)
      return "\(token.text)(+-\(NumberFormat.shortest(tolerance)))"
    }
    return safe(written, actual)
  }

  /// An expected line brought up to date: its bounds and tolerances stay where the words around
  /// them are the same, and so do numbers that are still right.
  static func update(
    _ expected: SessionLine, to actual: SessionLine, _ tolerance: Tolerance, bound: Double
  ) -> String {
    let pairs = Array(zip(expected.tokens, actual.tokens))
    guard expected.tokens.count == actual.tokens.count,
      pairs.allSatisfy({ $0.isNumber == $1.isNumber && ($0.isNumber || $0.text == $1.text) })
    else { return text(of: actual.plain, bound: bound) }
    let written = rewriting(expected) { index, wanted in
      let got = pairs[index].1
      if SessionLine.mismatch(wanted, got, tolerance) == nil { return nil }
      if wanted.isBound { return "<\(NumberFormat.shortest(above(abs(got.value), by: 10)))" }
      return wanted.tolerance.map { "\(got.text)(+-\(NumberFormat.shortest($0)))" } ?? got.text
    }
    return safe(written, actual, tolerance)
  }

  // MARK: Numbers

  /// Two digits and a small power of ten, as errors and bounds are printed.
  private static func isRounding(_ token: SessionToken) -> Bool {
    token.text.contains("e") && NumberFormat.significantDigits(token.text) <= 2 && token.value > 0
      && token.value < rounding
  }

  /// The bound beside an error that happens to be 0 on this machine: `0  7e-16  agrees`.
  private static func boundOfNoError(_ line: SessionLine, _ index: Int) -> Double? {
    let tokens = line.tokens.dropFirst(index).prefix(3).map(\.self)
    guard tokens.count == 3, tokens[0].text == "0", isRounding(tokens[1]),
      tokens[2].text == "agrees"
    else { return nil }
    return tokens[1].value
  }

  /// Whether it is what somebody chose: `fd.step = 1e-10`, `h from 1e-10`.
  private static func isSetting(_ line: SessionLine, _ index: Int) -> Bool {
    index > 0 && ["=", "from"].contains(line.tokens[index - 1].text)
  }

  /// A power of ten that is at least so many times the value.
  private static func above(_ value: Double, by factor: Double) -> Double {
    guard value.isFinite, value > 0 else { return .leastNormalMagnitude }
    return Double("1e\(Int(clamping: (CNumber.log10(value) + CNumber.log10(factor)).rounded(.up)))")
      ?? .greatestFiniteMagnitude
  }

  // MARK: Text

  /// The line with the numbers replaced for which there is another text.
  private static func rewriting(
    _ line: SessionLine, _ number: (Int, SessionToken) -> String?
  ) -> String {
    let bytes = Array(line.plain.utf8)
    var result: [UInt8] = []
    var end = 0
    for (index, token) in line.tokens.enumerated() where token.isNumber {
      result += bytes[end..<token.range.lowerBound]
      result += number(index, token).map { Array($0.utf8) } ?? Array(bytes[token.range])
      end = token.range.upperBound
    }
    return String(decoding: result + bytes[end...], as: UTF8.self)
  }

  /// What is written must be read as what was printed: else the line itself is, or `...`.
  private static func safe(
    _ written: String, _ actual: SessionLine, _ tolerance: Tolerance = Tolerance()
  ) -> String {
    let isRead = SessionLine(written, isExpected: true).matches(actual, tolerance)
    let text = isRead ? written : actual.plain
    let isMisread =
      TranscriptReader.command(text) != nil || TranscriptReader.isFence(text)
      || TranscriptReader.status(text) != nil
    return isMisread ? "..." : text
  }
}
