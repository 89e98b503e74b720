public import Core

/// An option that not every format has a use for.
enum ReadOption: String, Sendable {
  case layers
  case output
  case variable
  case raw
  case folded
}

/// What a person says about a file beside its name.
public struct ReadOptions: Sendable {
  /// The activation of each layer, first to last, where the file does not tell them.
  public var activations: [Activation]?

  /// The names of the layers to read, in the order of the chain, where the file has others too.
  public var layers: [String]?

  /// The name of the output to read, and of the variable that holds the network.
  public var output: String?
  public var variable: String?

  /// Whether scaling that stands in the file is left out, or multiplied into the weights.
  public var isRaw = false
  public var isFolded = false

  /// How much the file may hold.
  public var limits = ReadLimits()

  /// The program that reads HDF5; nil for the one that stands beside this program.
  public var hdf5Reader: String?

  /// The bytes of a file beside this one, by its name; nil where there is none, or it stands outside
  /// of the folder.
  public var fileBeside: (@Sendable (String) -> [UInt8]?)?

  public init() {}
}
