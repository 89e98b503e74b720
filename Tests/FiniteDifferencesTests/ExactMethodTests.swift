#if arch(x86_64)
  import Core
  import TestSupport
  import Testing

  /// The complex step and hyper-dual numbers, against 80-bit arithmetic.
  @Suite struct ExactMethodTests {
    @Test(arguments: [
      ("tansig", "purelin"), ("logsig", "softmax"), ("tansig", "logsoftmax"), ("sin", "exp"),
      ("poslin", "tansig"),
    ]) func randomNetworks(hidden: String, last: String) throws {
      for seed in 0..<10 as Range<UInt64> {
        let map = NetworkMap(
          RandomNetwork.make([4, 7, 6, 3], hidden: hidden, last: last, seed: seed))
        let x = RandomNetwork.point(4, seed: seed)
        let exact = ExtendedOracle(map, at: x)
        let complex = try ComplexStep.jacobian(of: map, at: x)
        let dual = try HyperDual.derivatives(of: map, at: x)
        // A few roundings of terms that may be ten times larger than their sum.
        let (jScale, hScale) = (
          exact.jacobian.largestMagnitude, exact.hessians.map(\.largestMagnitude).largestMagnitude
        )
        for k in 0..<3 {
          for i in 0..<4 {
            let slope = exact.jacobian[k, i]
            #expect(abs(complex[k, i] - slope) <= 5e-15 * jScale)
            #expect(abs(dual.jacobian[k, i] - slope) <= 5e-15 * jScale)
            for j in 0...i {
              let error = abs(dual.hessians[k][i, j] - exact.hessians[k][i, j])
              #expect(error <= 2e-14 * hScale)
            }
          }
        }
      }
    }

    /// Probabilities 1e-12 from 1: derivatives of 1e-12 keep their digits.
    @Test func saturatedSoftmaxKeepsItsDigits() throws {
      let map = NetworkMap(
        Network(
          name: "saturated",
          layers: [
            Layer(
              weights: Matrix([[1, 0], [-1, 0.1], [0.5, 0.5]]), bias: [14, -14, -16],
              activation: Activation(named: "softmax")!)
          ]))
      let exact = ExtendedOracle(map, at: [0.1, 0.2])
      let complex = try ComplexStep.jacobian(of: map, at: [0.1, 0.2])
      let dual = try HyperDual.derivatives(of: map, at: [0.1, 0.2])
      for k in 0..<3 {
        for i in 0..<2 {
          let slope = Double(exact.jacobian(k, i))
          #expect(abs(complex[k, i] - slope) <= 1e-13 * abs(slope))
          #expect(abs(dual.jacobian[k, i] - slope) <= 1e-13 * abs(slope))
          let curvature = Double(exact.hessian(k, i, i))
          #expect(abs(dual.hessians[k][i, i] - curvature) <= 1e-13 * abs(curvature))
        }
      }
    }

    /// Slopes whose product overflows, though the derivative does not.
    @Test(arguments: [("exp", 360, 1), ("exp", -360, 1e160), ("tansig", 0, 1e200)])
    func hugeSlopesDoNotOverflow(first: String, bias: Double, weight: Double) throws {
      for last in ["purelin", "tansig", "logsoftmax"] {
        let map = NetworkMap(
          Network(
            name: "huge",
            layers: [
              Layer(
                weights: Matrix([[1, 0.5]]), bias: [bias], activation: Activation(named: first)!),
              Layer(
                weights: Matrix([[weight], [0]]), bias: [0, 0],
                activation: Activation(named: last)!),
            ]))
        let dual = try HyperDual.derivatives(of: map, at: [0.1, 0.2])
        #expect(dual.hessians.allSatisfy { $0.storage.allSatisfy(\.isFinite) }, "\(last)")
        guard last == "purelin", first == "exp" else { continue }
        let value = map([0.1, 0.2])[0]
        #expect(abs(dual.hessians[0][1, 0] / value - 0.5) <= 1e-14)
      }
    }

    /// z_2 overflows; tanh of it is 1, and flat.
    @Test func aSaturatedNeuronHidesWhatOverflowed() throws {
      let map = NetworkMap(
        Network(
          name: "saturated",
          layers: [
            Layer(weights: Matrix([[1]]), bias: [360], activation: Activation(named: "exp")!),
            Layer(weights: Matrix([[1e160]]), bias: [0], activation: Activation(named: "tansig")!),
          ]))
      let dual = try HyperDual.derivatives(of: map, at: [0.1])
      #expect(dual.jacobian[0, 0] == 0 && dual.hessians[0][0, 0] == 0)
    }

    @Test func singleEntriesAreThoseOfTheWhole() throws {
      let map = NetworkMap(RandomNetwork.make([5, 6, 2], last: "softmax", seed: 2))
      let x = RandomNetwork.point(5, seed: 2)
      let whole = try HyperDual.derivatives(of: map, at: x).hessians
      let pairs = [InputPair(3, 1), InputPair(0, 4), InputPair(2, 2)]
      let some = try HyperDual.derivatives(of: map, at: x, pairs: pairs).second
      for (row, pair) in pairs.enumerated() {
        for k in 0..<2 {
          #expect(abs(some[row, k] - whole[k][pair.i, pair.j]) <= 1e-16)
        }
      }
    }

    @Test func partsOfANetwork() throws {
      let network = RandomNetwork.make([3, 5, 4], last: "softmax", seed: 4)
      let map = NetworkMap(network, from: .preactivation(1), to: .activation(2))
      let z = RandomNetwork.point(5, seed: 4)
      let exact = ExtendedOracle(map, at: z)
      let complex = try ComplexStep.jacobian(of: map, at: z)
      let differences = try FiniteDifference().jacobian(of: map, at: z)
      for k in 0..<4 {
        for j in 0..<5 {
          #expect(abs(complex[k, j] - exact.jacobian[k, j]) < 1e-15)
          let entry = try #require(differences[k, j])
          #expect(Verdict(analytic: exact.jacobian[k, j], estimate: entry, scale: 1) == .agrees)
        }
      }
      let identity = NetworkMap(network, from: .activation(1), to: .activation(1))
      #expect(try ComplexStep.jacobian(of: identity, at: z) == .identity(5))
    }

    @Test func checkpointsStopTheWork() {
      struct Stop: Error {}
      let map = NetworkMap(RandomNetwork.make([3, 5, 4], seed: 4))
      #expect(throws: Stop.self) {
        try ComplexStep.jacobian(of: map, at: [0, 0, 0]) { throw Stop() }
      }
      #expect(throws: Stop.self) {
        try HyperDual.derivatives(of: map, at: [0, 0, 0]) { throw Stop() }
      }
    }
  }
#endif
