import Formats
import Testing

/// What is asked of a node and cannot be had is said, with the node.
@Suite struct ONNXRefusalTests {
  /// The nodes behind an input of 1×2, and words of what is said.
  @Test(arguments: [
    ("y = Sum x x x", "it has 3 terms"),
    ("a 2 = 1 2; b 3 = 1 2 3; c = Add a b; y = Add x c", "its inputs do not fit each other"),
    ("c 2 = 1 2; y = Div c x", "a constant divided by a value"),
    ("c 3 = 1 2 3; y = Add x c", "of shapes [1, 2] and [3] do not fit"),
    ("y = Mul x x", "a product or quotient of two values"),
    ("i 3i = 0 0 0; g = Gather x i axis=1; y = Add x g", "of shapes [1, 2] and [1, 3] do not fit"),
    ("y = Gemm x -", "its matrix is missing"),
    ("w 3x1 = 1 2 3; y = Gemm x w", "its matrix takes 3 values, and it is given 2"),
    ("w 2x1 = 1 2; c 3 = 1 2 3; y = Gemm x w c", "its bias has 3 values"),
    ("w 3x1 = 1 2 3; y = MatMul x w", "its matrix takes 3 values"),
    ("w 1x3 = 1 2 3; y = MatMul w x", "its matrix takes 3 values"),
    ("w 2x2x1 = 1 2 3 4; y = MatMul x w", "is no matrix"),
    ("a 2x2 = 1 2 3 4; b 1x2 = 1 2; w = MatMul a b; y = MatMul x w", "its constants do not fit"),
    ("y = MatMul x x", "a product of two values"),
    ("k 1x2 = 1 2; y = Conv x k", "its kernel does not fit its input"),
    ("a 1i = 0; u = Unsqueeze x a; k 1x1x1 = 1; y = Conv u k", "covers all of its input"),
    ("a 1i = 0; u = Unsqueeze x a; k 1x1x2 = 1 2; c 2 = 1 2; y = Conv u k c", "its bias has 2"),
    ("y = Scaler x offset=1.0,2.0,3.0", "it scales another number of values"),
    ("y = BatchNormalization x training_mode=1", "it is in training mode"),
    ("y = BatchNormalization x", "its parts do not fit its input"),
    ("y = LinearRegressor x coefficients=1.0,", "its coefficients do not fit"),
    ("y = Add x z", "is made by no node before it"),
    ("y = Add x", "its input 2 is missing"),
    ("y = Reshape x x", "is not constant"),
    ("y = Reshape x", "its target shape is not read"),
    ("y = Cast x to=6", "a type without fractions"),
    ("t 1 = 1; y = Dropout x - t", "it is in training mode"),
    ("c = Constant; y = Add x c", "it has no value that is read"),
    ("s 1 = 0.5; c = ConstantOfShape s; y = Add x c", "its shape is not read"),
    ("y = ThresholdedRelu x", "it jumps at its threshold"),
    ("y = Swish x alpha=2.0", "its parameters are not read"),
    ("y = Clip x min=2.0 max=1.0", "its parameters are not read"),
    ("y = Softmax x axis=5", "its axis does not fit"),
    ("s 2i = 2 2; e = Expand x s; y = Softmax e", "it is over 2 of 4 values"),
    ("s 3 = 1 2 3; y = PRelu x s", "its slopes do not fit"),
    ("y = Erf x", "it is read as part of GELU"),
    ("y = ReduceProd x", "it is no sum of values"),
    ("opset 11; y = ReduceSum x axes=7,", "its axes do not fit"),
    ("opset 11; y = Squeeze x axes=1,", "is not of size 1"),
    ("y = Unsqueeze x", "its axes are not read"),
    ("opset 11; y = Unsqueeze x axes=7,", "its axes do not fit"),
    ("y,z = Split x axis=5", "its axis does not fit"),
    ("opset 11; y,z = Split x axis=1 split=1,2", "do not make up the whole"),
    ("i 1i = 7; y = Gather x i", "it does not fit the shape"),
    ("i 1i = 0; y = Gather x i axis=7", "it does not fit the shape"),
    ("s 2i = 1 3; y = Expand x s", "it does not fit the shape"),
    ("y = Transpose x perm=0,0", "it does not fit the shape"),
    ("y = Concat x x axis=7", "it does not fit the shape"),
    ("c 2x2 = 1 2 3 4; y = Concat x c axis=1", "it does not fit the shape"),
    ("c 2 = 1 2; y = Concat x c axis=1", "it does not fit the shape"),
    ("opset 9; y = Slice x starts=1, ends=2,3", "it does not fit the shape"),
    ("opset 9; y = Slice x starts=0,0 ends=1,1 axes=1,", "it does not fit the shape"),
    ("opset 9; y = Slice x starts=0, ends=1, axes=7,", "it does not fit the shape"),
    ("y = ArrayFeatureExtractor x", "it picks values by their places"),
    ("y = ArgMax x", "it gives a label"),
    ("y = Unheard x", "this operator is not read"),
    ("c 1 = 1; d = Sin c; y = Add x d", "this operator is not read"),
    (
      "r 1 = 1.4142135623730951; d = Div x r; e = Erf d; y = Relu e",
      "is not a value of the network"
    ),
    (
      "r 1 = 1.4142135623730951; d = Div x r; e = Erf d; y = Concat e x axis=1",
      "its input 1 is not"
    ),
    (
      "r 1 = 1.4142135623730951; d = Div x r; e = Erf d; w 2x1 = 1 2; y = Gemm e w",
      "its input 1 is"
    ),
    ("r 1 = 1.4142135623730951; t 1 = 2; d = Div x r; e = Erf d; y = Add e t", "a part of a GELU"),
    ("c 1 = 1; y = Identity c", "its output does not depend on an input"),
    ("t 2x1 = 0 0; y = Add x t", "of shapes [1, 2] and [2, 1] do not fit"),
  ])
  func isSaid(of nodes: String, words: String) {
    let lines = ["x 1x2"] + nodes.split(separator: ";").map { String($0.drop { $0 == " " }) }
    #expect {
      try ModelFile.read(ONNXFile.bytes(lines), name: "a.onnx")
    } throws: { error in
      guard let error = error as? ModelFileError else { return false }
      return error.message.contains(words)
    }
  }
}
