import Core
import Formats
import Testing

/// Operators of ONNX, each in a network of a few nodes whose values are worked out by hand.
@Suite struct ONNXOperatorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var lines: [String]
    var input: [Double] = [1, 2]
    var output: [Double]

    var testDescription: String { lines.joined(separator: "; ") }
  }

  private static let erf = [
    "x 1x2", "r 1 = 1.4142135623730951", "o 1 = 1", "h 1 = 0.5", "t 1 = 2", "d = Div x r",
    "e = Erf d", "p = Add e o",
  ]

  /// x Φ(x) at 1 and −1, from tables of the normal distribution.
  private static let gelu = [0.8413447460685429, -0.15865525393145705]

  static let products: [Case] = [
    Case(lines: ["x 2x1", "w 1x2 = 3 5", "y = Gemm w x alpha=2.0"], output: [26]),
    Case(lines: ["x 2x1", "w 2x1 = 3 5", "y = Gemm w x transA=1"], output: [13]),
    Case(
      lines: ["x 1x2", "w 2x2 = 1 2 3 4", "c 1 = 10", "y = Gemm x w c beta=0.5 transB=1"],
      output: [10, 16]),
    Case(lines: ["x 2", "w 2 = 3 4", "y = MatMul w x"], output: [11]),
    Case(lines: ["x 2x1", "w 3x2 = 1 0 0 1 1 1", "y = MatMul w x"], output: [1, 2, 3]),
    Case(
      lines: [
        "x 1x2", "a 2x2 = 1 2 3 4", "b 2x2 = 0 1 1 0", "w = MatMul a b", "y = MatMul x w",
      ], output: [10, 7]),
    Case(lines: ["x 1x1x2", "k 2x1x2 = 1 2 3 4", "y = Conv x k"], output: [5, 11]),
    Case(
      lines: ["x 1x1x2", "k 2x1x2 = 1 2 3 4", "c 2 = 10 20", "y = Conv x k c pads=0,0"],
      output: [15, 31]),
    Case(
      lines: [
        "x 1x2", "y = LinearRegressor x coefficients=1.0,2.0,3.0,4.0 intercepts=10.0, targets=2",
      ],
      output: [15, 21]),
    Case(
      lines: ["x 1x2", "y = LinearRegressor x coefficients=1.0,2.0 post_transform='NONE'"],
      output: [5]),
  ]

  static let scalings: [Case] = [
    Case(
      lines: ["x 1x2", "y = Scaler x offset=1.0,2.0 scale=2.0,"], input: [3, 5], output: [4, 6]),
    Case(lines: ["x 1x2", "y = Scaler x"], output: [1, 2]),
    Case(
      lines: [
        "x 1x2", "g 2 = 2 3", "s 2 = 1 1", "m 2 = 1 2", "v 2 = 3 8",
        "y = BatchNormalization x g s m v epsilon=1.0",
      ], input: [3, 5], output: [3, 4]),
    // One channel of two places.
    Case(
      lines: [
        "x 1x1x2", "g 1 = 2", "s 1 = 1", "m 1 = 1", "v 1 = 3",
        "y = BatchNormalization x g s m v epsilon=1.0",
      ], input: [3, 5], output: [3, 5]),
  ]

  static let constants: [Case] = [
    Case(lines: ["x 1x2", "c = Constant value_float=2.5", "y = Add x c"], output: [3.5, 4.5]),
    Case(lines: ["x 1x2", "c = Constant value_floats=1.0,2.5", "y = Sub x c"], output: [0, -0.5]),
    Case(lines: ["x 1x2", "c = Constant value_ints=3,4", "y = Mul x c"], output: [3, 8]),
    Case(lines: ["x 1x2", "c = Constant value_int=4", "y = Div x c"], output: [0.25, 0.5]),
    Case(lines: ["x 1x2", "c = Constant value=t:0.5", "y = Sub c x"], output: [-0.5, -1.5]),
    Case(
      lines: ["x 1x2", "s 1i = 2", "c = ConstantOfShape s value=t:1.5", "y = Add x c"],
      output: [2.5, 3.5]),
    Case(lines: ["x 1x2", "s 1i = 2", "c = ConstantOfShape s", "y = Add x c"], output: [1, 2]),
    Case(lines: ["x 1x2", "n = Size x", "y = Mul x n"], output: [2, 4]),
    Case(lines: ["x 2x1", "s = Shape x start=-2 end=-1", "y = Reshape x s"], output: [1, 2]),
    Case(lines: ["x 1x2", "c 2x1 = 0 0", "s = Shape c", "y = Reshape x s"], output: [1, 2]),
    Case(
      lines: [
        "x 1x2", "a 2 = 1 2", "b 2 = 4 8", "c = Add a b", "d = Sum a b", "e = Mul c d",
        "y = Add x e",
      ], output: [26, 102]),
    Case(
      lines: [
        "x 1x2", "a 2 = 1 2", "b 2 = 4 8", "c = Sub a b", "d = Div c b", "n = Neg d",
        "y = Mul x n",
      ], output: [0.75, 1.5]),
    Case(
      lines: [
        "x 1x2", "a 2 = 4 9", "t 1 = 2", "h 1 = 0.5", "c = Pow a t", "d = Pow a h",
        "e = Sqrt a", "f = Add c d", "g = Add f e", "y = Add x g",
      ], output: [21, 89]),
    // A power that is none of these has no value that is relied on.
    Case(lines: ["x 1x2", "o 1 = 1", "y = Pow x o"], output: [1, 2]),
    Case(
      lines: [
        "opset 11", "x 1x2", "a 2x2 = 1 2 3 4", "c = ReduceSum a axes=0, keepdims=0",
        "y = Add x c",
      ], output: [5, 8]),
    Case(
      lines: ["opset 11", "x 1x2", "a 2x2 = 1 2 3 4", "c = ReduceProd a axes=0,", "y = Add x c"],
      output: [4, 10]),
    Case(
      lines: [
        "opset 11", "x 1x2", "a 2x2 = 1 2 3 4", "c = ReduceMean a keepdims=0", "y = Add x c",
      ],
      output: [3.5, 4.5]),
    Case(
      lines: ["x 1x2", "a 1x2 = 3 4", "c = ReduceSum a noop_with_empty_axes=1", "y = Add x c"],
      output: [4, 6]),
  ]

  static let activations: [Case] = [
    Case(lines: erf + ["q = Mul p h", "y = Mul x q"], input: [1, -1], output: gelu),
    Case(lines: erf + ["q = Div p t", "y = Mul q x"], input: [1, -1], output: gelu),
    Case(lines: erf + ["q = Mul x p", "y = Mul q h"], input: [1, -1], output: gelu),
    Case(lines: erf + ["q = Mul x h", "y = Mul q p"], input: [1, -1], output: gelu),
    // x tanh(log(1 + e^x)), with mpmath.
    Case(
      lines: ["x 1x2", "s = Softplus x", "t = Tanh s", "y = Mul x t"], input: [1, 0],
      output: [0.8650983882673103, 0]),
    Case(
      lines: ["x 1x2", "y = Gelu x approximate='tanh'"], input: [1, 0],
      output: [0.8411919906082768, 0]),
    Case(
      lines: ["x 1x2", "y = Swish x alpha=1.0"], input: [1, 0], output: [0.7310585786300049, 0]),
    Case(
      lines: ["opset 6", "x 1x2", "y = Clip x min=0.0 max=6.0"], input: [-1, 7], output: [0, 6]),
    Case(
      lines: ["opset 6", "x 1x2", "y = Clip x min=0.0 max=1.0"], input: [-1, 7], output: [0, 1]),
    Case(lines: ["opset 6", "x 1x2", "y = Clip x min=0.0"], input: [-1, 7], output: [0, 7]),
    Case(
      lines: ["opset 6", "x 1x2", "y = Clip x min=-2.0 max=3.0"], input: [-3, 7], output: [-2, 3]),
    Case(lines: ["opset 6", "x 1x2", "y = Clip x"], input: [-3, 7], output: [-3, 7]),
    // γ x, and γ α (e^x − 1) with e^(−log 2) = 1/2, by the shorter numbers of the old standard.
    Case(
      lines: ["opset 5", "x 1x2", "y = Selu x"], input: [1, -0.6931471805599453],
      output: [1.0507, -0.5 * 1.6732 * 1.0507]),
    Case(lines: ["opset 12", "x 1x2", "y = Softmax x"], input: [5, 5], output: [0.5, 0.5]),
    Case(
      lines: ["x 1x2", "s 1x2 = 0.5 0.25", "y = PRelu x s"], input: [-1, -1], output: [-0.5, -0.25]),
  ]

  static let shapes: [Case] = [
    Case(
      lines: ["x 1x2", "s 2i = 2 2", "e = Expand x s", "y = Flatten e axis=0"],
      output: [1, 2, 1, 2]),
    Case(
      lines: ["x 1x2", "s 1i = -1", "e 1i = -3", "a 1i = 1", "b 1i = -1", "y = Slice x s e a b"],
      output: [2, 1]),
    Case(lines: ["opset 9", "x 1x2", "y = Slice x starts=1, ends=9, axes=1,"], output: [2]),
    Case(
      lines: ["x 2x2", "t = Transpose x", "y = Flatten t axis=0"], input: [1, 2, 3, 4],
      output: [1, 3, 2, 4]),
    Case(
      lines: ["opset 11", "x 1x2", "s = Squeeze x", "y = Unsqueeze s axes=0,"], output: [1, 2]),
    Case(lines: ["opset 4", "x 1x2", "y = Reshape x shape=0,-1"], output: [1, 2]),
    // Exported with a batch of five: here it is one.
    Case(lines: ["x 1x2", "s 2i = 5 -1", "y = Reshape x s"], output: [1, 2]),
    Case(
      lines: ["x 1x4", "s 3i = 5 2 -1", "y = Reshape x s"], input: [1, 2, 3, 4],
      output: [1, 2, 3, 4]),
    Case(lines: ["x 1x2", "i 1i = -1", "y = Gather x i axis=1"], output: [2]),
    Case(lines: ["x 1x2", "c 1x1 = 7", "y = Concat c x axis=1"], output: [7, 1, 2]),
    Case(lines: ["x 1x2", "y,z = Split x axis=1"], output: [1]),
    Case(lines: ["x 1x2", "y = ReduceSum x"], output: [3]),
    Case(
      lines: ["x 1x2", "s 2i = 2 2", "e = Expand x s", "f = Sub e x", "y = Flatten f axis=0"],
      output: [0, 0, 0, 0]),
    Case(
      lines: ["x 1x2", "s 2i = 2 2", "e = Expand x s", "f = Add x e", "y = Flatten f axis=0"],
      output: [2, 4, 2, 4]),
    Case(lines: ["x 1x2", "y = Neg x"], output: [-1, -2]),
  ]

  @Test(arguments: products + scalings + constants + activations + shapes)
  func valuesAreThoseByHand(of operation: Case) throws {
    let network = try ModelFile.read(ONNXFile.bytes(operation.lines), name: "a.onnx").network
    let found = network(operation.input)
    try #require(found.count == operation.output.count)
    for (mine, theirs) in zip(found, operation.output) {
      // Attributes are floats: some numbers above have no more digits.
      #expect(abs(mine - theirs) <= 1e-7 * max(1, abs(theirs)), "\(found)")
    }
  }

  @Test func classesName() throws {
    for (labels, names) in [
      ("classlabels_strings='a','b'", ["a", "b"]), ("classlabels_int64s=3,4", ["3", "4"]),
    ] {
      let lines = ["x 1x2", "y = ZipMap x " + labels]
      let network = try ModelFile.read(ONNXFile.bytes(lines), name: "a.onnx").network
      #expect(network([1, 2]) == [1, 2])
      #expect(network.outputNames == names)
    }
  }
}
