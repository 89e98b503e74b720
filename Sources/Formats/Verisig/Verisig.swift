internal import Core

extension ModelFormat {
  /// The networks of Verisig and the tools around it.
  static let verisig = ModelFormat(
    name: "Verisig (.yml)", endings: ["yml", "yaml"],
    takes: [.folded],
    recognises: { _ in false },
    read: { bytes, name, options throws(ModelFileError) in
      try VerisigFile(bytes).chain().network(name: name, format: VerisigFile.kind, options: options)
    },
    write: nil)
}

/// The layers of a Verisig file: activations, offsets and weights by their numbers from 1 on.
///
/// Source: the examples in the repository Verisig/verisig.
struct VerisigFile {
  static let kind = "a Verisig file"

  private let root: YAMLValue

  static func refused(_ why: String) -> ModelFileError { ModelFileError(.refused(kind, why)) }

  init(_ bytes: [UInt8]) throws(ModelFileError) {
    do throws(YAMLParser.Problem) { root = try YAMLParser.parse(bytes) } catch {
      throw Self.refused("line \(error.line): \(error.message)")
    }
  }

  func chain() throws(ModelFileError) -> Chain {
    guard case .mapping(let layers)? = root["weights"], case .mapping(let biases)? = root["offsets"]
    else {
      throw Self.refused("it has no weights and offsets by the numbers of the layers")
    }
    if let problem = ReadLimits.problem(.layers, layers.count) { throw Self.refused(problem) }
    guard layers.count == biases.count else {
      throw Self.refused(
        "it has weights for \(layers.count) layers and offsets for \(biases.count)")
    }
    let (members, offsets) = (Self.dictionary(layers), Self.dictionary(biases))
    var activations: [String: YAMLValue]?
    if case .mapping(let names)? = root["activations"] { activations = Self.dictionary(names) }
    var chain = Chain()
    var parameters = 0
    for l in 1...max(layers.count, 1) {
      guard let weights = members["\(l)"].flatMap(Self.rows),
        case .numbers(let bias)? = offsets["\(l)"], let columns = weights.first?.count,
        columns > 0, weights.allSatisfy({ $0.count == columns }), bias.count == weights.count
      else {
        throw Self.refused("the weights and offsets of layer \(l) are missing, or do not fit")
      }
      parameters += columns * weights.count
      if let problem = ReadLimits.problem(.parameters, atLeast: parameters) {
        throw Self.refused(problem)
      }
      chain.append(.affine(Matrix(weights), bias: bias), from: "weights \(l), offsets \(l)")
      chain.append(try activation(layer: l, among: activations), from: "")
    }
    if let activations, activations.count != layers.count {
      chain.warnings.append(
        .contradiction(
          "it has activations for \(activations.count) layers, and weights for \(layers.count)"))
    }
    return chain
  }

  private static func dictionary(
    _ members: [(key: String, value: YAMLValue)]
  ) -> [String: YAMLValue] {
    Dictionary(members.map { ($0.key, $0.value) }) { first, _ in first }
  }

  /// The rows of a matrix, outputs × inputs.
  private static func rows(_ value: YAMLValue) -> [[Double]]? {
    guard case .list(let items) = value else { return nil }
    let rows = items.compactMap { item -> [Double]? in
      if case .numbers(let numbers) = item { numbers } else { nil }
    }
    return rows.count == items.count ? rows : nil
  }

  private func activation(
    layer: Int, among activations: [String: YAMLValue]?
  ) throws(ModelFileError) -> Chain.Kind {
    guard let activations else { return .openActivation }
    guard case .word(let name)? = activations["\(layer)"] else {
      throw Self.refused("layer \(layer) has no activation")
    }
    guard let activation = Activation.known(name) else {
      throw Self.refused("the activation \(Quote.single(name)) of layer \(layer) is not known")
    }
    return .activation(activation)
  }
}
