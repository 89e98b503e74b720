#if arch(x86_64)
  import Core
  import Numerics
  import TestSupport
  import Testing

  /// J and H against 80-bit arithmetic: at most 1e-14 of the largest entry.
  @Suite struct ExactnessTests {
    /// Rounding of ten layers of 100 neurons; single layers stay far below it.
    static let tolerance: Float80 = 1e-14

    struct Case: Sendable, CustomTestStringConvertible {
      var widths: [Int]
      var hidden = "tansig"
      var last = "purelin"
      var testDescription: String {
        "\(widths.map(String.init).joined(separator: "-")) \(hidden) \(last)"
      }
    }

    static let cases: [Case] =
      [
        Case(widths: [1, 1]), Case(widths: [1, 1, 1]), Case(widths: [3, 8, 8, 2]),
        Case(widths: [2, 5, 4, 3, 2], hidden: "logsig", last: "softmax"),
        Case(widths: [4, 6, 5], hidden: "sin", last: "logsoftmax"),
        Case(widths: [5, 7, 3], hidden: "softmax", last: "tansig"),
        Case(widths: [30, 5, 40]), Case(widths: [40, 50, 3]),
        Case(widths: [3] + Array(repeating: 100, count: 9) + [2]),
        Case(widths: [12] + Array(repeating: 100, count: 9) + [3], last: "softmax"),
      ]

    @Test(arguments: cases) func jacobianAndHessian(_ test: Case) throws {
      let network = RandomNetwork.make(
        test.widths, hidden: test.hidden, last: test.last, seed: 11)
      let x = RandomNetwork.point(network.inputCount, seed: 12)
      try expectExact(NetworkMap(network), at: x)
    }

    /// Any part of a network: from z or f of one layer to z or f of a later one.
    @Test func everyPartOfANetwork() throws {
      let network = RandomNetwork.make([3, 4, 5, 2], last: "softmax", seed: 5)
      let x = RandomNetwork.point(3, seed: 6)
      let signals: [Signal] =
        [.input] + (1...3).flatMap { [Signal.preactivation($0), .activation($0)] }
      for from in signals {
        for to in signals where from <= to {
          let map = NetworkMap(network, from: from, to: to)
          try expectExact(map, at: NetworkMap(network, to: from)(x))
        }
      }
    }

    private func expectExact(_ map: NetworkMap, at x: [Double]) throws {
      let exact = ExtendedOracle(map, at: x)
      let jacobian = try map.jacobian(at: x)
      let hessians = try map.hessian(at: x)
      #expect(jacobian.rows == exact.outputCount && jacobian.columns == exact.inputCount)

      var worst: (jacobian: Float80, hessian: Float80) = (0, 0)
      for k in 0..<exact.outputCount {
        for j in 0..<exact.inputCount {
          worst.jacobian = max(
            worst.jacobian, abs(Float80(jacobian[k, j]) - exact.jacobian(k, j)))
          for i in 0...j {
            worst.hessian = max(
              worst.hessian, abs(Float80(hessians[k][i, j]) - exact.hessian(k, i, j)))
          }
        }
      }
      let largest = exact.hessians.map(\.largestMagnitude).max() ?? 0
      #expect(worst.jacobian <= Self.tolerance * Float80(exact.jacobian.largestMagnitude))
      #expect(worst.hessian <= Self.tolerance * Float80(largest))
    }
  }
#endif
