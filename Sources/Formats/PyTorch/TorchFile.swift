/// The pickle of a PyTorch file, and where the numbers of its tensors stand.
///
/// Source: the documentation of `torch.save` and what the library writes: a zip since 1.6, five
/// pickles in a row with the numbers behind them before.
struct TorchFile {
  static let kind = "a PyTorch file"

  let graph: PickleGraph
  let root: PickleGraph.Reference
  let bytes: [UInt8]

  /// Where the numbers of a storage stand, by its key.
  private let storages: [String: Range<Int>]
  private let isBigEndian: Bool

  /// The first number that a legacy file begins with.
  static let legacyMagic: [UInt8] = [
    0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19,
  ]

  /// Two protocol bytes, and then the magic number as a long of ten bytes.
  static func isLegacy(_ bytes: [UInt8]) -> Bool {
    guard bytes.count > 16, bytes[0] == 0x80 else { return false }
    return bytes[2...].starts(with: [0x8A, 0x0A] + legacyMagic)
      // Protocol 4 has the length of a frame between them.
      || (bytes.count > 26 && bytes[11...].starts(with: [0x8A, 0x0A] + legacyMagic))
  }

  init(_ bytes: [UInt8]) throws(ModelFileError) {
    if Self.isLegacy(bytes) {
      self = try Self.legacy(bytes)
    } else {
      self = try Self.zip(bytes)
    }
  }

  private init(
    graph: PickleGraph, root: PickleGraph.Reference, bytes: [UInt8],
    storages: [String: Range<Int>], isBigEndian: Bool
  ) {
    (self.graph, self.root, self.bytes) = (graph, root, bytes)
    (self.storages, self.isBigEndian) = (storages, isBigEndian)
  }

  static func refused(_ why: String) -> ModelFileError { ModelFileError(.refused(kind, why)) }

  // MARK: A zip

  private static func zip(_ bytes: [UInt8]) throws(ModelFileError) -> TorchFile {
    do {
      let archive = try ModelArchive(bytes)
      guard let pickle = archive.names.first(where: { $0.hasSuffix("data.pkl") }) else {
        throw RowError("it has no data.pkl")
      }
      let folder = String(pickle.dropLast("data.pkl".count))
      if archive.names.contains(where: { $0.hasPrefix(folder + "code/") }) {
        throw RowError(
          "it is TorchScript, whose layers stand in program text; in Python: "
            + "m = torch.jit.load(FILE); torch.save(m.state_dict(), 'weights.pt')")
      }
      let order = try archive.unpacked(folder + "byteorder", limit: .header)
      var storages: [String: Range<Int>] = [:]
      for name in archive.names where name.hasPrefix(folder + "data/") {
        storages[String(name.dropFirst(folder.count + 5))] = try archive.storedRange(of: name)
      }
      guard let range = try archive.storedRange(of: pickle) else {
        throw RowError("its data.pkl is packed, which PyTorch does not do")
      }
      let graph = try Self.pickle { () throws(PickleError) in
        try PickleMachine.graph(bytes, range)
      }
      return TorchFile(
        graph: graph, root: graph.roots[0], bytes: bytes, storages: storages,
        isBigEndian: order.map { $0.starts(with: Array("big".utf8)) } ?? false)
    } catch let error as RowError {
      throw refused(error.description)
    } catch let error as ModelFileError {
      throw error
    } catch {
      throw refused("\(error)")
    }
  }

  private static func pickle<Value>(
    _ read: () throws(PickleError) -> Value
  ) throws(ModelFileError) -> Value {
    do throws(PickleError) { return try read() } catch {
      throw refused("its pickle: byte \(error.offset): \(error.message)")
    }
  }

  // MARK: Before 1.6

  /// Five pickles (magic number, version, system, object, keys), then for each key a count of eight
  /// bytes and the numbers.
  private static func legacy(_ bytes: [UInt8]) throws(ModelFileError) -> TorchFile {
    var machine = PickleMachine(bytes, 0..<bytes.count)
    try pickle { () throws(PickleError) in
      for _ in 0..<5 { try machine.next() }
    }
    let graph = machine.graph
    let root = graph.roots[3]
    // The type of a storage stands with the tensors that use it.
    var types: [String: ElementType] = [:]
    for node in graph.nodes {
      guard case .persistent(let id) = node, let storage = storage(id, in: graph) else { continue }
      types[storage.key] = storage.type
    }
    let isBigEndian =
      graph.entries(graph.roots[2]).flatMap { graph.value("little_endian", in: $0) }
      .flatMap(graph.boolean) == false
    guard let keys = graph.elements(graph.roots[4]) else { throw refused("it names no storages") }
    var cursor = ByteCursor(bytes, machine.position..<bytes.count)
    var storages: [String: Range<Int>] = [:]
    for key in keys {
      guard let name = graph.text(key), let count = cursor.count(8),
        case let size = count.multipliedReportingOverflow(by: types[name]?.byteCount ?? 1),
        !size.overflow, let range = cursor.range(size.partialValue)
      else { throw refused("it is cut short: the numbers of a storage are missing") }
      storages[name] = range
    }
    return TorchFile(
      graph: graph, root: root, bytes: bytes, storages: storages, isBigEndian: isBigEndian)
  }

  // MARK: Tensors

  /// What a persistent id ('storage', type, key, location, count) names.
  private static func storage(
    _ id: PickleGraph.Reference, in graph: PickleGraph
  ) -> (key: String, type: ElementType)? {
    guard let parts = graph.elements(id), parts.count >= 5, graph.text(parts[0]) == "storage",
      let type = graph.global(parts[1]).flatMap({ types[$0.name] }),
      let key = graph.text(parts[2])
    else { return nil }
    return (key, type)
  }

  private static let types: [String: ElementType] = [
    "FloatStorage": .float32, "DoubleStorage": .float64, "HalfStorage": .float16,
    "BFloat16Storage": .bfloat16, "LongStorage": .signed(bytes: 8), "IntStorage": .signed(bytes: 4),
    "ShortStorage": .signed(bytes: 2), "CharStorage": .signed(bytes: 1),
    "ByteStorage": .unsigned(bytes: 1), "BoolStorage": .boolean,
  ]

  /// The tensor that a node describes; nil for anything else.
  ///
  /// - Throws: when it is a tensor whose numbers are not there.
  func tensor(
    _ reference: PickleGraph.Reference, depth: Int = 0
  ) throws(ModelFileError) -> StoredNumbers? {
    guard depth < 4, let object = graph.object(reference),
      let maker = graph.global(object.maker)
    else { return nil }
    let arguments = graph.arguments(object)
    switch maker.name {
    case "_rebuild_parameter", "_rebuild_parameter_with_state":
      guard let first = arguments.first else { return nil }
      return try tensor(first, depth: depth + 1)
    case "_rebuild_from_type_v2":
      // (function, type, arguments of the function, state)
      guard arguments.count >= 3, let parts = graph.elements(arguments[2]) else { return nil }
      return try tensor(parts: parts)
    case "_rebuild_tensor_v2", "_rebuild_tensor":
      return try tensor(parts: arguments)
    default: return nil
    }
  }

  private func tensor(
    parts: [PickleGraph.Reference]
  ) throws(ModelFileError) -> StoredNumbers? {
    guard parts.count >= 4, case .persistent(let id) = graph.nodes[parts[0]] else { return nil }
    guard let storage = Self.storage(id, in: graph) else {
      throw Self.refused("a tensor has numbers of a type that is not read")
    }
    guard let range = storages[storage.key] else {
      throw Self.refused("the numbers of storage \(Quote.single(storage.key)) are missing")
    }
    guard let offset = graph.integer(parts[1]), let shape = graph.integers(parts[2]),
      let strides = graph.integers(parts[3]),
      let numbers = StoredNumbers(
        type: storage.type, isBigEndian: isBigEndian, shape: shape, strides: strides,
        offset: offset, within: range)
    else {
      throw Self.refused(
        "a tensor does not fit its storage \(Quote.single(storage.key)): the file is damaged")
    }
    return numbers
  }
}
