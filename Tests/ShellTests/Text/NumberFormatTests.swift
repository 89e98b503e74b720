import Platform
import TestSupport
import Testing

@testable import Shell

@Suite struct NumberFormatTests {
  @Test(arguments: [
    (0.1, "0.1"), (-2, "-2"), (0, "0"), (-0.0, "-0"), (1e21, "1e21"), (1e-300, "1e-300"),
    (Double.leastNonzeroMagnitude, "5e-324"), (1.5e300, "1.5e300"), (123_456_789, "123456789"),
    (0.25, "0.25"),
    (1.0 / 3, "0.3333333333333333"), (.infinity, "inf"), (-.infinity, "-inf"),
    (1.7976931348623157e308, "1.7976931348623157e308"),
  ])
  func shortestIsShort(value: Double, text: String) {
    #expect(NumberFormat.shortest(value) == text)
  }

  @Test func notANumberHasNoSign() {
    #expect(NumberFormat.shortest(.nan) == "nan")
    #expect(NumberFormat.shortest(-.nan) == "nan")
  }

  @Test func shortestReadsBackExactly() {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<10_000 {
      let value = Double(bitPattern: random.next())
      let text = NumberFormat.shortest(value)
      let back = Double(text)
      #expect(value.isNaN ? text == "nan" : back?.bitPattern == value.bitPattern, "\(text)")
    }
  }

  @Test func aZeroHasNoSignUnlessAllDigitsAreWanted() {
    for column in [[-0.0, 0], [-0.0, 0.25], [-0.0, 1.0 / 3], [-0.0, .infinity]] {
      #expect(NumberFormat(digits: 6).column(column)[0].trimmed == "0")
      #expect(NumberFormat(digits: nil).column(column)[0].trimmed == "-0")
    }
  }

  @Test func fullPrecisionReadsBackExactly() throws {
    var random = SeededGenerator(seed: 2)
    let values = (0..<10_000).map { _ in Double(bitPattern: random.next()) }
    let column = NumberFormat(digits: nil).column(values)
    for (value, cell) in zip(values, column) where !value.isNaN {
      #expect(Double(cell.trimmed)?.bitPattern == value.bitPattern)
    }
  }

  @Test func seventeenDigitsReadBackExactly() {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<10_000 {
      let value = Double(bitPattern: random.next())
      guard value.isFinite else { continue }
      #expect(Double(NumberFormat(digits: 17).column([value])[0].trimmed) == value)
    }
  }

  /// The power of ten decides how many decimals there are: 9.999995 is 10.0000 with six digits.
  @Test func aColumnIsRoundedAsCRoundsIt() throws {
    var random = SeededGenerator(seed: 4)
    for digits in 1...17 {
      for _ in 0..<500 {
        let whole = Double.random(in: -1...1, using: &random)
        let power = CNumber.power(10, Double.random(in: -3...20, using: &random).rounded())
        let nines = (1 - CNumber.power(10, -Double(Int.random(in: 1...17, using: &random)))) * power
        for value in [whole * power, nines, nines.nextDown, -nines.nextUp] {
          let text = NumberFormat(digits: digits).column([value])[0].trimmed
          let rounded = CNumber.scientific(value, decimals: digits - 1)
          // What is short already stands as it is.
          #expect(
            Double(text) == Double(rounded)
              || text == NumberFormat.shortest(value) && text.utf8.count <= digits + 3,
            "\(value) with \(digits) digits")
        }
      }
    }
  }

  // MARK: Rounding

  /// 0.5, 1.5, 2.5 and the like have a half as their exact last digit: it goes to the even one.
  @Test(arguments: [
    (2.5, 1, "2"), (3.5, 1, "4"), (0.125, 2, "0.12"), (0.375, 2, "0.38"), (2.675, 3, "2.67"),
    (1.005, 3, "1.00"), (100_000.5, 6, "100000"), (100_001.5, 6, "100002"),
  ])
  func roundingIsOfTheExactValue(value: Double, digits: Int, text: String) {
    #expect(NumberFormat(digits: digits).column([value])[0] == text)
  }

  @Test func aCarryGivesOneMoreDigitBeforeThePoint() {
    #expect(NumberFormat(digits: 6).column([9.9999996]) == ["10.0000"])
    #expect(NumberFormat(digits: 6).column([0.99999996]) == ["1.00000"])
    #expect(NumberFormat(digits: 6).column([9.9999996, -1.23456789]) == ["10.0000 ", "-1.23457"])
  }

  // MARK: Columns

  @Test func pointsStandBelowEachOther() {
    let cells = NumberFormat(digits: 6).column([-0.192591286, 10.5, 0, .nan, -.infinity, 3.25])
    #expect(Set(cells.map(\.count)).count == 1)
    let places = cells.compactMap { cell in
      cell.firstIndex(of: ".").map { cell.distance(from: cell.startIndex, to: $0) }
    }
    #expect(places.count == 3 && Set(places).count == 1)
    #expect(cells.map(\.trimmed) == ["-0.192591", "10.5", "0", "nan", "-inf", "3.25"])
    // The units of what has no point stand where those of the others do.
    #expect(cells[2].prefix(places[0]).last == "0")
  }

  @Test func everyNumberHasTheDigitsAskedFor() {
    #expect(
      NumberFormat(digits: 6).column([-0.19259128691183672, 0.6548151210592668])
        == ["-0.192591", " 0.654815"])
    #expect(NumberFormat(digits: 3).column([123.456, 12.5]) == ["123  ", " 12.5"])
    #expect(NumberFormat(digits: 1).column([0.0123]) == ["0.01"])
    // Rows may have units of their own.
    let units = NumberFormat(digits: 6).column([1.7638219, 9968.0034, 0.000338123456])
    #expect(units.map(\.trimmed) == ["1.76382", "9968.00", "3.38123e-4"])
    let three = NumberFormat(digits: 3).column([2e-4, 3.384e-4, 1.0004e-5]).map(\.trimmed)
    #expect(three == ["2e-4", "3.38e-4", "1.00e-5"])
    // An integer of a few more digits is whole.
    #expect(
      NumberFormat(digits: 3).column([12345, 123_456]).map(\.trimmed) == ["12345", "1.23e5"])
  }

  @Test func shortNumbersArePrintedWhole() {
    #expect(NumberFormat(digits: 6).column([1, -0.5]) == [" 1  ", "-0.5"])
    #expect(NumberFormat(digits: 6).column([1, 20, -300]) == ["   1", "  20", "-300"])
    #expect(NumberFormat(digits: 6).column([0.1, 0.25]) == ["0.1 ", "0.25"])
  }

  @Test func tinyBesideHugeUsesPowersOfTen() {
    let cells = NumberFormat(digits: 3).column([1.25e-9, 1234.5, 0])
    #expect(cells.map(\.trimmed) == ["1.25e-9", "1.23e3", "0"])
    #expect(NumberFormat(digits: 6).column([123_456_789_012]) == ["1.23457e11"])
    #expect(NumberFormat(digits: 6).column([1.0 / 3e7]) == ["3.33333e-8"])
  }

  /// A number that is not zero never looks like one, and keeps two digits at least.
  @Test func onlyZeroIsZero() {
    var random = SeededGenerator(seed: 4)
    for digits in 1...17 {
      for _ in 0..<200 {
        let values = (0..<3).map { _ in
          Double.random(in: -1...1, using: &random)
            * exp10(Int.random(in: -12...12, using: &random))
        }
        for (value, cell) in zip(values, NumberFormat(digits: digits).column(values)) {
          let mantissa = cell.trimmed.prefix { $0 != "e" }
          #expect(mantissa.contains { ("1"..."9").contains($0) }, "\(value): \(cell)")
        }
      }
    }
  }

  /// Half a unit of the last digit shown is the most that rounding may cost.
  @Test func roundingIsHonest() throws {
    var random = SeededGenerator(seed: 5)
    for digits in 1...15 {
      for _ in 0..<200 {
        let values = (0..<4).map { _ in Double.random(in: -100...100, using: &random) }
        for (value, cell) in zip(values, NumberFormat(digits: digits).column(values)) {
          let text = cell.trimmed
          let parts = text.split(separator: "e")
          let decimals = parts[0].split(separator: ".").dropFirst().first?.count ?? 0
          let power = parts.count > 1 ? try #require(Int(parts[1])) : 0
          let unit = exp10(power - decimals)
          let shown = try #require(Double(text))
          #expect(abs(shown - value) <= unit * 0.5 + 1e-13, "\(value): \(text)")
        }
      }
    }
  }

  // MARK: Magnitudes and prose

  @Test(arguments: [
    (1.04e-14, 2, "1.0e-14"), (2.96e-14, 1, "3e-14"), (9.96, 2, "1.0e1"), (0, 2, "0"),
    (Double.leastNonzeroMagnitude, 2, "4.9e-324"), (.infinity, 2, "inf"),
  ])
  func magnitudesHaveFewDigits(value: Double, digits: Int, text: String) {
    #expect(NumberFormat.magnitude(value, digits: digits) == text)
  }

  @Test func aNumberInASentenceIsWholeWhenShort() {
    let six = NumberFormat(digits: 6)
    #expect(six.alone(0.5) == "0.5")
    #expect(six.alone(-1) == "-1")
    #expect(NumberFormat(digits: 2).alone(0.001) == "0.001")
    #expect(NumberFormat(digits: 2).alone(-1.5e-7) == "-1.5e-7")
    #expect(NumberFormat(digits: 2).alone(0.00123) == "0.0012")
    // 0.1 + 0.2 is not 0.3, and the zeros say so.
    #expect(six.alone(0.1 + 0.2) == "0.300000")
    #expect(six.alone(1.0 / 3) == "0.333333")
    #expect(six.alone(.nan) == "nan")
    #expect(NumberFormat(digits: nil).alone(1.0 / 3) == "0.3333333333333333")
    #expect(Prose.vector([0.5, -1]) == "(0.5,\u{a0}−1)")
    #expect(Prose.vector([1, 2, 3, 4, 5, 6, 7]) == "(1, 2, 3, …, 7), 7 values")
  }
}

private func exp10(_ power: Int) -> Double {
  Double("1e\(power)") ?? .nan
}

extension String {
  fileprivate var trimmed: String { filter { $0 != " " } }
}
