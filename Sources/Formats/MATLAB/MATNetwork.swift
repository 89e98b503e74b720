internal import Core

extension ModelFormat {
  static let matFile = ModelFormat(
    name: "MATLAB .mat (5 and 7.3)", endings: ["mat"], hasMark: true,
    takes: [.layers, .variable, .raw, .folded],
    recognises: {
      $0.starts(with: Array("MATLAB 5.0 MAT-file".utf8))
        || $0.starts(with: Array("MATLAB 7.3 MAT-file".utf8))
    },
    read: { bytes, name, options throws(ModelFileError) in
      let variables =
        bytes.starts(with: Array("MATLAB 7.3".utf8))
        ? try MATFile73(bytes, options: options).variables : try MATFile(bytes).variables
      return try MATNetwork(variables: variables).chain(options).network(
        name: name, format: MATFile.kind, options: options)
    },
    write: nil)
}

/// Finds the network among the variables of a workspace: cells W, b and act_fcns, matrices W1, b1,
/// ..., or an object of class `network`.
struct MATNetwork {
  let variables: [(name: String, value: MATFile.Value)]

  func chain(_ options: ReadOptions) throws(ModelFileError) -> Chain {
    if let wanted = options.variable {
      guard let value = variables.first(where: { $0.name == wanted })?.value else {
        throw MATFile.refused("it has no variable \(Quote.single(wanted)); it has \(names)")
      }
      guard case .structure(let type, let fields) = value else {
        throw MATFile.refused("\(Quote.single(wanted)) is no network")
      }
      return try structure(type, fields, wanted, options)
    }
    let all = Dictionary(variables.map { ($0.name, $0.value) }) { first, _ in first }
    if let chain = try cells(all, options) { return chain }
    let objects = variables.filter { variable in
      if case .structure(let type, let fields) = variable.value {
        return type == "network" || (fields["W"] != nil && fields["b"] != nil)
      }
      return false
    }
    if objects.count == 1, case .structure(let type, let fields) = objects[0].value {
      return try structure(type, fields, objects[0].name, options)
    }
    guard objects.isEmpty else {
      throw MATFile.refused(
        "it has \(objects.count) networks; say which: load FILE variable \(objects[0].name)")
    }
    let arrays = variables.compactMap { variable -> (name: String, array: NumberArray)? in
      guard case .numbers(let shape, let values) = variable.value else { return nil }
      return (variable.name, Self.array(shape, values))
    }
    if variables.contains(where: { if case .newStyle = $0.value { true } else { false } }),
      arrays.isEmpty
    {
      throw MATFile.refused(
        "it holds an object of new style (SeriesNetwork, dlnetwork), which only MATLAB reads; in "
          + "MATLAB: exportONNXNetwork(net, 'net.onnx'), or genFunction(net, 'net')")
    }
    return try WeightList(arrays, kind: MATFile.kind).chain(options: options)
  }

  private var names: String {
    variables.prefix(8).map { Quote.shortened($0.name) }.joined(separator: ", ")
  }

  /// Column by column in the file, row by row here.
  private static func array(_ shape: [Int], _ values: [Double]) -> NumberArray {
    // Vectors are matrices with one column or one row.
    if shape.count == 2, shape[0] == 1 || shape[1] == 1 {
      return NumberArray(shape: [values.count], doubles: values)
    }
    guard shape.count == 2 else { return NumberArray(shape: [values.count], doubles: values) }
    return NumberArray(shape: shape, doubles: matrix(shape, values).storage)
  }

  private static func matrix(_ shape: [Int], _ values: [Double]) -> Matrix {
    Matrix(rows: shape[1], columns: shape[0], storage: values).transposed
  }

  // MARK: Cells

  /// W and b as cells, and the activations as rows of text.
  private func cells(
    _ all: [String: MATFile.Value], _ options: ReadOptions
  ) throws(ModelFileError) -> Chain? {
    guard case .cells(_, let weights)? = all["W"], case .cells(_, let biases)? = all["b"],
      !weights.isEmpty
    else { return nil }
    guard biases.count == weights.count else {
      throw MATFile.refused("it has \(weights.count) cells W and \(biases.count) cells b")
    }
    var functions: [String] = []
    switch all["act_fcns"] {
    case .text(let rows)?: functions = rows
    case .cells(_, let cells)?:
      functions = cells.compactMap { if case .text(let rows) = $0 { rows.first } else { nil } }
    default: break
    }
    var chain = Chain()
    for (l, (weight, bias)) in zip(weights, biases).enumerated() {
      chain.append(try affine(weight, bias, layer: l + 1), from: "W{\(l + 1)}, b{\(l + 1)}")
      guard options.activations == nil, !functions.isEmpty else {
        chain.append(.openActivation, from: "")
        continue
      }
      guard l < functions.count, let activation = Activation.known(functions[l]) else {
        throw MATFile.refused(
          "act_fcns has no activation that is known for layer \(l + 1); say them: load FILE "
            + "activations ...")
      }
      chain.append(.activation(activation), from: "")
    }
    if let given = options.activations, !functions.isEmpty,
      zip(given, functions).contains(where: { $0.name != ActivationRule.named($1)?.name })
    {
      chain.warnings.append(
        .contradiction(
          "act_fcns says other activations than were given: "
            + functions.prefix(8).map { Quote.shortened($0) }.joined(separator: ", ")))
    }
    if functions.count > weights.count {
      chain.warnings.append(
        .contradiction("act_fcns has \(functions.count) rows for \(weights.count) layers"))
    }
    return chain
  }

  private func affine(
    _ weight: MATFile.Value, _ bias: MATFile.Value, layer: Int
  ) throws(ModelFileError) -> Chain.Kind {
    // A matrix may have trailing indices of size 1.
    guard case .numbers(let shape, let values) = weight, shape.count >= 2, !values.isEmpty,
      shape.dropFirst(2).allSatisfy({ $0 == 1 }), case .numbers(_, let biases) = bias,
      biases.count == shape[0]
    else { throw MATFile.refused("the weights and biases of layer \(layer) do not fit each other") }
    return .affine(Self.matrix(Array(shape.prefix(2)), values), bias: biases)
  }

  // MARK: A network object

  private func structure(
    _ type: String, _ fields: [String: MATFile.Value], _ name: String, _ options: ReadOptions
  ) throws(ModelFileError) -> Chain {
    if type != "network" {
      guard let chain = try cells(fields, options) else {
        throw MATFile.refused("\(Quote.single(name)) is a structure without cells W and b")
      }
      return chain
    }
    guard case .cells(let inputShape, let inputWeights)? = fields["IW"],
      case .cells(let layerShape, let layerWeights)? = fields["LW"],
      case .cells(_, let biases)? = fields["b"], case .cells(_, let layers)? = fields["layers"],
      inputShape.count == 2, layerShape.count == 2, layers.count == layerShape[0],
      layers.count == inputShape[0], biases.count == layers.count
    else { throw MATFile.refused("the network \(Quote.single(name)) lacks IW, LW, b or layers") }
    guard inputShape[1] == 1 else { throw MATFile.refused("the network has several inputs") }
    var chain = Chain()
    try process(fields["inputs"], isOutput: false, &chain, options)
    for l in layers.indices {
      let weight = l == 0 ? inputWeights[0] : layerWeights[(l - 1) * layers.count + l]
      chain.append(
        try affine(weight, biases[l], layer: l + 1),
        from: l == 0 ? "IW{1,1}, b{1}" : "LW{\(l + 1),\(l)}, b{\(l + 1)}")
      guard case .structure(_, let layer) = layers[l],
        case .text(let rows)? = layer["transferFcn"], let function = rows.first,
        let activation = Activation.known(function == "elliotsig" ? "softsign" : function)
      else { throw MATFile.refused("layer \(l + 1) has a transfer function that is not known") }
      chain.append(.activation(activation), from: "")
      // Other connections would make it no chain.
      for k in layers.indices where k != l - 1 {
        if case .numbers(_, let values) = layerWeights[k * layers.count + l], !values.isEmpty {
          throw MATFile.refused("layer \(l + 1) takes layer \(k + 1): the network is no chain")
        }
      }
    }
    try process(fields["outputs"], isOutput: true, &chain, options)
    return chain
  }

  /// mapminmax of the inputs, or undone of the outputs.
  private func process(
    _ value: MATFile.Value?, isOutput: Bool, _ chain: inout Chain, _ options: ReadOptions
  ) throws(ModelFileError) {
    guard case .cells(_, let cells)? = value else { return }
    for case .structure(_, let fields) in cells {
      guard case .cells(_, let functions)? = fields["processFcns"],
        case .cells(_, let settings)? = fields["processSettings"]
      else { continue }
      let pairs = Array(zip(functions, settings))
      for (function, setting) in isOutput ? pairs.reversed() : pairs {
        guard case .text(let rows) = function, let name = rows.first,
          case .structure(_, let parts) = setting
        else { continue }
        try append(name, parts, isOutput: isOutput, &chain)
      }
    }
  }

  private func append(
    _ name: String, _ parts: [String: MATFile.Value], isOutput: Bool, _ chain: inout Chain
  ) throws(ModelFileError) {
    func numbers(_ key: String) -> [Double]? {
      if case .numbers(_, let values)? = parts[key] { values } else { nil }
    }
    if name == "removeconstantrows" {
      if let removed = numbers("remove"), !removed.isEmpty {
        throw MATFile.refused("removeconstantrows removes inputs, which is not read")
      }
      return
    }
    guard name == "mapminmax" || name == "mapstd", let offset = numbers("xoffset"),
      let gain = numbers("gain"), let low = numbers(name == "mapstd" ? "ymean" : "ymin")?.first,
      offset.count == gain.count, !gain.isEmpty, gain.allSatisfy({ $0 != 0 && $0.isFinite })
    else { throw MATFile.refused("the processing \(Quote.single(name)) is not read") }
    chain.append(
      .scaling(
        isOutput
          ? Scaling(factor: gain.map { 1 / $0 }, shift: zip(offset, gain).map { $0 - low / $1 })
          : Scaling(factor: gain, shift: zip(offset, gain).map { low - $0 * $1 })), from: name)
  }
}
