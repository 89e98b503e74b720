internal import Core

/// A Keras model: what its layers are, in JSON, and where their arrays stand, in HDF5.
struct KerasFile {
  static let kind = "a Keras file"

  let model: KerasModel

  /// The version of Keras that wrote it; 2 where nothing tells.
  let version: Int
  private var hdf5: HDF5File
  private let isArchive: Bool

  static func refused(_ why: String) -> ModelFileError { ModelFileError(.refused(kind, why)) }

  init(taking bytes: inout [UInt8], options: ReadOptions) throws(ModelFileError) {
    isArchive = bytes.starts(with: ZIPFile.mark)
    let config: JSONValue
    if isArchive {
      var (file, weights, metadata) = try Self.members(bytes)
      bytes = []
      config = try Self.json(file, "config.json")
      version = Self.major(metadata.flatMap { try? JSONParser.parse($0)["keras_version"]?.string })
      hdf5 = try HDF5File(
        taking: &weights, skipping: ["/optimizer"], reader: options.hdf5Reader, kind: Self.kind)
    } else {
      hdf5 = try HDF5File(
        taking: &bytes, skipping: ["/optimizer_weights"], reader: options.hdf5Reader,
        kind: Self.kind)
      version = Self.major(
        hdf5.text("keras_version", of: "") ?? hdf5.text("keras_version", of: "/model_weights"))
      guard let text = hdf5.text("model_config", of: "") else {
        throw Self.refused(
          hdf5.longList("layer_names", of: "") == nil
            ? "it is HDF5 without a model_config: no Keras model"
            : "it has weights alone and no layers; save the whole model: model.save('net.keras')")
      }
      config = try Self.json(Array(text.utf8), "model_config")
    }
    model = try KerasModel(config)
  }

  private static func members(
    _ bytes: [UInt8]
  ) throws(ModelFileError) -> (config: [UInt8], weights: [UInt8], metadata: [UInt8]?) {
    do throws(RowError) {
      let archive = try ModelArchive(bytes)
      guard let config = try archive.unpacked("config.json", limit: .header),
        let weights = try archive.unpacked("model.weights.h5", limit: .size)
      else { throw RowError("it has no config.json or no model.weights.h5") }
      return (config, weights, try archive.unpacked("metadata.json", limit: .header))
    } catch {
      throw refused(error.description)
    }
  }

  private static func json(_ bytes: [UInt8], _ name: String) throws(ModelFileError) -> JSONValue {
    do throws(JSONSyntaxError) { return try JSONParser.parse(bytes) } catch {
      throw refused("its \(name) is no JSON that is read: \(error.position): \(error.message)")
    }
  }

  private static func major(_ version: String?) -> Int {
    version.flatMap { $0.split(separator: ".").first }.flatMap { Int($0) } ?? 2
  }

  /// The sizes behind that of the batch, as the first layer that tells them has them; from the
  /// first kernel where none does.
  var inputShape: [Int]? {
    Self.inputShape(model)
      ?? model.layers.first.flatMap { paths(of: $0, at: top).first }.flatMap { hdf5.arrays[$0] }
      .flatMap {
        $0.shape.count == 2 ? [$0.shape[0]] : nil
      }
  }

  private static func inputShape(_ model: KerasModel) -> [Int]? {
    var model: KerasModel? = model
    while let first = model?.layers.first {
      if let shape = inputShape(told: first.config) { return shape }
      model = first.model
    }
    return nil
  }

  static func inputShape(told config: JSONValue) -> [Int]? {
    if let elements = (config["batch_shape"] ?? config["batch_input_shape"])?.elements {
      // The first is that of the batch, and null.
      var sizes: [Int] = []
      for element in elements.dropFirst() {
        guard let size = element.integer, size > 0 else { return nil }
        sizes.append(size)
      }
      if !sizes.isEmpty { return sizes }
    }
    return config["input_dim"]?.integer.map { [$0] }
  }

  // MARK: Arrays

  /// The models that a layer stands in, the outermost first, and those beside it in each of them.
  struct Place {
    var owners: [String] = []

    /// The group that holds the groups of the layers; nil where it cannot be told.
    var container: String?
    var siblings: [KerasLayer]
  }

  var top: Place {
    let containers = ["/layers", "/_layer_checkpoint_dependencies"]
    return Place(
      container: containers.first { hdf5.groups.contains($0) }, siblings: model.layers)
  }

  /// The place of the layers of a model that stands at a place itself.
  func place(in layer: KerasLayer, at place: Place) -> Place {
    Place(
      owners: place.owners + [layer.name],
      container: group(of: layer, at: place).flatMap { group in
        ["/layers", "/_layer_checkpoint_dependencies"].map { group + $0 }
          .first { hdf5.groups.contains($0) }
      }, siblings: layer.model?.layers ?? [])
  }

  /// The arrays of a layer in the order of their roles: kernel, bias; they are not kept.
  mutating func takeArrays(of layer: KerasLayer, at place: Place) -> [NumberArray] {
    paths(of: layer, at: place).compactMap { hdf5.take($0) }
  }

  /// The numbers of the arrays of a layer, each with its last index first.
  mutating func takeNumbers(of layer: KerasLayer, at place: Place) -> [[Double]] {
    takeArrays(of: layer, at: place).map { hdf5.doubles($0) }
  }

  func doubles(_ array: NumberArray) -> [Double] { hdf5.doubles(array) }

  /// A kernel, stored inputs × outputs, as weights.
  func weights(_ kernel: NumberArray) -> Matrix { hdf5.transposed(kernel) }

  private func paths(of layer: KerasLayer, at place: Place) -> [String] {
    guard isArchive else { return listed(layer, place.owners) }
    guard let group = group(of: layer, at: place) else { return [] }
    return (0..<100).map { "\(group)/vars/\($0)" }.filter { hdf5.arrayPaths.contains($0) }
  }

  /// As the lists of names tell them: their order is that of the roles, that of the file is not.
  private func listed(_ layer: KerasLayer, _ owners: [String]) -> [String] {
    // A model in a model keeps its arrays with the outermost one.
    for owner in [layer.name] + owners.reversed() {
      let group = "/model_weights/\(owner)"
      guard let names = hdf5.longList("weight_names", of: group) else { continue }
      let own =
        owner == layer.name
        ? names : names.filter { $0.split(separator: "/").contains { $0 == layer.name } }
      if owner != layer.name, own.isEmpty { continue }
      return own.map { "\(group)/\($0)" }
    }
    return []
  }

  /// `layers/dense_1`: by the name that its `vars` has; in older files, and for models, by counting
  /// those of the class, whose numbers have gaps.
  private func group(of layer: KerasLayer, at place: Place) -> String? {
    guard let container = place.container else { return nil }
    let children = hdf5.groups.filter {
      $0.hasPrefix(container + "/") && !$0.dropFirst(container.count + 1).contains("/")
    }
    let named = children.filter { hdf5.text("name", of: $0 + "/vars") == layer.name }
    if named.count == 1 { return named[0] }
    let prefix = "\(container)/\(layer.snakeCase)"
    let isModel = layer.model != nil
    let groups = children.compactMap { path -> (number: Int, path: String)? in
      guard path.hasPrefix(prefix), isModel || hdf5.arrayPaths.contains("\(path)/vars/0") else {
        return nil
      }
      let rest = path.dropFirst(prefix.count)
      if rest.isEmpty { return (0, path) }
      return rest.first == "_" ? Int(rest.dropFirst()).map { ($0, path) } : nil
    }.sorted { $0.number < $1.number }
    let same = place.siblings.filter { $0.type == layer.type }
    guard groups.count == same.count, let index = same.firstIndex(where: { $0.name == layer.name })
    else { return nil }
    return groups[index].path
  }
}
