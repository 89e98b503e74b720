internal import Core

extension ONNXReader {
  mutating func followProduct(_ node: ONNXNode) throws(ModelFileError) {
    switch node.type {
    case "Gemm": try gemm(node)
    case "Conv": try convolution(node)
    default: try product(node)
    }
  }

  /// A matrix of a constant: its last two indices, the others of size 1.
  private func matrix(_ tensor: ONNXTensor, _ node: ONNXNode) throws(ModelFileError) -> Matrix {
    guard tensor.shape.count >= 2, tensor.shape.dropLast(2).allSatisfy({ $0 == 1 }),
      !tensor.values.isEmpty
    else { throw node.refused("its constant of shape \(tensor.shape) is no matrix") }
    return Matrix(
      rows: tensor.shape[tensor.shape.count - 2], columns: tensor.shape[tensor.shape.count - 1],
      storage: tensor.values)
  }

  // MARK: Gemm

  /// α A B + β C, of which one factor is constant.
  private mutating func gemm(_ node: ONNXNode) throws(ModelFileError) {
    let (alpha, beta) = (node.number("alpha", 1), node.number("beta", 1))
    let isDynamicFirst: Bool
    if case .dynamic = try input(0, of: node) {
      isDynamicFirst = true
    } else {
      isDynamicFirst = false
    }
    let (shape, value) = try dynamic(isDynamicFirst ? 0 : 1, of: node)
    guard let tensor = try constant(isDynamicFirst ? 1 : 0, of: node) else {
      throw node.refused("its matrix is missing")
    }
    var weights = try matrix(tensor, node)
    // y = x B is Bᵀ x; y = A x as it is.
    let isTransposed = node.integer(isDynamicFirst ? "transB" : "transA") == 1
    if isDynamicFirst != isTransposed { weights = weights.transposed }
    if alpha != 1 {
      for i in 0..<weights.rows {
        for j in 0..<weights.columns { weights[i, j] *= alpha }
      }
    }
    // An old file may have trailing indices of size 1, whose values are unambiguous.
    guard weights.columns == value.width, shape.filter({ $0 != 1 }).count <= 1 else {
      throw node.refused(
        "its matrix takes \(weights.columns) values, and it is given \(value.width) of shape "
          + "\(shape)")
    }
    var bias = [Double](repeating: 0, count: weights.rows)
    if let constant = try constant(2, of: node) {
      guard
        let all = constant.values.count == 1
          ? [Double](repeating: constant.values[0], count: bias.count)
          : constant.values.count == bias.count ? constant.values : nil
      else { throw node.refused("its bias has \(constant.values.count) values") }
      bias = all.map { beta * $0 }
    }
    set(
      graph.affine(weights, bias: bias, of: value, from: node.name),
      shape: isDynamicFirst ? [1, bias.count] : [bias.count, 1], of: node)
  }

  // MARK: MatMul

  private mutating func product(_ node: ONNXNode) throws(ModelFileError) {
    switch (try input(0, of: node), try input(1, of: node)) {
    case (.dynamic(let x), .constant(let tensor)):
      // The last index of x is multiplied; the others are of size 1.
      let isVector = tensor.shape.count == 1
      let weights =
        isVector
        ? Matrix([tensor.values]) : try matrix(tensor, node).transposed
      guard let value = x.value, x.shape.last == weights.columns, value.width == weights.columns
      else {
        throw node.refused(
          "its matrix takes \(weights.columns) values, and it is given shape \(x.shape)")
      }
      set(
        graph.affine(
          weights, bias: .init(repeating: 0, count: weights.rows), of: value, from: node.name),
        shape: Array(x.shape.dropLast()) + (isVector ? [] : [weights.rows]), of: node)
    case (.constant(let tensor), .dynamic(let x)):
      let weights =
        tensor.shape.count == 1 ? Matrix([tensor.values]) : try matrix(tensor, node)
      let inner = x.shape.count > 1 ? x.shape[x.shape.count - 2] : x.shape.first
      guard let value = x.value, inner == weights.columns, value.width == weights.columns else {
        throw node.refused(
          "its matrix takes \(weights.columns) values, and it is given shape \(x.shape)")
      }
      let head = tensor.shape.count == 1 ? [] : [weights.rows]
      set(
        graph.affine(
          weights, bias: .init(repeating: 0, count: weights.rows), of: value, from: node.name),
        shape: x.shape.count > 1 ? x.shape.dropLast(2) + head + [1] : head, of: node)
    case (.dynamic, .dynamic):
      throw node.refused("a product of two values of the network is not read")
    case (.constant(let a), .constant(let b)):
      let (left, right) = (try matrix(a, node), try matrix(b, node))
      guard left.columns == right.rows else {
        throw node.refused("its constants do not fit each other")
      }
      if let problem = ReadLimits.problem(.parameters, left.rows * right.columns) {
        throw node.refused(problem)
      }
      var result = Matrix(rows: left.rows, columns: right.columns)
      for i in 0..<left.rows {
        for k in 0..<left.columns {
          for j in 0..<right.columns { result[i, j] += left[i, k] * right[k, j] }
        }
      }
      set(
        ONNXTensor(
          shape: [left.rows, right.columns],
          values: (0..<left.rows).flatMap { Array(result.row($0)) }), of: node)
    }
  }

  // MARK: Conv

  /// A convolution whose kernel covers all of its input: one matrix.
  private mutating func convolution(_ node: ONNXNode) throws(ModelFileError) {
    let (shape, value) = try dynamic(0, of: node)
    guard let kernel = try constant(1, of: node), kernel.shape.count == shape.count,
      shape.count >= 3, !kernel.values.isEmpty
    else { throw node.refused("its kernel does not fit its input of shape \(shape)") }
    guard node.integer("group") ?? 1 == 1,
      node.integers("pads")?.allSatisfy({ $0 == 0 }) ?? true, shape[0] == 1,
      Array(kernel.shape[1...]) == Array(shape[1...])
    else {
      throw node.refused(
        "a convolution is read where its kernel covers all of its input; the kernel is "
          + "\(kernel.shape) and the input \(shape)")
    }
    let rows = kernel.shape[0]
    let weights = Matrix(rows: rows, columns: value.width, storage: kernel.values)
    let bias = try constant(2, of: node)?.values ?? .init(repeating: 0, count: rows)
    guard bias.count == rows else { throw node.refused("its bias has \(bias.count) values") }
    set(
      graph.affine(weights, bias: bias, of: value, from: node.name),
      shape: [1, rows] + .init(repeating: 1, count: shape.count - 2), of: node)
  }

  // MARK: Scaling

  mutating func followScaling(_ node: ONNXNode) throws(ModelFileError) {
    let (shape, value) = try dynamic(0, of: node)
    let scaling: Scaling
    if node.type == "Scaler" {
      // (x − offset) ∘ scale
      guard let offset = spread(node.numbers("offset") ?? [0], value.width),
        let scale = spread(node.numbers("scale") ?? [1], value.width)
      else { throw node.refused("it scales another number of values than it is given") }
      scaling = Scaling(factor: scale, shift: zip(offset, scale).map { -$0 * $1 })
    } else {
      guard node.integer("training_mode") ?? 0 == 0 else {
        throw node.refused("it is in training mode, which normalises by the batch itself")
      }
      let parts = try (1...4).map { k throws(ModelFileError) in
        try constant(k, of: node)?.values ?? []
      }
      let channels = shape.count > 1 ? shape[1] : shape[0]
      guard parts.allSatisfy({ $0.count == channels }), channels > 0, value.width % channels == 0
      else { throw node.refused("its parts do not fit its input of shape \(shape)") }
      let epsilon = node.number("epsilon", 1e-5)
      let each = Scaling.normalisation(
        gain: parts[0], shift: parts[1], mean: parts[2],
        deviation: parts[3].map { ($0 + epsilon).squareRoot() })
      let size = value.width / channels
      scaling = Scaling(
        factor: (0..<value.width).map { each.factor[$0 / size] },
        shift: (0..<value.width).map { each.shift[$0 / size] })
    }
    set(graph.scaling(scaling, of: value, from: node.name), shape: shape, of: node)
  }

  private func spread(_ values: [Double], _ count: Int) -> [Double]? {
    values.count == count
      ? values : values.count == 1 ? .init(repeating: values[0], count: count) : nil
  }

  mutating func followRegressor(_ node: ONNXNode) throws(ModelFileError) {
    let (_, value) = try dynamic(0, of: node)
    let rows = node.integer("targets") ?? 1
    guard let coefficients = node.numbers("coefficients"), rows > 0, rows <= coefficients.count,
      coefficients.count == rows * value.width, node.text("post_transform") ?? "NONE" == "NONE",
      let bias = spread(node.numbers("intercepts") ?? [0], rows)
    else { throw node.refused("its coefficients do not fit its input") }
    set(
      graph.affine(
        Matrix(rows: rows, columns: value.width, storage: coefficients), bias: bias, of: value,
        from: node.name), shape: [1, rows], of: node)
  }
}
