internal import Core

/// Makes a chain of the estimators in a pickle of scikit-learn, joblib's dialect included.
struct EstimatorReader {
  static let kind = "a scikit-learn file"

  let bytes: [UInt8]
  let graph: PickleGraph

  init(_ file: [UInt8]) throws(ModelFileError) {
    if Zlib.recognises(file) {
      do throws(RowError) { bytes = try Zlib.unpacked(file[...]) } catch {
        throw Self.refused(error.description)
      }
    } else if let other = OtherKind.recognised(file), other.isCompression {
      throw Self.refused(
        "it is compressed as \(other.name) file; save it again: joblib.dump(model, FILE, "
          + "compress=('zlib', 3)), or without compress")
    } else {
      bytes = file
    }
    do throws(PickleError) {
      graph = try PickleMachine.graph(bytes)
    } catch {
      throw ModelFileError(
        .refused("a Python pickle", "byte \(error.offset): \(error.message)"))
    }
  }

  static func refused(_ why: String) -> ModelFileError { ModelFileError(.refused(kind, why)) }

  func network(name: String, options: ReadOptions) throws(ModelFileError) -> ReadNetwork {
    var walk = EstimatorWalk(reader: self)
    let (root, path, others) = try estimator(graph.roots[0])
    try walk.add(root, name: "", depth: 0)
    guard walk.hasNetwork else {
      throw Self.refused(
        "it is a scaler and has no network; give it beside one: load NETWORK scaler FILE")
    }
    var chain = walk.chain
    if let path { chain.remarks.append("the network was taken from \(Quote.single(path))") }
    if !others.isEmpty {
      chain.remarks.append(
        "not applied: \(others.prefix(5).joined(separator: ", ")); save it alone and join it with "
          + "load NETWORK scaler FILE, or outputscaler FILE")
    }
    return try chain.network(name: name, format: Self.kind, options: options)
  }

  /// The scaling of a file that holds nothing else.
  func scaling() throws(ModelFileError) -> Chain {
    var walk = EstimatorWalk(reader: self)
    let (root, _, _) = try estimator(graph.roots[0])
    try walk.add(root, name: "", depth: 0)
    guard !walk.hasNetwork, !walk.chain.steps.isEmpty else {
      throw Self.refused("it holds a network where a scaler was expected")
    }
    return walk.chain
  }

  /// The estimator that the file is, or that stands under a key of it, an object with attributes; and
  /// what the others are.
  private func estimator(
    _ root: PickleGraph.Reference
  ) throws(ModelFileError) -> (PickleGraph.Reference, path: String?, others: [String]) {
    if isEstimator(root) { return (root, nil, []) }
    var found: [(PickleGraph.Reference, String)] = []
    for entry in (graph.entries(root) ?? []).prefix(1000) where isEstimator(entry.value) {
      found.append((entry.value, graph.text(entry.key) ?? "?"))
    }
    for (i, element) in (graph.elements(root) ?? []).prefix(1000).enumerated()
    where isEstimator(element) {
      found.append((element, "\(i + 1)"))
    }
    let networks = found.filter { holdsNetwork($0.0) }
    if networks.count == 1 || found.count == 1 {
      let one = networks.first ?? found[0]
      let others = found.filter { $0.1 != one.1 }.map { reference, path in
        "\(Quote.single(path)), \(Quote.shortened(graph.maker(of: reference)?.name ?? "?"))"
      }
      return (one.0, one.1, others)
    }
    guard found.isEmpty else {
      throw Self.refused(
        "it has \(found.count) estimators: "
          + found.prefix(5).map { Quote.single($0.1) }.joined(separator: ", ")
          + "; save the one that is wanted")
    }
    if let type = graph.maker(of: root) {
      throw Self.refused("it is \(Quote.shortened(type.name)), which is no network that is read")
    }
    throw Self.refused("it holds no estimator")
  }

  private func isEstimator(_ reference: PickleGraph.Reference) -> Bool {
    graph.attributes(reference) != nil
      && graph.maker(of: reference)?.module.hasPrefix("sklearn.") == true
  }

  private func holdsNetwork(_ reference: PickleGraph.Reference) -> Bool {
    let name = graph.maker(of: reference)?.name ?? ""
    return ["MLP", "Pipeline", "SearchCV", "TransformedTarget"].contains { name.contains($0) }
  }
}
