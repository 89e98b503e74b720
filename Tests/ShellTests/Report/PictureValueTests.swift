import Core
import Testing

@testable import Shell

/// What pictures are made of, worked out by hand.
@Suite struct PictureValueTests {
  // MARK: Ticks

  @Test func ticksAreRoundNumbers() {
    #expect(
      Ticks.linear(0, 1, count: 5)
        == Ticks(
          values: [0, 0.2, 0.4, 0.6, 0.8, 1], labels: ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]))
    #expect(Ticks.linear(-1.3, 2.2, count: 4).values == [-1, 0, 1, 2])
    #expect(Ticks.linear(-1.3, 2.2, count: 4).labels == ["−1", "0", "1", "2"])
    #expect(Ticks.linear(0, 70, count: 3).values == [0, 50])
    #expect(Ticks.linear(2.5, 4.5, count: 5).values == [2.5, 3, 3.5, 4, 4.5])
    #expect(Ticks.linear(0, 3e7, count: 3).labels == ["0", "1e7", "2e7", "3e7"])
    #expect(Ticks.linear(0, 3e-7, count: 3).labels == ["0", "1e−7", "2e−7", "3e−7"])
    // 3 · 0.1 is 0.30000000000000004.
    #expect(Ticks.linear(0, 0.5, count: 5).values == [0, 0.1, 0.2, 0.3, 0.4, 0.5])
    // Far from 0 the digits that tell them apart.
    #expect(
      Ticks.linear(1e10, 1.0000001e10, count: 2).labels == [
        "1e10", "1.00000005e10", "1.0000001e10",
      ])
    let whole = Plot.Axis(label: "", isWhole: true, range: 0.5...3.5)
    #expect(whole.ticks(0.5...3.5, count: 8).labels == ["1", "2", "3"])
    #expect(whole.ticks(0.5...1.5, count: 8).labels == ["1"])
  }

  @Test func stepsAreOneTwoOrFive() {
    for (upper, digit, power) in [
      (1.0, 2.0, -1), (2, 5, -1), (3, 1, 0), (5, 1, 0), (7, 2, 0), (1e9, 2, 8), (4.9e-12, 1, -12),
    ] {
      let step = Ticks.step(0, upper, count: 5)
      #expect(step.digit == digit && step.power == power, "0 to \(upper)")
    }
  }

  @Test func powersOfTen() {
    #expect(Ticks.powers(0.01, 1000, count: 10).values == [0.01, 0.1, 1, 10, 100, 1000])
    #expect(
      Ticks.powers(0.01, 1000, count: 10).labels == ["1e−2", "1e−1", "1", "10", "1e2", "1e3"])
    #expect(Ticks.powers(1e-16, 1, count: 5).values == [1e-16, 1e-12, 1e-8, 1e-4, 1])
    #expect(Ticks.powers(2, 8, count: 5).values.isEmpty)
  }

  // MARK: Ends of an axis

  @Test func axesOfAnyNumbersHaveTwoEnds() {
    let (axis, powers) = (Plot.Axis(label: ""), Plot.Axis(label: "", isLogarithmic: true))
    #expect(axis.ends(of: [0.1, 0.93], isRoomy: true) == 0...1)
    #expect(axis.ends(of: [3, 3], isRoomy: true) == 1.5...4.5)
    #expect(axis.ends(of: [0], isRoomy: true) == -1...1)
    #expect(axis.ends(of: [], isRoomy: true) == -1...1)
    #expect(axis.ends(of: [.nan, .infinity], isRoomy: true) == -1...1)
    // What differs by rounding alone is constant.
    let around = axis.ends(of: [1, 1 + 4 * 0x1p-52], isRoomy: true)
    #expect(abs(around.lowerBound - 0.5) < 1e-12 && abs(around.upperBound - 1.5) < 1e-12)
    #expect(powers.ends(of: [3e-5, 40], isRoomy: true) == 1e-5...100)
    #expect(powers.ends(of: [0, -1], isRoomy: true) == 1...10)
    #expect(powers.ends(of: [10], isRoomy: true) == 1...100)
    // The largest and the smallest numbers there are have axes too.
    let most = Double.greatestFiniteMagnitude
    for values in [
      [-most, most], [most], [Double.leastNonzeroMagnitude], [most, .leastNonzeroMagnitude],
      [1e308, 1.5e308],
    ] {
      for one in [axis, powers] {
        for isRoomy in [true, false] {
          let ends = one.ends(of: values, isRoomy: isRoomy)
          #expect(ends.lowerBound < ends.upperBound && ends.upperBound.isFinite, "\(values)")
          let ticks = one.ticks(ends, count: 5).values
          #expect(!ticks.contains { !$0.isFinite })
        }
      }
    }
    #expect(axis.share(of: 0, in: -most...most) == 0.5)
    #expect(powers.share(of: 0, in: 1...10) == nil && axis.share(of: .nan, in: 0...1) == nil)
    #expect(powers.share(of: 100, in: 1...10000) == 0.5 && axis.share(of: 3, in: 2...6) == 0.25)
  }

  // MARK: Pooling

  @Test func aCellShowsTheEntryOfTheLargestMagnitude() {
    let matrix = MatrixTable.Values.dense(
      Matrix([[1, -5, 2, 0, 3], [4, 2, -1, 0, -3], [0, 0, 7, -8, 1]]))
    let pooled = PooledMatrix(matrix, mostRows: 2, mostColumns: 2)
    // Rows 1 and 2–3; columns 1–2 and 3–5.
    #expect(pooled.cells == [-5, 3, 4, -8])
    #expect(pooled.share == (2, 3) && pooled.isPooled)
    #expect(pooled.firstRow(1) == 1 && pooled.firstColumn(1) == 2)
    let whole = PooledMatrix(matrix, mostRows: 3, mostColumns: 9)
    #expect(!whole.isPooled && whole[2, 3] == -8 && whole.columns == 5)
  }

  @Test func notANumberIsNeverPooledAway() {
    let matrix = MatrixTable.Values.dense(Matrix([[.nan, 9, -.infinity, 1e308]]))
    let pooled = PooledMatrix(matrix, mostRows: 1, mostColumns: 2)
    #expect(pooled[0, 0].isNaN && pooled[0, 1] == -.infinity)
    let reversed = MatrixTable.Values.dense(Matrix([[9, .nan]]))
    #expect(PooledMatrix(reversed, mostRows: 1, mostColumns: 1)[0, 0].isNaN)
    #expect(matrix.largestFiniteMagnitude == 1e308)
    #expect(matrix.notFinite(showing: 1).count == 2)
  }

  // MARK: Colours

  @Test func theScaleIsCentredOnZero() {
    let scale = DivergingScale(most: 4)
    #expect(scale.color(of: 0).hex == "#f3f3f3")
    #expect(scale.color(of: -4).hex == "#1164b3" && scale.color(of: 4).hex == "#a24100")
    #expect(scale.color(of: 2).hex == "#cf9b81", "the stop in the middle")
    // Half way from #f3f3f3 to #d8e1ec, rounded.
    #expect(scale.color(of: -0.25).hex == "#e6eaf0")
    #expect(scale.color(of: .nan) == .notFinite && scale.color(of: -.infinity) == .notFinite)
    #expect(DivergingScale(most: 0).color(of: 0).hex == "#f3f3f3")
    #expect(scale.share(of: 9) == 1 && scale.share(of: -.greatestFiniteMagnitude) == -1)
  }

  /// Björn Ottosson's Oklab, from his own numbers.
  private static func oklab(_ color: RGB) -> (l: Double, a: Double, b: Double) {
    func linear(_ byte: UInt8) -> Double {
      let c = Double(byte) / 255
      return c <= 0.04045 ? c / 12.92 : power((c + 0.055) / 1.055, 2.4)
    }
    let (r, g, b) = (linear(color.red), linear(color.green), linear(color.blue))
    let l = power(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b, 1 / 3)
    let m = power(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b, 1 / 3)
    let s = power(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b, 1 / 3)
    return (
      0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
    )
  }

  private static func power(_ base: Double, _ exponent: Double) -> Double {
    (try? NumberExpression.value(of: "\(base)^\(exponent)")) ?? .nan
  }

  @Test func bothSidesDarkenAlikeInEqualSteps() {
    for k in 0...8 {
      let share = Double(k) / 8
      let (below, above) = (
        Self.oklab(DivergingScale.color(at: -share)), Self.oklab(DivergingScale.color(at: share))
      )
      // The last bits of a byte are 0.004 of lightness.
      #expect(abs(below.l - (0.965 - 0.465 * share)) < 0.005)
      #expect(abs(above.l - below.l) < 0.012, "at \(share)")
      #expect(abs((below.a * below.a + below.b * below.b).squareRoot() - 0.145 * share) < 0.006)
    }
  }

  /// What a person without green cones sees, after Viénot, Brettel and Mollon (1999): red and green become
  /// one. The sides have to stay apart.
  @Test func theSidesStayApartForTheColourBlind() {
    for share in [0.25, 0.5, 1] {
      let (below, above) = (DivergingScale.color(at: -share), DivergingScale.color(at: share))
      func seen(_ color: RGB) -> (Double, Double) {
        let (r, g, b) = (Double(color.red), Double(color.green), Double(color.blue))
        return (0.29275 * r + 0.70725 * g, b)
      }
      let (one, other) = (seen(below), seen(above))
      let (yellow, blue) = (other.0 - other.1, one.1 - one.0)
      #expect(yellow > 15 * share && blue > 50 * share, "at \(share): \(yellow), \(blue)")
    }
  }
}
