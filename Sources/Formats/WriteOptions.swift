/// What a format leaves open to whoever writes a file.
public struct WriteOptions: Sendable, Hashable {
  /// The version of ONNX's standard operators; nil for the usual one.
  public var opset: Int?

  public init(opset: Int? = nil) { self.opset = opset }

  /// The versions that can be written, and the usual one.
  public static let opsets = ONNXFileWriter.opsets
  public static let usualOpset = ONNXFileWriter.usualOpset
}
