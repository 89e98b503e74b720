#if arch(x86_64)
  import Core
  import Formats
  import TestSupport
  import Testing

  /// The promises of the bound, measured: it holds for 99.8 % of the entries, is in the median at
  /// most 20 times the error, and never makes a right derivative look wrong.
  @Suite struct FiniteDifferenceCalibrationTests {
    static let shapes: [[Int]] = [
      [1, 1, 1], [3, 8, 8, 2], [4, 7, 6, 3], [2, 20, 5], [6, 10, 10, 10, 3], [3, 5, 5, 5, 5, 5, 2],
      [8, 64, 2],
    ]

    @Test(arguments: [
      ("tansig", "purelin"), ("tansig", "softmax"), ("tansig", "tansig"), ("logsig", "logsoftmax"),
      ("sin", "exp"),
    ]) func randomNetworks(hidden: String, last: String) throws {
      var (jacobian, hessian) = (CalibrationStatistics(), CalibrationStatistics())
      for seed in 0..<6 as Range<UInt64> {
        for shape in Self.shapes {
          let network = RandomNetwork.make(shape, hidden: hidden, last: last, gain: 1.5, seed: seed)
          let x = RandomNetwork.point(shape[0], seed: seed)
          try jacobian.addJacobian(network, at: x)
          try hessian.addHessian(network, at: x)
        }
      }
      expectCalibrated(jacobian, "J \(hidden) \(last)", relative: 1e-10)
      // Second differences lose twice the digits: 1e-9 where all of H is small beside A.
      expectCalibrated(hessian, "H \(hidden) \(last)", relative: 1e-9)
    }

    /// Inputs scaled by diagonal layers, offsets that cancel, a kinked network.
    @Test(arguments: ReferenceNetwork.all) func realNetworks(file: ReferenceNetwork) throws {
      let name = file.name
      let network = try ModelFile.read(try TestFiles.bytes(file.path), name: file.path).network
      var (jacobian, hessian) = (CalibrationStatistics(), CalibrationStatistics())
      // The Hessians of the largest one take a minute in a debug build.
      let isLarge = network.inputCount > 40
      for point in try Reference.named(name).points {
        try jacobian.addJacobian(network, at: point.input)
        if !isLarge { try hessian.addHessian(network, at: point.input) }
      }
      expectCalibrated(jacobian, "J \(name)", relative: 1e-9)
      if !isLarge { expectCalibrated(hessian, "H \(name)", relative: 1e-9) }
    }

    /// Gains from 1e-9 to 3e5 before the first bend: derivatives of 1e10 beside 1e-18.
    @Test func inputsOfAllScales() throws {
      var (jacobian, hessian) = (CalibrationStatistics(), CalibrationStatistics())
      for seed in 0..<10 as Range<UInt64> {
        let gains = [1e-9, 1, 3e5, 2e-3]
        var random = SeededGenerator(seed: seed)
        let inner = RandomNetwork.make([4, 6, 2], seed: seed)
        let scaling = Layer(
          weights: .diagonal(gains), bias: random.normals(4).map { 10 * $0 },
          activation: Activation(named: "purelin")!)
        let network = Network(name: "scaled", layers: [scaling] + inner.layers)
        let x = zip(gains, scaling.bias).map { (random.normal() - $1) / $0 }
        try jacobian.addJacobian(network, at: x)
        try hessian.addHessian(network, at: x)
      }
      // The rounding of offsets of inputs that stay put is counted, though it cancels.
      expectCalibrated(jacobian, "J scaled", relative: 1e-10, looseness: 40)
      expectCalibrated(hessian, "H scaled", relative: 1e-9, looseness: 40)
    }

    private func expectCalibrated(
      _ statistics: CalibrationStatistics, _ what: String, relative: Double,
      looseness: Double = 20
    ) {
      #expect(statistics.coverage >= 0.998, "\(what): \(statistics)")
      #expect(statistics.medianLooseness <= looseness, "\(what): \(statistics)")
      #expect(statistics.falseAlarms == 0, "\(what): \(statistics)")
      #expect(statistics.worstRelative <= relative, "\(what): \(statistics)")
      #expect(
        Double(statistics.limited) <= 0.01 * Double(statistics.count), "\(what): \(statistics)")
    }
  }
#endif
