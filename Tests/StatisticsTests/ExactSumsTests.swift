import Core
import Testing

@testable import Statistics

/// Sums without rounding.
@Suite struct ExactSumsTests {
  private func sum(_ terms: [Double]) -> Double { sums(terms)[0] }

  private func sums(_ terms: [Double]) -> ExactSums {
    var sums = ExactSums(count: 1)
    for term in terms {
      sums.expect()
      sums.add(term, to: 0)
    }
    return sums
  }

  private static let least = Double.leastNonzeroMagnitude
  private static let normal = Double.leastNormalMagnitude

  /// By hand: what rounding at every step would lose.
  private static let cases: [(terms: [Double], sum: Double)] = [
    ([], 0), ([0.1, 0.2, 0.3], 0.6), ([1e308, 1, -1e308], 1), ([1, 1e-300, -1], 1e-300),
    (Array(repeating: 0.1, count: 10), 1), ([least, least], 2 * least), ([-least], -least),
    ([normal, -least], normal - least),
    // Halfway between two doubles to the even one, and beyond halfway up.
    ([0x1p53, 1], 0x1p53), ([0x1p53, 1, least], 0x1p53 + 2), ([-0x1p53, -1], -0x1p53),
    ([0x1p53 + 2, 1], 0x1p53 + 4), ([1.7e308, 1.7e308], .infinity),
    ([1.7e308, 1.7e308, -1.7e308], 1.7e308),
  ]

  @Test(arguments: cases.indices) func isRoundedOnce(index: Int) {
    let (terms, expected) = Self.cases[index]
    #expect(sum(terms) == expected)
    #expect(sum(terms.reversed()) == expected)
  }

  @Test func whatIsNotFiniteStaysThat() {
    #expect(sum([1, .infinity, 2]) == .infinity)
    #expect(sum([.infinity, -.infinity, 2]).isNaN)
    #expect(sum([.nan, 2]).isNaN)
  }

  /// More terms than a digit has room for without carries, with all signs and sizes: what is taken away again
  /// leaves what was there.
  @Test func manyTermsCancelExactly() {
    var state: UInt64 = 7
    let terms = (0..<20_000).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Double(bitPattern: state)
      return value.isFinite ? value / 1e10 : 1
    }
    var sums = sums(terms + [0.1])
    for term in terms.shuffled() {
      sums.expect()
      sums.add(-term, to: 0)
    }
    #expect(sums[0] == 0.1)
  }

  @Test func productsAreExact() {
    var sums = ExactSums(count: 2)
    let (a, b) = (1 + 0x1p-30, 1 - 0x1p-30)
    sums.expect(4)
    sums.add(a, times: b, to: 1)
    sums.add(-1, to: 1)
    #expect(sums[1] == -0x1p-60 && sums[0] == 0)
  }

  @Test func anExpansionIsTheSum() {
    let value = sums([1e20, 1, 1e-20, -1e-41])
    let parts = value.expansion(of: 0)
    #expect(parts.first == 1e20 && parts.count > 2)
    let again = ExactSums(expansions: [parts.reversed()])
    #expect(again.expansion(of: 0) == parts)
    var twice = value
    twice.add(again)
    #expect(
      twice.expansion(of: 0)
        == sums([1e20, 1, 1e-20, -1e-41] + [1e20, 1, 1e-20, -1e-41]).expansion(of: 0))
  }
}
