internal import Core

extension EstimatorWalk {
  /// A ColumnTransformer of scalers that act on each column alone, and of columns that are passed on.
  ///
  /// What comes out stands in the order of its transformers, which may be another one than that of
  /// the columns: then it is a matrix with one number in each row.
  func columns(_ origin: String, _ attributes: Attributes) throws(ModelFileError) -> Chain.Kind {
    let name = Quote.single(origin)
    guard let transformers = graph.value("transformers_", in: attributes).flatMap(graph.elements),
      let places = graph.value("_transformer_to_input_indices", in: attributes)
        .flatMap({ graph.entries($0) })
    else {
      throw EstimatorReader.refused(
        "\(name) is a ColumnTransformer that is not fitted, or older than scikit-learn 1.0")
    }
    var sources: [Int] = []
    var scaling = Scaling(factor: [], shift: [])
    for transformer in transformers.prefix(1000) {
      guard let parts = graph.elements(transformer), parts.count == 3,
        let key = graph.text(parts[0]),
        let columns = places.first(where: { graph.text($0.key) == key })
          .flatMap({ graph.integers($0.value) })
      else { throw EstimatorReader.refused("a transformer of \(name) is damaged") }
      // What is dropped does not come out.
      if graph.text(parts[1]) == "drop" || columns.isEmpty { continue }
      let own = try columnScaling(parts[1], key, count: columns.count)
      sources += columns
      scaling.factor += own.factor
      scaling.shift += own.shift
    }
    let features = graph.value("n_features_in_", in: attributes).flatMap(graph.integer)
    guard let count = features, !sources.isEmpty,
      sources.allSatisfy({ (0..<count).contains($0) })
    else { throw EstimatorReader.refused("\(name) takes columns that are not there") }
    if sources.elementsEqual(0..<count) { return .scaling(scaling) }
    if let problem = ReadLimits.problem(.scaled, max(count, sources.count)) {
      throw EstimatorReader.refused(problem)
    }
    var weights = Matrix(rows: sources.count, columns: count)
    for (row, source) in sources.enumerated() { weights[row, source] = scaling.factor[row] }
    return .affine(weights, bias: scaling.shift)
  }

  private func columnScaling(
    _ transformer: PickleGraph.Reference, _ key: String, count: Int
  ) throws(ModelFileError) -> Scaling {
    if graph.text(transformer) == "passthrough" || isIdentity(transformer) {
      return Scaling(
        factor: .init(repeating: 1, count: count), shift: .init(repeating: 0, count: count))
    }
    guard let type = graph.maker(of: transformer), let parts = graph.attributes(transformer),
      case .scaling(let scaling)? = try scaling(type.name, key, parts)
    else {
      throw EstimatorReader.refused(
        "its ColumnTransformer has \(Quote.single(key)), "
          + "\(Quote.shortened(graph.maker(of: transformer)?.name ?? "nothing known")); scalers and "
          + "'passthrough' are read")
    }
    guard scaling.count == count else {
      throw EstimatorReader.refused(
        "\(Quote.single(key)) scales \(scaling.count) columns and is given \(count)")
    }
    return scaling
  }
}
