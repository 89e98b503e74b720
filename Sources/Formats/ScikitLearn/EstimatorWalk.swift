internal import Core

/// A walk from an estimator to the estimators that it is made of.
struct EstimatorWalk {
  let reader: EstimatorReader
  var chain = Chain()
  var hasNetwork = false

  var graph: PickleGraph { reader.graph }
  var bytes: [UInt8] { reader.bytes }

  init(reader: EstimatorReader) { self.reader = reader }

  typealias Attributes = [PickleGraph.Entry]

  mutating func add(
    _ reference: PickleGraph.Reference, name: String, depth: Int
  ) throws(ModelFileError) {
    guard depth < 8 else { throw EstimatorReader.refused("its estimators are nested too deep") }
    if isIdentity(reference) { return }
    guard let type = graph.maker(of: reference), let attributes = graph.attributes(reference) else {
      // A step of a pipeline that does nothing.
      if graph.text(reference) == "passthrough" || graph.isNone(reference) { return }
      throw EstimatorReader.refused("\(Quote.single(name)) is no estimator")
    }
    let origin = name.isEmpty ? type.name : name
    noteInputNames(attributes)
    guard !hasNetwork else {
      throw EstimatorReader.refused("\(Quote.single(origin)) stands behind the network")
    }
    switch type.name {
    case "MLPRegressor", "MLPClassifier": try addNetwork(attributes, type.name, origin)
    case "Pipeline": try addPipeline(attributes, depth)
    case "ColumnTransformer": chain.append(try columns(origin, attributes), from: origin)
    case "GridSearchCV", "RandomizedSearchCV", "HalvingGridSearchCV", "HalvingRandomSearchCV",
      "BayesSearchCV":
      guard let best = graph.value("best_estimator_", in: attributes) else {
        throw EstimatorReader.refused("\(Quote.single(origin)) has not been fitted with refit=True")
      }
      chain.remarks.append("the best estimator of \(type.name) is taken")
      try add(best, name: "best_estimator_", depth: depth + 1)
    case "TransformedTargetRegressor": try addTransformedTarget(attributes, depth)
    default:
      guard let step = try scaling(type.name, origin, attributes) else {
        throw EstimatorReader.refused(
          "it holds \(Quote.shortened(type.name)); MLPRegressor, MLPClassifier and scalers are read"
        )
      }
      chain.append(step, from: origin)
    }
  }

  private mutating func addPipeline(
    _ attributes: Attributes, _ depth: Int
  ) throws(ModelFileError) {
    guard let steps = graph.value("steps", in: attributes).flatMap(graph.elements) else {
      throw EstimatorReader.refused("its pipeline has no steps")
    }
    for step in steps.prefix(1000) {
      guard let pair = graph.elements(step), pair.count == 2 else {
        throw EstimatorReader.refused("a step of its pipeline is damaged")
      }
      try add(pair[1], name: graph.text(pair[0]) ?? "", depth: depth + 1)
    }
  }

  private mutating func addTransformedTarget(
    _ attributes: Attributes, _ depth: Int
  ) throws(ModelFileError) {
    guard let regressor = graph.value("regressor_", in: attributes),
      let transformer = graph.value("transformer_", in: attributes)
    else { throw EstimatorReader.refused("its TransformedTargetRegressor is not fitted") }
    try add(regressor, name: "regressor_", depth: depth + 1)
    if isIdentity(transformer) { return }
    guard let type = graph.maker(of: transformer), let parts = graph.attributes(transformer),
      let step = try scaling(type.name, "transformer_", parts, isInverse: true)
    else {
      throw EstimatorReader.refused(
        "its targets are transformed by \(graph.maker(of: transformer)?.name ?? "nothing known"), "
          + "which is not read")
    }
    chain.append(step, from: "transformer_")
  }

  /// A FunctionTransformer without a function.
  func isIdentity(_ reference: PickleGraph.Reference) -> Bool {
    guard graph.maker(of: reference)?.name == "FunctionTransformer",
      let attributes = graph.attributes(reference),
      let function = graph.value("func", in: attributes),
      let inverse = graph.value("inverse_func", in: attributes)
    else { return false }
    return graph.isNone(function) && graph.isNone(inverse)
  }

  private mutating func noteInputNames(_ attributes: Attributes) {
    guard chain.inputNames == nil, chain.steps.isEmpty,
      let names = graph.value("feature_names_in_", in: attributes)
    else { return }
    chain.inputNames = graph.names(names, in: bytes)
  }

  // MARK: The network

  private mutating func addNetwork(
    _ attributes: Attributes, _ type: String, _ origin: String
  ) throws(ModelFileError) {
    hasNetwork = true
    guard let coefficients = graph.value("coefs_", in: attributes).flatMap(graph.elements),
      let intercepts = graph.value("intercepts_", in: attributes).flatMap(graph.elements)
    else { throw EstimatorReader.refused("its \(type) has not been fitted: it has no coefs_") }
    if let problem = ReadLimits.problem(.layers, coefficients.count) {
      throw EstimatorReader.refused(problem)
    }
    guard coefficients.count == intercepts.count, !coefficients.isEmpty else {
      throw EstimatorReader.refused(
        "it has \(coefficients.count) coefs_ and \(intercepts.count) intercepts_")
    }
    let hidden = try activation("activation", attributes)
    let last = try activation("out_activation_", attributes)
    // With the loss poisson a regressor ends in exp.
    if (type == "MLPRegressor") != (last.name == "purelin" || last.name == "exp") {
      chain.warnings.append(
        .contradiction("out_activation_ is \(last.name), which no \(type) has by itself"))
    }
    for k in coefficients.indices {
      let place = "coefs_[\(k)]"
      guard let array = graph.array(coefficients[k]), array.shape.count == 2, array.count > 0,
        let bias = graph.array(intercepts[k]), bias.shape == [array.shape[1]]
      else {
        throw EstimatorReader.refused("\(place) and intercepts_[\(k)] are no weights and biases")
      }
      chain.append(
        .affine(array.transposed(in: bytes), bias: bias.doubles(in: bytes)), from: place)
      chain.append(.activation(k == coefficients.count - 1 ? last : hidden), from: "")
    }
    noteClasses(attributes, type)
  }

  private func activation(
    _ key: String, _ attributes: Attributes
  ) throws(ModelFileError) -> Activation {
    let name = graph.value(key, in: attributes).flatMap { graph.text($0) } ?? ""
    guard
      ["identity", "logistic", "tanh", "relu", "softmax"].contains(name)
        || name == "exp" && key == "out_activation_",
      let activation = Activation.known(name)
    else {
      throw EstimatorReader.refused("its \(key) is \(Quote.single(name)), which is not known")
    }
    return activation
  }

  private mutating func noteClasses(_ attributes: Attributes, _ type: String) {
    guard type == "MLPClassifier",
      let classes = graph.value("classes_", in: attributes).flatMap({
        graph.names($0, in: bytes)
      })
    else { return }
    if classes.count == 2, chain.outputCount == 1 {
      chain.outputNames = [classes[1]]
      chain.remarks.append("the output is the probability of class \(Quote.single(classes[1]))")
    } else {
      chain.outputNames = classes
    }
  }
}
