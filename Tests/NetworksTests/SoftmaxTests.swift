import Core
import Testing

/// softmax and logsoftmax against 20 digits of mpmath, and with entries that are not numbers.
@Suite struct SoftmaxTests {
  let softmax = Activation(named: "softmax")!
  let logsoftmax = Activation(named: "logsoftmax")!

  struct Case: Sendable {
    let z: [Double]
    let p: [Double]
    let logarithms: [Double]
  }

  static let cases = [
    Case(
      z: [700.3, 0.1, 699.9, -1.25],
      p: [
        0.5986876601124466, 4.832858481784517e-305, 0.40131233988755344, 1.2528714924825258e-305,
      ],
      logarithms: [-0.5130152523999617, -700.7130152523999, -0.913015252399939, -702.0630152524]),
    Case(
      z: [0.001, -40.7, -300.1],
      p: [1.0, 2.107561672672638e-18, 4.653628240948466e-131],
      logarithms: [-2.107561672672638e-18, -40.701, -300.101]),
  ]

  @Test(arguments: cases) func accurate(_ example: Case) {
    for (found, expected) in zip(softmax.values(example.z), example.p) {
      #expect(abs(found - expected) <= 1e-15 * expected, "\(example.z)")
    }
    for (found, expected) in zip(logsoftmax.values(example.z), example.logarithms) {
      #expect(abs(found - expected) <= 1e-15 * abs(expected), "\(example.z)")
    }
  }

  @Test func manyEntries() {
    // The sum is 1 + 1e5·0.1; adding the terms one by one in double is off in the 12th digit.
    let z = [0] + [Double](repeating: -2.302585092994045684, count: 100_000)
    #expect(abs(softmax.values(z)[0] * 10_001 - 1) <= 1e-15)
    #expect(softmax.values([]) == [])
    #expect(logsoftmax.values([]) == [])
  }

  @Test func minusInfinityHasProbabilityZero() {
    #expect(softmax.values([-.infinity, 3]) == [0, 1])
    #expect(logsoftmax.values([-.infinity, 3]) == [-.infinity, 0])
  }

  static let spoilt: [[Double]] = [
    [.infinity, 0], [0, .infinity, 1], [-.infinity, -.infinity], [.nan, 0], [0, .nan],
  ]

  @Test(arguments: spoilt) func notANumberSpoilsTheLayer(_ z: [Double]) {
    for value in softmax.values(z) + logsoftmax.values(z) { #expect(value.isNaN) }
  }
}
