internal import Core

extension ONNXReader {
  /// The operators that only arrange entries: constants are arranged as they are, values of the
  /// network by the places of their entries.
  mutating func arrange(_ node: ONNXNode) throws(ModelFileError) {
    let count = node.type == "Concat" ? node.inputs.count : 1
    var tensors: [ONNXTensor] = []
    var parts: [NetworkGraph.Value] = []
    var width = 0
    var isConstant = true
    for k in 0..<count {
      switch try input(k, of: node) {
      case .constant(let tensor):
        tensors.append(ONNXTensor(placesOf: tensor.shape, from: width))
        parts.append(.init(terms: [], shift: tensor.values))
        width += tensor.values.count
      case .dynamic(let dynamic):
        guard let value = dynamic.value else {
          throw node.refused("its input \(k + 1) is not a value of the network")
        }
        isConstant = false
        tensors.append(ONNXTensor(placesOf: dynamic.shape, from: width))
        parts.append(value)
        width += value.width
      }
    }
    if isConstant, let problem = ReadLimits.problem(.parameters, width) {
      throw node.refused(problem)
    }
    guard isConstant || width <= NetworkGraph.widest else {
      throw node.refused("it joins \(width) values, more than are read")
    }
    let results = try arranged(tensors, node)
    let joined = graph.joined(parts)
    for (name, result) in zip(node.outputs, results) where !name.isEmpty {
      let places = result.values.map { Int(clamping: $0) }
      values[name] =
        isConstant
        ? .constant(ONNXTensor(shape: result.shape, values: places.map { joined.shift[$0] }))
        : .dynamic(.init(shape: result.shape, value: try rows(places, of: joined, node)))
    }
  }

  /// Some entries of a value, in an order; an entry may be repeated.
  mutating func rows(
    _ places: [Int], of value: NetworkGraph.Value, _ node: ONNXNode
  ) throws(ModelFileError) -> NetworkGraph.Value {
    let columns = value.terms.map { graph.blocks[$0.block].width }.max() ?? 1
    let (count, overflow) = places.count.multipliedReportingOverflow(by: columns)
    if places.count > value.width,
      let problem = ReadLimits.problem(.parameters, overflow ? nil : count)
    {
      throw node.refused(problem)
    }
    return graph.rows(places, of: value)
  }

  private func arranged(
    _ tensors: [ONNXTensor], _ node: ONNXNode
  ) throws(ModelFileError) -> [ONNXTensor] {
    let tensor = tensors[0]
    let result: ONNXTensor? =
      switch node.type {
      case "Reshape": tensor.reshaped(try reshapeTarget(tensor.shape, node))
      case "Flatten":
        tensor.reshaped(Self.flattened(tensor.shape, node.integer("axis") ?? 1))
      case "Squeeze": tensor.reshaped(try squeezed(tensor.shape, node))
      case "Unsqueeze": tensor.reshaped(try unsqueezed(tensor.shape, node))
      case "Transpose":
        tensor.transposed(node.integers("perm") ?? Array(tensor.shape.indices.reversed()))
      case "Concat":
        ONNXTensor.joined(
          tensors, along: Self.axis(node.integer("axis") ?? 1, rank: tensor.shape.count))
      case "Gather": try gathered(tensor, node)
      case "Expand": try expanded(tensor, node)
      case "Slice": try sliced(tensor, node)
      default: nil
      }
    if let result { return [result] }
    guard node.type == "Split" else {
      throw node.refused("it does not fit the shape \(tensor.shape) of its input")
    }
    return try split(tensor, node)
  }

  private func expanded(_ tensor: ONNXTensor, _ node: ONNXNode) throws(ModelFileError)
    -> ONNXTensor?
  {
    // Repeated a million times it is no network.
    guard let target = try constant(1, of: node)?.integers, target.count <= 8,
      target.allSatisfy({ $0 > 0 }),
      let shape = ONNXTensor.broadcastShape(tensor.shape, target),
      let count = StoredNumbers.count(of: shape), count <= 1_000_000
    else { return nil }
    return try tensor.broadcast(to: shape)
  }

  static func axis(_ axis: Int, rank: Int) -> Int { axis < 0 && axis >= -rank ? axis + rank : axis }

  private static func flattened(_ shape: [Int], _ axis: Int) -> [Int] {
    let place = place(axis, in: shape.count)
    return [shape[..<place].reduce(1, *), shape[place...].reduce(1, *)]
  }

  private func reshapeTarget(_ shape: [Int], _ node: ONNXNode) throws(ModelFileError) -> [Int] {
    guard var target = try constant(1, of: node)?.integers ?? node.integers("shape"),
      target.count <= 8
    else { throw node.refused("its target shape is not read") }
    for k in target.indices
    where target[k] == 0 && k < shape.count && node.integer("allowzero") != 1 {
      target[k] = shape[k]
    }
    if let open = target.firstIndex(of: -1) {
      target[open] = 1
      let rest = StoredNumbers.count(of: target) ?? 0
      let count = shape.reduce(1, *)
      if rest > 0, count % rest == 0 {
        target[open] = count / rest
      } else if rest > 0, let batch = target.first, batch > 1, count % (rest / batch) == 0 {
        // A batch size that was written down when the graph was exported: here it is 1.
        target[0] = 1
        target[open] = count / (rest / batch)
      }
    }
    return target
  }

  private func axes(_ node: ONNXNode, rank: Int) throws(ModelFileError) -> [Int]? {
    guard let axes = try constant(1, of: node)?.integers ?? node.integers("axes") else {
      return nil
    }
    return axes.map { Self.axis($0, rank: rank) }
  }

  private func squeezed(_ shape: [Int], _ node: ONNXNode) throws(ModelFileError) -> [Int] {
    let axes = try axes(node, rank: shape.count) ?? shape.indices.filter { shape[$0] == 1 }
    guard axes.allSatisfy({ shape.indices.contains($0) && shape[$0] == 1 }) else {
      throw node.refused("an index that it takes away is not of size 1")
    }
    return shape.indices.filter { !axes.contains($0) }.map { shape[$0] }
  }

  private func unsqueezed(_ shape: [Int], _ node: ONNXNode) throws(ModelFileError) -> [Int] {
    guard let raw = try constant(1, of: node)?.integers ?? node.integers("axes"),
      shape.count + raw.count <= 8
    else { throw node.refused("its axes are not read") }
    var result = shape
    for axis in raw.map({ Self.axis($0, rank: shape.count + raw.count) }).sorted() {
      guard (0...result.count).contains(axis) else { throw node.refused("its axes do not fit") }
      result.insert(1, at: axis)
    }
    return result
  }

  private func gathered(
    _ tensor: ONNXTensor, _ node: ONNXNode
  ) throws(ModelFileError) -> ONNXTensor? {
    guard let indices = try constant(1, of: node), let places = indices.integers,
      let taken = try tensor.taking(
        places, along: Self.axis(node.integer("axis") ?? 0, rank: tensor.shape.count))
    else { return nil }
    let axis = Self.axis(node.integer("axis") ?? 0, rank: tensor.shape.count)
    var shape = taken.shape
    shape.replaceSubrange(axis...axis, with: indices.shape)
    return shape.count <= 8 ? taken.reshaped(shape) : nil
  }

  private func sliced(
    _ tensor: ONNXTensor, _ node: ONNXNode
  ) throws(ModelFileError) -> ONNXTensor? {
    guard let starts = try constant(1, of: node)?.integers ?? node.integers("starts"),
      let ends = try constant(2, of: node)?.integers ?? node.integers("ends"),
      starts.count == ends.count
    else { return nil }
    let axes = try constant(3, of: node)?.integers ?? node.integers("axes") ?? Array(starts.indices)
    let steps = try constant(4, of: node)?.integers ?? .init(repeating: 1, count: starts.count)
    guard axes.count == starts.count, steps.count == starts.count else { return nil }
    var result = tensor
    for k in starts.indices {
      let axis = Self.axis(axes[k], rank: tensor.shape.count)
      guard tensor.shape.indices.contains(axis), steps[k] != 0, steps[k] > -(1 << 40) else {
        return nil
      }
      let count = result.shape[axis]
      // Backwards, −1 stands before the first.
      let places =
        steps[k] > 0
        ? Array(
          stride(
            from: Self.place(starts[k], in: count), to: Self.place(ends[k], in: count), by: steps[k]
          ))
        : Array(
          stride(
            from: min(Self.place(starts[k], in: count), count - 1),
            to: ends[k] < -count ? -1 : Self.place(ends[k], in: count), by: steps[k]))
      guard let taken = try result.taking(places, along: axis) else { return nil }
      result = taken
    }
    return result
  }

  private func split(_ tensor: ONNXTensor, _ node: ONNXNode) throws(ModelFileError) -> [ONNXTensor]
  {
    let axis = Self.axis(node.integer("axis") ?? 0, rank: tensor.shape.count)
    guard tensor.shape.indices.contains(axis), !node.outputs.isEmpty else {
      throw node.refused("its axis does not fit")
    }
    let count = tensor.shape[axis]
    let parts = node.outputs.count
    let size = (count + parts - 1) / parts
    let sizes =
      try constant(1, of: node)?.integers ?? node.integers("split")
      ?? (0..<parts).map { max(0, min(size, count - $0 * size)) }
    guard sizes.count == parts, sizes.allSatisfy({ $0 >= 0 && $0 <= count }),
      sizes.reduce(0, +) == count
    else { throw node.refused("its parts do not make up the whole") }
    var results: [ONNXTensor] = []
    var start = 0
    for size in sizes {
      guard let part = try tensor.taking(Array(start..<(start + size)), along: axis) else {
        throw node.refused("its parts do not fit")
      }
      results.append(part)
      start += size
    }
    return results
  }
}
