/// A Keras model: what its layers are, in JSON, and where their arrays stand, in HDF5.
struct KerasFile {
  static let kind = "a Keras file"

  let layers: [KerasLayer]

  /// The version of Keras that wrote it; 2 where nothing tells.
  let version: Int
  private let hdf5: HDF5File
  private let isArchive: Bool

  static func refused(_ why: String) -> ModelFileError { ModelFileError(.refused(kind, why)) }

  init(_ bytes: [UInt8], options: ReadOptions) throws(ModelFileError) {
    isArchive = bytes.starts(with: ZIPFile.mark)
    let config: JSONValue
    if isArchive {
      let (file, weights, metadata) = try Self.members(bytes)
      config = try Self.json(file, "config.json")
      version = Self.major(metadata.flatMap { try? JSONParser.parse($0)["keras_version"]?.string })
      hdf5 = try HDF5File(
        weights, skipping: ["/optimizer"], reader: options.hdf5Reader, kind: Self.kind)
    } else {
      hdf5 = try HDF5File(
        bytes, skipping: ["/optimizer_weights"], reader: options.hdf5Reader, kind: Self.kind)
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
    layers = try KerasLayer.layers(config)
  }

  private static func members(
    _ bytes: [UInt8]
  ) throws(ModelFileError) -> (config: [UInt8], weights: [UInt8], metadata: [UInt8]?) {
    do throws(RowError) {
      let archive = try ModelArchive(bytes)
      guard let config = try archive.unpacked("config.json", limit: ReadLimits.header),
        let weights = try archive.unpacked("model.weights.h5", limit: ModelFile.sizeLimit)
      else { throw RowError("it has no config.json or no model.weights.h5") }
      return (config, weights, try archive.unpacked("metadata.json", limit: ReadLimits.header))
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

  // MARK: Arrays

  /// The arrays of a layer in the order of their roles: kernel, bias.
  func arrays(of layer: KerasLayer) -> [HDF5File.DataSet] {
    isArchive ? archived(layer) : listed(layer)
  }

  /// As the lists of names tell them: their order is that of the roles, that of the file is not.
  private func listed(_ layer: KerasLayer) -> [HDF5File.DataSet] {
    // A model in a model keeps its arrays with the outermost one.
    for owner in [layer.name] + layer.owners.reversed() {
      let group = "/model_weights/\(owner)"
      guard let names = hdf5.longList("weight_names", of: group) else { continue }
      let own =
        owner == layer.name
        ? names : names.filter { $0.split(separator: "/").contains { $0 == layer.name } }
      if owner != layer.name, own.isEmpty { continue }
      return own.compactMap { hdf5.dataSets["\(group)/\($0)"] }
    }
    return []
  }

  /// `layers/dense_1/vars/0`, by the name that `vars` has; older files are told by counting.
  private func archived(_ layer: KerasLayer) -> [HDF5File.DataSet] {
    guard let group = archivedGroup(layer) else { return [] }
    return (0..<100).map { hdf5.dataSets["\(group)/\($0)"] }.prefix { $0 != nil }.compactMap { $0 }
  }

  private func archivedGroup(_ layer: KerasLayer) -> String? {
    if let named = hdf5.groups.first(where: {
      $0.hasSuffix("/vars") && hdf5.text("name", of: $0) == layer.name
    }) {
      return named
    }
    guard hdf5.groups.allSatisfy({ hdf5.text("name", of: $0) == nil }) else { return nil }
    // dense, dense_1, ... of those with arrays, in the order of their numbers, which has gaps.
    let prefix = layer.snakeCase
    let groups = hdf5.groups.compactMap { path -> (number: Int, path: String)? in
      let parts = path.split(separator: "/")
      guard parts.count == 3, parts[2] == "vars", parts[1].hasPrefix(prefix),
        hdf5.dataSets["\(path)/0"] != nil
      else { return nil }
      let rest = parts[1].dropFirst(prefix.count)
      if rest.isEmpty { return (0, path) }
      return rest.first == "_" ? Int(rest.dropFirst()).map { ($0, path) } : nil
    }.sorted { $0.number < $1.number }
    let same = layers.filter { $0.type == layer.type }
    guard groups.count == same.count, let place = same.firstIndex(where: { $0.name == layer.name })
    else { return nil }
    return groups[place].path
  }
}
