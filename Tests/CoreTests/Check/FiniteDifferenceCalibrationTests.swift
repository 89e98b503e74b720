#if arch(x86_64)
import Core
import TestSupport
import Testing

@Suite struct FiniteDifferenceCalibrationTests {
  static let shapes: [[Int]] = [
    [1, 1, 1], [3, 8, 8, 2], [4, 7, 6, 3], [2, 20, 5], [6, 10, 10, 10, 3], [3, 5, 5, 5, 5, 5, 2],
    [8, 64, 2],
  ]

  @Test(arguments: ["purelin", "softmax", "tansig"])
  func randomNetworks(last: String) throws {
    var (jacobian, hessian) = (CalibrationStatistics(), CalibrationStatistics())
    for seed in 0..<20 as Range<UInt64> {
      for shape in Self.shapes {
        let network = RandomNetwork.make(shape, last: last, gain: 1.5, seed: seed)
        let x = RandomNetwork.point(shape[0], seed: seed)
        try jacobian.addJacobian(network, at: x)
        try hessian.addHessian(network, at: x)
      }
    }
    print(last, "J:", jacobian)
    print(last, "H:", hessian)
  }

  @Test(arguments: [
    "iris_tanh_4_10_3", "diabetes_tanh_10_16_8_1", "breast_cancer_tanh_30_16_1",
    "wine_logistic_13_12_8_3", "linnerud_logistic_3_6_3", "digits_relu_64_32_10",
  ]) func realNetworks(name: String) throws {
    guard let network = try SharedModels.network(name) else { return }
    var (jacobian, hessian) = (CalibrationStatistics(), CalibrationStatistics())
    for point in try SharedModels.points(name) {
      try jacobian.addJacobian(network, at: point.input)
      try hessian.addHessian(network, at: point.input)
    }
    print(name, "J:", jacobian)
    print(name, "H:", hessian)
  }
}
#endif
