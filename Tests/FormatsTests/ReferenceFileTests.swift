import Core
import Formats
import TestSupport
import Testing

/// Files of other programs give the outputs, Jacobians and Hessians that another system computed
/// from them; see SOURCE.txt in their folders.
@Suite struct ReferenceFileTests {
  struct File: Sendable, CustomStringConvertible {
    /// The name of the reference.
    var reference: String

    /// Below Tests/Networks.
    var path: String
    var activations: [String] = []
    var layers: [String] = []
    var isRaw = false
    var output: String?

    /// Relative to the largest entry. Sums of a hundred terms round in another order elsewhere; the
    /// errors seen are below 4e-14.
    var tolerance = 1e-12

    var description: String { path }

    func read() throws -> ReadNetwork {
      var options = ReadOptions()
      if !activations.isEmpty {
        options.activations = try activations.map { try #require(Activation(named: $0)) }
      }
      if !layers.isEmpty { options.layers = layers }
      options.isRaw = isRaw
      options.hdf5Reader = ProgramUnderTest.path(of: "netrepl-hdf5")
      options.output = output
      let bytes = try TestFiles.bytes("Tests/Networks/" + path)
      return try ModelFile.read(bytes, name: path, options: options)
    }
  }

  static let files =
    [
      File(
        reference: "torch_cycloid", path: "pytorch/cycloid_2_5_1/model.pt",
        activations: ["relu", "sigmoid"]),
      File(
        reference: "torch_pima", path: "pytorch/pima_18_32_64_1/best_model.pth",
        activations: ["relu", "relu", "sigmoid"]),
      File(
        reference: "torch_ballbot_mean_head", path: "pytorch/ballbot_two_heads/best_model.pt",
        activations: ["tanh", "tanh", "linear"],
        layers: ["shared_net.0", "shared_net.2", "policy_mean_net.0"]),
      File(reference: "keras_friction_h5", path: "keras/friction_mit/model.h5"),
      File(reference: "keras_iris_tyza66", path: "keras/iris_tyza66/iris_model.keras"),
      File(reference: "sisl_testnetwork_raw", path: "sisl_nnet/TestNetwork.nnet", isRaw: true),
      File(reference: "sisl_testnetwork_physical", path: "sisl_nnet/TestNetwork.nnet"),
      // Its scaling is folded into weights that are rounded to single precision.
      File(
        reference: "sisl_testnetwork_physical", path: "sisl_nnet/TestNetwork2.onnx",
        tolerance: 1e-6),
      File(
        reference: "hcas_pra0_tau00", path: "hcas_nnet/HCAS_rect_v6_pra0_tau00_25HU_3000.nnet"),
      File(reference: "keras_two_heads", path: "keras_own/two_heads.h5"),
      File(reference: "onnx_two_heads_softmax", path: "onnx_own/two_heads_softmax.onnx"),
      File(reference: "onnx_two_heads_logsoftmax", path: "onnx_own/two_heads_logsoftmax.onnx"),
      File(reference: "fann_meetci", path: "fann/meetci/xor_float.net"),
      File(
        reference: "matlab_landing_control_4_2",
        path: "matlab_genfunction/landing_control_4_2/myNeuralNetworkFunction.m"),
      File(
        reference: "sklearn_breast_cancer_tanh_30_16_1_onnx",
        path: "sklearn/breast_cancer_tanh_30_16_1.pipeline.f64.onnx"),
      File(reference: "pmml_knime_iris", path: "pmml/knime/NeuralNetworkIris.pmml"),
      File(reference: "pmml_knime_ozone", path: "pmml/knime/NeuralNetworkOzone.pmml"),
      File(reference: "pmml_rapidminer_iris", path: "pmml/rapidminer/NeuralNetworkIris.pmml"),
      File(reference: "pmml_rattle_iris", path: "pmml/rattle/NeuralNetworkIris.pmml"),
      File(reference: "pmml_rattle_ozone", path: "pmml/rattle/NeuralNetworkOzone.pmml"),
      File(reference: "sk_cl653", path: "sklearn_pickle/cl653_100_100_100_1/mlp_model.pkl"),
    ] + kerasOwn + acas + scikitLearn

  /// One for each activation, in one dialect or both.
  private static let kerasOwn = [
    "celu", "elu", "exponential", "functional", "gelu", "hard_sigmoid", "leaky_relu", "mish",
    "norm_bn_dropout", "selu", "sigmoid", "silu", "softplus", "softsign", "tanh",
  ].flatMap { name in
    ["keras", "h5"].filter { $0 == "keras" || bothDialects.contains(name) }.map { ending in
      File(reference: "kerasown_diabetes_\(name)", path: "keras_own/diabetes_\(name).\(ending)")
    }
  }

  private static let acas = ["1_1", "3_3", "5_9"].flatMap { name in
    [true, false].map { isRaw in
      File(
        reference: "acasxu_\(name)_\(isRaw ? "raw" : "physical")",
        path: "acasxu_nnet/ACASXU_run2a_\(name)_batch_2000.nnet", isRaw: isRaw)
    }
  }

  /// The same networks as ONNX graphs, tensors by name and MAT files.
  private static let scikitLearn = [
    ("diabetes_tanh_10_16_8_1", ["tanh", "tanh", "linear"]),
    ("digits_relu_64_32_10", ["relu", "softmax"]), ("iris_tanh_4_10_3", ["tanh", "softmax"]),
    ("linnerud_logistic_3_6_3", ["logsig", "linear"]),
    ("wine_logistic_13_12_8_3", ["logsig", "logsig", "softmax"]),
    ("breast_cancer_tanh_30_16_1", ["tanh", "logsig"]),
  ].flatMap { name, activations -> [File] in
    let reference = "sklearn_\(name)"
    var files = [
      File(
        reference: reference, path: "sklearn/\(name).float64.safetensors",
        activations: activations)
    ]
    if activations.last != "logsig" {
      files.append(File(reference: reference, path: "sklearn/\(name).pipeline.f64.onnx"))
    }
    if ["diabetes_tanh_10_16_8_1", "iris_tanh_4_10_3", "linnerud_logistic_3_6_3"].contains(name) {
      files.append(File(reference: reference, path: "matlab_mat/\(name)_cells.mat"))
      // The scaling of the inputs is a layer of these.
      files.append(
        File(
          reference: reference, path: "matlab_mat/\(name)_plain.mat",
          activations: ["linear"] + activations))
    }
    return files
  }

  private static let bothDialects = [
    "exponential", "functional", "gelu", "norm_bn_dropout", "softplus", "tanh",
  ]

  @Test(arguments: files)
  func valuesAgree(file: File) throws {
    let network = try file.read().network
    let reference = try Reference.file(file.reference)
    #expect(!reference.points.isEmpty)
    for point in reference.points {
      try expect([network(point.input)], [point.output], file)
      let map = NetworkMap(network)
      let jacobian = try map.jacobian(at: point.input)
      try expect((0..<jacobian.rows).map { Array(jacobian.row($0)) }, point.jacobian, file)
      guard let hessian = point.hessian else { continue }
      let found = try map.hessian(at: point.input)
      try #require(found.count == hessian.count)
      let largest = hessian.joined().joined().largestMagnitude
      for (mine, theirs) in zip(found, hessian) {
        let d = theirs.count
        try expect(
          (0..<d).map { i in (0..<d).map { mine[i, $0] } }, theirs, file, largest: largest)
      }
    }
  }

  private func expect(
    _ found: [[Double]], _ expected: [[Double]], _ file: File, largest: Double? = nil
  ) throws {
    try #require(found.map(\.count) == expected.map(\.count))
    let largest = largest ?? expected.joined().largestMagnitude
    for (mine, theirs) in zip(found.joined(), expected.joined()) {
      #expect(abs(mine - theirs) <= file.tolerance * largest)
    }
  }
}
