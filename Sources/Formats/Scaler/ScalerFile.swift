internal import Core

/// A scaling that stands in a file of its own, beside the network: `scaler.pkl` and the like.
///
/// Read are scalers of scikit-learn, and npz, csv and JSON that name a mean and a deviation, or a
/// smallest and a largest value.
public struct ScalerFile: Sendable {
  /// The scaling of the values that the scaler was fitted to.
  let scaling: Scaling

  /// What it was read from, as people call it.
  let kind: String

  public static func read(
    _ bytes: [UInt8], name: String, limits: ReadLimits = ReadLimits()
  ) throws(ModelFileError) -> ScalerFile {
    let result = ReadLimits.$current.withValue(limits) {
      Result { () throws(ModelFileError) in try read(bytes) }
    }
    return try result.get()
  }

  private static func read(_ bytes: [UInt8]) throws(ModelFileError) -> ScalerFile {
    if ModelFormat.scikitLearn.recognises(bytes) {
      let chain = try EstimatorReader(bytes).scaling()
      guard chain.steps.count == 1, case .scaling(let scaling) = chain.steps[0].kind else {
        throw EstimatorReader.refused("it is more than one scaler")
      }
      return ScalerFile(scaling: scaling, kind: "scikit-learn's \(chain.steps[0].origin)")
    }
    let columns = try ScalerColumns(bytes)
    guard let scaling = columns.scaling else {
      throw ModelFileError(
        .refused(
          "a scaler",
          "it needs 'mean' and 'std' (or 'scale'), or 'min' and 'max', of one length; it has "
            + (columns.names.isEmpty ? "none" : columns.names.joined(separator: ", "))))
    }
    return ScalerFile(scaling: scaling, kind: columns.kind)
  }
}

/// Which values a scaler belongs to.
public enum ScaledSide: Sendable, CaseIterable {
  case inputs
  case outputs
}

extension ReadNetwork {
  /// Puts a scaling before the network, or undoes that of the targets behind it.
  ///
  /// - Throws: when it has another number of values than the network.
  public mutating func scale(
    _ side: ScaledSide, by scaler: ScalerFile
  ) throws(ModelFileError) {
    let needed = side == .inputs ? network.inputCount : network.outputCount
    let what = side == .inputs ? "inputs" : "outputs"
    guard scaler.scaling.count == needed else {
      throw ModelFileError(
        .refused(
          "a scaler", "it has \(scaler.scaling.count) values, and the network \(needed) \(what)"))
    }
    if side == .inputs, network.layers[0].isScaling {
      remarks.append(
        "the network scales its inputs already; with this scaler they are scaled twice")
    }
    var layers = network.layers
    switch side {
    case .inputs:
      layers.insert(scaler.scaling.layer, at: 0)
      origins.insert(scaler.kind, at: 0)
    case .outputs:
      guard let inverse = scaler.scaling.inverse else {
        throw ModelFileError(.refused("a scaler", "it has a factor of 0 and cannot be undone"))
      }
      layers.append(inverse.layer)
      origins.append("\(scaler.kind), undone")
    }
    network = Network(
      name: network.name, layers: layers, inputNames: network.inputNames,
      outputNames: network.outputNames, input: side == .inputs ? nil : network.input)
  }
}
