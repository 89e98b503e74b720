/// What a format leaves open to whoever writes a file.
public struct WriteOptions: Sendable, Hashable {
  /// The version of ONNX's standard operators; nil for the usual one.
  public var opset: Int?

  /// What a function of MATLAB is called, which is the name of its file; nil for that of the network.
  public var function: String?

  public init(opset: Int? = nil, function: String? = nil) {
    (self.opset, self.function) = (opset, function)
  }

  /// The versions that can be written, and the usual one.
  public static let opsets = ONNXFileWriter.opsets
  public static let usualOpset = ONNXFileWriter.usualOpset
}
