internal import Core

/// Arrays that are only called W1, b1, W2, b2: each matrix may be written either way round, which
/// the biases and the neighbours tell.
struct WeightList {
  static let npz = "an npz file"

  private let kind: String
  private(set) var state: StateDict

  init(
    _ arrays: [(name: String, array: NumberArray)], texts: [(key: String, text: String)] = [],
    kind: String
  ) throws(ModelFileError) {
    self.kind = kind
    state = StateDict(arrays.sorted { NaturalOrder.isBefore($0.name, $1.name) }, texts: texts)
    guard !state.modules.isEmpty else {
      let names = arrays.prefix(6).map { Quote.single($0.name) }.joined(separator: ", ")
      throw ModelFileError(
        .refused(
          kind,
          "it has no weights W1, b1, W2, b2, ..., \(names.isEmpty ? "and no other arrays" : "only \(names)")"
        ))
    }
    for m in state.modules.indices { widen(&state.modules[m]) }
    try turn()
  }

  /// A matrix of one row or one column may be written as a vector.
  private func widen(_ module: inout StateDict.Module) {
    guard let place = module.tensors.firstIndex(where: { $0.name == "weight" }),
      module.tensors[place].tensor.shape.count == 1
    else { return }
    let values = module.tensors[place].tensor.doubles(in: [])
    let isColumn = module["bias"]?.count == values.count && values.count > 1
    module.tensors[place].tensor = NumberArray(
      shape: isColumn ? [values.count, 1] : [1, values.count], doubles: values)
  }

  func chain(options: ReadOptions) throws(ModelFileError) -> Chain {
    // The arrays are out of the file.
    try StateDictReader(kind: kind, bytes: []).chain(state, options: options)
  }

  /// Brings all matrices into the form outputs × inputs.
  private mutating func turn() throws(ModelFileError) {
    let isStored = state.modules.map { module in
      module["weight"].map { weight in
        weight.shape.count == 2
          ? module["bias"].map { fits(weight.shape, $0) } ?? [true, false] : []
      } ?? []
    }
    // All are the same way round in one file: as they are, or each transposed.
    for isTransposed in [false, true] {
      let fit = isStored.allSatisfy { $0.isEmpty || $0.contains(!isTransposed) }
      guard fit, chains(isTransposed) else { continue }
      if isTransposed { transpose() }
      return
    }
    let shapes = state.modules.prefix(6).map { module in
      "\(module.name): "
        + module.tensors.map { $0.tensor.shape.map(String.init).joined(separator: "×") }
        .joined(separator: ", ")
    }
    throw ModelFileError(
      .refused(
        kind, "its matrices and biases do not follow each other: " + shapes.joined(separator: "; "))
    )
  }

  /// Whether a bias fits a matrix as it is, or transposed.
  private func fits(_ shape: [Int], _ bias: NumberArray) -> [Bool] {
    (bias.count == shape[0] ? [true] : []) + (bias.count == shape[1] ? [false] : [])
  }

  private func chains(_ isTransposed: Bool) -> Bool {
    let shapes = state.modules.compactMap { $0["weight"]?.shape }.filter { $0.count == 2 }
    return zip(shapes, shapes.dropFirst()).allSatisfy {
      isTransposed ? $0[1] == $1[0] : $0[0] == $1[1]
    }
  }

  private mutating func transpose() {
    for m in state.modules.indices {
      for t in state.modules[m].tensors.indices where state.modules[m].tensors[t].name == "weight" {
        let array = state.modules[m].tensors[t].tensor
        guard array.shape.count == 2 else { continue }
        let matrix = Matrix(
          rows: array.shape[0], columns: array.shape[1], storage: array.doubles(in: []))
        state.modules[m].tensors[t].tensor = NumberArray(
          shape: [array.shape[1], array.shape[0]], doubles: matrix.transposed.storage)
      }
    }
  }
}
