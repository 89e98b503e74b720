import Core
import TestSupport
import Testing

@Suite struct FiniteDifferenceTests {
  private func layer(_ weights: [[Double]], _ bias: [Double], _ activation: String) -> Layer {
    Layer(weights: Matrix(weights), bias: bias, activation: Activation(named: activation)!)
  }

  private func map(_ layers: Layer...) -> NetworkMap {
    NetworkMap(Network(name: "test", layers: layers))
  }

  /// A = tanh(2x): A′ = 2(1 − T²), A″ = −8T(1 − T²).
  @Test func oneNeuronByHand() throws {
    let map = map(layer([[2]], [0], "tansig"))
    let x = 0.25
    let t = 0.46211715726000975  // tanh(0.5)
    let first = try #require(FiniteDifference().jacobian(of: map, at: [x])[0, 0])
    #expect(abs(first.value - 2 * (1 - t * t)) < 1e-13)
    #expect(first.bound < 1e-12)
    let second = try #require(FiniteDifference().hessian(of: map, at: [x])[0, 0, 0])
    #expect(abs(second.value + 8 * t * (1 - t * t)) < 1e-11)
    #expect(second.bound < 1e-10)
  }

  @Test func deadNeuronsGiveExactZeros() throws {
    let map = map(
      layer([[1, 2], [3, -1]], [-50, -50], "poslin"), layer([[1, 1]], [0.5], "purelin"))
    let jacobian = try FiniteDifference().jacobian(of: map, at: [0.3, 0.4])
    let hessian = try FiniteDifference().hessian(of: map, at: [0.3, 0.4])
    for j in 0..<2 {
      let entry = try #require(jacobian[0, j])
      #expect(entry.value == 0)
      #expect(Verdict(analytic: 0, estimate: entry, scale: 0) == .agrees)
      let second = try #require(hessian[0, j, 0])
      #expect(second.value == 0)
      #expect(Verdict(analytic: 0, estimate: second, scale: 0) == .agrees)
    }
  }

  @Test func aLinearMapHasNoSecondDerivative() throws {
    let map = map(layer([[1e3, 2], [3, -1e-4]], [5, 6], "purelin"))
    let jacobian = try FiniteDifference().jacobian(of: map, at: [0.3, 0.4])
    let hessian = try FiniteDifference().hessian(of: map, at: [0.3, 0.4])
    for (k, j, exact) in [(0, 0, 1e3), (0, 1, 2), (1, 0, 3), (1, 1, -1e-4)] {
      let entry = try #require(jacobian[k, j])
      #expect(Verdict(analytic: exact, estimate: entry, scale: 1e3) == .agrees)
      let second = try #require(hessian[k, j, 0])
      #expect(Verdict(analytic: 0, estimate: second, scale: 0) == .agrees)
    }
  }

  /// Outputs 1e-12 away from 1 leave four digits of a derivative: too few, and it says so.
  @Test func saturatedOutputsAreLimitedByRounding() throws {
    let map = map(layer([[1, 0], [-1, 0.1]], [14, -14], "softmax"))
    let q = 6.914400106935422e-13  // 1/(1 + e^28)
    let p = 1 - q
    let entry = try #require(FiniteDifference().jacobian(of: map, at: [0, 0])[0, 0])
    #expect(abs(entry.value - 2 * p * q) <= entry.bound)
    #expect(
      Verdict(analytic: 2 * p * q, estimate: entry, scale: 2 * p * q) == .limitedByRounding)
    // The other output has all its digits, so its derivative has too.
    let small = try #require(FiniteDifference().jacobian(of: map, at: [0, 0])[1, 0])
    #expect(Verdict(analytic: -2 * p * q, estimate: small, scale: 2 * p * q) == .agrees)
  }

  @Test func overflowingStepsAreDropped() throws {
    let map = map(layer([[1e-3]], [709], "exp"), layer([[0x1p-1000]], [0], "purelin"))
    let exact = 1e-3 * map([0.5])[0]
    let entry = try #require(FiniteDifference(step: 1e5).jacobian(of: map, at: [0.5])[0, 0])
    #expect(Verdict(analytic: exact, estimate: entry, scale: exact) == .agrees)
  }

  @Test func aValueThatIsNotFiniteGivesNoEstimate() throws {
    let map = map(layer([[1]], [1000], "exp"))
    for entry in [
      try FiniteDifference().jacobian(of: map, at: [0])[0, 0],
      try FiniteDifference().hessian(of: map, at: [0])[0, 0, 0],
    ] {
      let entry = try #require(entry)
      #expect(entry.value.isNaN)
      #expect(entry.limitation == .notFinite)
      #expect(Verdict(analytic: .infinity, estimate: entry, scale: 1) == .notCheckable)
    }
  }

  @Test func aGivenStepIsUsed() throws {
    let map = map(layer([[1]], [0], "tansig"))
    let settings = FiniteDifference(method: .central, step: 0x1p-10)
    let differences = try settings.jacobian(of: map, at: [0])
    #expect(differences.largestStep == 0x1p-10)
    // tanh(h)/h − 1 = −h²/3 + …
    let entry = try #require(differences[0, 0])
    #expect(abs(entry.value - (1 - 0x1p-20 / 3)) < 1e-11)
    #expect(entry.limitation == .truncation)
    #expect(abs(entry.value - 1) <= entry.bound)
    #expect(entry.bound < 1e-6)
  }

  /// On the plateaus of tanh differences of large steps agree with each other, on 0.
  @Test(arguments: FiniteDifference.Method.allCases, [1, 3, 10, 30, 100, 1e3, 1e4, 1e6, 1e12])
  func aGivenStepThatIsTooLargeIsNoMistake(method: FiniteDifference.Method, step: Double) throws {
    for seed in 0..<4 as Range<UInt64> {
      let map = NetworkMap(RandomNetwork.make([3, 6, 2], last: "tansig", seed: seed))
      let x = RandomNetwork.point(3, seed: seed)
      let exact = try HyperDual.derivatives(of: map, at: x)
      let settings = FiniteDifference(method: method, step: step)
      let jacobian = try settings.jacobian(of: map, at: x)
      let hessian = try settings.hessian(of: map, at: x)
      #expect(jacobian.largestStep == step)
      for k in 0..<2 {
        for i in 0..<3 {
          let entry = try #require(jacobian[k, i])
          let scale = exact.jacobian.largestMagnitude
          #expect(Verdict(analytic: exact.jacobian[k, i], estimate: entry, scale: scale) != .wrong)
          for j in 0...i {
            let second = try #require(hessian[k, i, j])
            let (value, scale) = (exact.hessians[k][i, j], exact.hessians[k].largestMagnitude)
            #expect(Verdict(analytic: value, estimate: second, scale: scale) != .wrong)
          }
        }
      }
    }
  }

  @Test func aPlateauIsLimitedByTruncation() throws {
    let map = map(layer([[2]], [0], "tansig"))
    let exact = 1.5728954659318548  // 2(1 − tanh²(0.5))
    let entry = try #require(FiniteDifference(step: 1e12).jacobian(of: map, at: [0.25])[0, 0])
    #expect(entry.limitation == .truncation)
    #expect(abs(entry.value - exact) <= entry.bound)
    #expect(Verdict(analytic: exact, estimate: entry, scale: exact) == .limitedByTruncation)
  }

  /// Outputs whose squares overflow, or vanish.
  @Test(arguments: [1e140, 1e30, 1, 1e-300, 0x1p-1000])
  func outputsOfAllSizes(scale: Double) throws {
    let map = map(
      layer([[1, 0.5], [0.25, -1]], [360, 359], "exp"), layer([[scale, 2 * scale]], [0], "purelin"))
    let x = [0.1, -0.2]
    let exact = try HyperDual.derivatives(of: map, at: x)
    let jacobian = try FiniteDifference().jacobian(of: map, at: x)
    let hessian = try FiniteDifference().hessian(of: map, at: x)
    for i in 0..<2 {
      let entry = try #require(jacobian[0, i])
      let largest = exact.jacobian.largestMagnitude
      let slope = exact.jacobian[0, i]
      #expect(Verdict(analytic: slope, estimate: entry, scale: largest) == .agrees)
      #expect(Verdict(analytic: slope * 1.0001, estimate: entry, scale: largest) == .wrong)
      for j in 0...i {
        let second = try #require(hessian[0, i, j])
        let largest = exact.hessians[0].largestMagnitude
        let curvature = exact.hessians[0][i, j]
        #expect(Verdict(analytic: curvature, estimate: second, scale: largest) == .agrees)
      }
    }
  }

  /// The square of the outputs is 0; the noise of them is not.
  @Test func tinyOutputsHaveNoise() throws {
    let inner = RandomNetwork.make([3, 6, 2], seed: 8)
    let tiny = Network(
      name: "tiny",
      layers: inner.layers + [
        Layer(
          weights: .diagonal([1e-200, 1e-200]), bias: [0, 0],
          activation: Activation(named: "purelin")!)
      ])
    let x = RandomNetwork.point(3, seed: 8)
    let plain = try FiniteDifference().jacobian(of: NetworkMap(inner), at: x)
    let small = try FiniteDifference().jacobian(of: NetworkMap(tiny), at: x)
    for j in 0..<3 {
      let (a, b) = (try #require(plain[0, j]), try #require(small[0, j]))
      #expect(b.bound > 0.1e-200 * a.bound && b.bound < 10e-200 * a.bound)
    }
  }

  /// One point of it alone takes a megabyte.
  @Test func wideNetworksAreTakenInPieces() throws {
    let d = 131_072
    let weights = (0..<d).map { Double($0 % 7 - 3) / 1024 }
    let map = map(layer([weights], [0.1], "tansig"))
    let x = (0..<d).map { Double($0 % 5) / 8192 }
    let slope = { (a: Double) in 1 - a * a }(map(x)[0])
    let jacobian = try FiniteDifference(limit: 0.05).jacobian(of: map, at: x)
    #expect(jacobian.checkedColumns.count == 3)
    for j in jacobian.checkedColumns {
      let entry = try #require(jacobian[0, j])
      let exact = slope * weights[j]
      #expect(Verdict(analytic: exact, estimate: entry, scale: 3 * slope / 1024) == .agrees)
    }
    let pairs = [InputPair(0, 0), InputPair(d - 1, 1)]
    let dual = try HyperDual.derivatives(of: map, at: x, pairs: pairs)
    #expect(dual.jacobian[0, 5] == slope * weights[5])
    for (row, pair) in pairs.enumerated() {
      let exact = -2 * map(x)[0] * slope * weights[pair.i] * weights[pair.j]
      #expect(abs(dual.second[row, 0] - exact) <= 1e-14 * abs(exact))
    }
  }

  @Test func centralDifferencesOfTheirOwnStepAgree() throws {
    let map = NetworkMap(RandomNetwork.make([3, 6, 2], seed: 3))
    let x = RandomNetwork.point(3, seed: 3)
    let central = try FiniteDifference(method: .central).jacobian(of: map, at: x)
    let extrapolated = try FiniteDifference().jacobian(of: map, at: x)
    for k in 0..<2 {
      for j in 0..<3 {
        let (a, b) = (try #require(central[k, j]), try #require(extrapolated[k, j]))
        #expect(abs(a.value - b.value) <= a.bound + b.bound)
        #expect(a.bound < 1e-8)
      }
    }
  }

  // MARK: Samples

  @Test func aLowLimitChecksAFixedSample() throws {
    let network = RandomNetwork.make([40, 30, 3], seed: 5)
    let x = RandomNetwork.point(40, seed: 5)
    let settings = FiniteDifference(limit: 1e-5)
    let jacobian = try settings.jacobian(of: NetworkMap(network), at: x)
    #expect(jacobian.checkedColumns == [0, 39])
    #expect(jacobian.checkedCount == 6 && jacobian.entryCount == 120)
    #expect(jacobian[2, 39] != nil)
    #expect((0..<40).filter { jacobian[0, $0] != nil } == jacobian.checkedColumns)
    let hessian = try settings.hessian(of: NetworkMap(network), at: x, outputs: [2, 0])
    #expect(hessian.checkedPairs.count == 4)
    #expect(hessian.checkedCount == 8 && hessian.entryCount == 2 * 820)
    #expect(hessian[2, 0, 39] != nil && hessian[0, 39, 0] != nil && hessian[1, 0, 0] == nil)
    #expect(try settings.hessian(of: NetworkMap(network), at: x, outputs: [2, 0]) == hessian)
  }

  @Test func withoutTimeNothingIsChecked() throws {
    let network = RandomNetwork.make([3, 4, 2], seed: 5)
    let (map, x) = (NetworkMap(network), RandomNetwork.point(3, seed: 5))
    #expect(try FiniteDifference(limit: 0).jacobian(of: map, at: x).checkedCount == 0)
    #expect(try FiniteDifference(limit: 0).hessian(of: map, at: x).checkedCount == 0)
    #expect(try FiniteDifference(limit: 0).hessian(of: map, at: x, .diagonal).checkedCount == 0)
  }

  /// Where a point does not fit into the caches it is the memory that takes the time.
  @Test func wideInputsCostTheirMemory() {
    let wide = CheckCost(NetworkMap(RandomNetwork.make([100_000, 2, 1], seed: 1)))
    #expect(wide.secondsPerEvaluation > 8e5 / 2e9)
    #expect(wide.columns(within: 0.2).count < 40)
  }

  @Test func theWholeHessianIsSymmetric() throws {
    let map = NetworkMap(RandomNetwork.make([3, 6, 2], seed: 3))
    let hessian = try FiniteDifference().hessian(of: map, at: [0.1, 0.2, 0.3])
    #expect(hessian.checkedCount == 12)
    #expect(hessian[1, 2, 0] == hessian[1, 0, 2])
  }

  @Test func aCheckpointStopsTheWork() {
    struct Stop: Error {}
    let map = NetworkMap(RandomNetwork.make([40, 30, 3], seed: 5))
    var calls = 0
    #expect(throws: Stop.self) {
      try FiniteDifference().hessian(of: map, at: Array(repeating: 0, count: 40)) {
        calls += 1
        if calls == 5 { throw Stop() }
      }
    }
    #expect(calls == 5)
  }
}
