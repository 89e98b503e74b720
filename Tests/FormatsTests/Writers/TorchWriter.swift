/// A file of PyTorch: a pickle, and the numbers of its tensors beside it in a zip.
struct TorchWriter {
  private var storages: [[Double]] = []

  mutating func tensor(_ shape: [Int], _ values: [Double]) -> Pickle {
    storages.append(values)
    return Self.tensor(shape, key: "\(storages.count - 1)")
  }

  static func tensor(_ shape: [Int], key: String, storage: String = "DoubleStorage") -> Pickle {
    let strides = shape.indices.map { shape[($0 + 1)...].reduce(1, *) }
    return .call(
      .global("torch._utils", "_rebuild_tensor_v2"),
      [
        .persistent(
          .tuple([
            .text("storage"), .global("torch", storage), .text(key), .text("cpu"),
            .int(shape.reduce(1, *)),
          ])), .int(0), .tuple(shape.map { .int($0) }), .tuple(strides.map { .int($0) }),
        .bool(false),
      ])
  }

  func file(_ root: Pickle) -> [UInt8] {
    StoredZIP(
      members: [("net/data.pkl", root.file)]
        + storages.enumerated().map { ("net/data/\($0)", [UInt8](doubles: $1)) }
    ).bytes
  }

  // MARK: Modules

  static func module(
    _ name: String, of module: String = "torch.nn.modules.any",
    parameters: [(String, Pickle)] = [], buffers: [(String, Pickle)] = [],
    modules: [(String, Pickle)] = [], _ attributes: [(String, Pickle)] = []
  ) -> Pickle {
    func dictionary(_ entries: [(String, Pickle)]) -> Pickle {
      .dictionary(entries.map { (key: $0.0, value: $0.1) })
    }
    return .object(
      module, name,
      [
        ("_parameters", dictionary(parameters)), ("_buffers", dictionary(buffers)),
        ("_modules", dictionary(modules)),
      ] + attributes)
  }

  mutating func linear(_ weights: [[Double]], _ bias: [Double]) -> Pickle {
    Self.module(
      "Linear",
      parameters: [
        ("weight", tensor([weights.count, weights[0].count], weights.flatMap(\.self))),
        ("bias", tensor([bias.count], bias)),
      ])
  }

  static func sequential(_ modules: Pickle...) -> Pickle {
    module("Sequential", modules: modules.enumerated().map { ("\($0)", $1) })
  }
}
