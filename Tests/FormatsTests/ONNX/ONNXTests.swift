import Core
import Formats
import TestSupport
import Testing

@Suite struct ONNXTests {
  @Test(
    arguments: [
      (
        "product", "node '/MatMul_2' (MatMul): a product of two values of the network is not read"
      ),
      (
        "gate",
        "node '/Mul_3' (Mul): a product or quotient of two values of the network is not read"
      ),
      // The mean is subtracted from each of its values: that is read, the division is not.
      (
        "layernorm_composed",
        "node '/Div_6' (Div): a product or quotient of two values of the network is not read"
      ),
      (
        "training",
        "node '/Dropout_1' (Dropout): it is in training mode, which drops values at random"
      ),
      (
        "argmax",
        "node '/ArgMax_1' (ArgMax): it gives a label, which has no derivative"
      ),
      (
        "cnn",
        "node '/Conv_0' (Conv): a convolution is read where its kernel covers all of its input; the "
          + "kernel is [2, 1, 3, 3] and the input [1, 1, 6, 6]"
      ),
      ("noise", "node '/RandomNormalLike_1' (RandomNormalLike): this operator is not read"),
      (
        "outside",
        "the numbers of 'c1' stand in '../outside.data', which is not a file of its folder"
      ),
    ])
  func refusals(name: String, expected: String) throws {
    #expect(
      try fileRefusal("onnx_own/refused_\(name).onnx") == "an ONNX file: " + expected)
  }

  @Test func outputsAreChosenByName() throws {
    let path = "sklearn/iris_tanh_4_10_3.pipeline.onnx"
    let read = try readFile(path)
    #expect(read.remarks == ["the output is 'probabilities'; left out: 'label'"])
    #expect(
      try fileRefusal(path) { $0.output = "label" }?.contains("which has no derivative") == true)
    #expect(
      try fileRefusal(path) { $0.output = "y" }
        == "an ONNX file: it has no output 'y'; it has label, probabilities")
  }

  /// x·sigmoid(x) as two nodes.
  @Test func activationsOfSeveralNodesAreOne() throws {
    let network = try readFile("onnx_own/silu_composed.onnx").network
    #expect(network.layers.map(\.activation.name).contains("swish"))
  }
}
