internal import Core

extension EstimatorWalk {
  /// What a scaler does, or undoes; nil for another class.
  func scaling(
    _ type: String, _ origin: String, _ attributes: Attributes, isInverse: Bool = false
  ) throws(ModelFileError) -> Chain.Kind? {
    func values(_ key: String) -> [Double]? {
      graph.value(key, in: attributes).flatMap { graph.array($0) }.map { $0.doubles(in: bytes) }
    }
    func isOn(_ key: String) -> Bool {
      graph.value(key, in: attributes).flatMap(graph.boolean) ?? true
    }
    let shift: [Double]?
    let scale: [Double]?
    switch type {
    case "StandardScaler":
      (shift, scale) = (
        isOn("with_mean") ? values("mean_") : nil, isOn("with_std") ? values("scale_") : nil
      )
    case "RobustScaler":
      (shift, scale) = (
        isOn("with_centering") ? values("center_") : nil,
        isOn("with_scaling") ? values("scale_") : nil
      )
    case "MaxAbsScaler": (shift, scale) = (nil, values("scale_"))
    case "MinMaxScaler": return try minMax(values("scale_"), values("min_"), attributes, isInverse)
    case "PCA", "IncrementalPCA", "TruncatedSVD": return try projection(type, attributes, isInverse)
    default: return nil
    }
    guard let count = (shift ?? scale)?.count, scale.map({ $0.count == count }) ?? true else {
      // Both switched off: nothing is scaled.
      let features = graph.value("n_features_in_", in: attributes).flatMap(graph.integer)
      if type != "MaxAbsScaler", !isOn("with_std"), !isOn("with_mean"), let features,
        features >= 1, ReadLimits.problem(.scaled, features) == nil
      {
        return .scaling(
          Scaling(
            factor: .init(repeating: 1, count: features),
            shift: .init(repeating: 0, count: features)))
      }
      throw EstimatorReader.refused("\(Quote.single(origin)): the \(type) has not been fitted")
    }
    let mean = shift ?? .init(repeating: 0, count: count)
    let deviation = scale ?? .init(repeating: 1, count: count)
    guard deviation.allSatisfy({ $0 != 0 && $0.isFinite }) else {
      throw EstimatorReader.refused("\(Quote.single(origin)): the \(type) has a scale of 0")
    }
    return .scaling(
      isInverse
        ? Scaling(factor: deviation, shift: mean) : .standard(mean: mean, deviation: deviation))
  }

  /// scale_ ∘ x + min_.
  private func minMax(
    _ scale: [Double]?, _ shift: [Double]?, _ attributes: Attributes, _ isInverse: Bool
  ) throws(ModelFileError) -> Chain.Kind {
    if graph.value("clip", in: attributes).flatMap(graph.boolean) == true {
      throw EstimatorReader.refused("its MinMaxScaler clips (clip=True), which is not read")
    }
    guard let scale, let shift, scale.count == shift.count, !scale.isEmpty else {
      throw EstimatorReader.refused("its MinMaxScaler has not been fitted")
    }
    let scaling = Scaling(factor: scale, shift: shift)
    guard isInverse else { return .scaling(scaling) }
    guard let inverse = scaling.inverse else {
      throw EstimatorReader.refused("its MinMaxScaler has a scale of 0")
    }
    return .scaling(inverse)
  }

  /// components (x − mean), each divided by its deviation where the result is whitened.
  private func projection(
    _ type: String, _ attributes: Attributes, _ isInverse: Bool
  ) throws(ModelFileError) -> Chain.Kind? {
    guard !isInverse,
      let components = graph.value("components_", in: attributes).flatMap({ graph.array($0) }),
      components.shape.count == 2, components.count > 0
    else { return nil }
    var weights = Matrix(
      rows: components.shape[0], columns: components.shape[1],
      storage: components.doubles(in: bytes))
    func values(_ key: String, _ count: Int) -> [Double]? {
      graph.value(key, in: attributes).flatMap { graph.array($0) }.flatMap {
        $0.count == count ? $0.doubles(in: bytes) : nil
      }
    }
    if graph.value("whiten", in: attributes).flatMap(graph.boolean) == true {
      guard let variance = values("explained_variance_", weights.rows) else { return nil }
      for i in 0..<weights.rows {
        for j in 0..<weights.columns { weights[i, j] /= variance[i].squareRoot() }
      }
    }
    var bias = [Double](repeating: 0, count: weights.rows)
    if type != "TruncatedSVD", let mean = values("mean_", weights.columns) {
      for i in 0..<weights.rows {
        for j in 0..<weights.columns { bias[i] -= weights[i, j] * mean[j] }
      }
    }
    return .affine(weights, bias: bias)
  }
}
