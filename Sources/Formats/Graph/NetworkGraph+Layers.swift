internal import Core

extension NetworkGraph {
  /// The layers that compute a value, and where each comes from.
  ///
  /// Each block stands in the first layer that it can stand in. What a later layer needs is passed
  /// on by the layers between, entry by entry.
  ///
  /// - Parameter kind: what the file is called in a message.
  /// - Throws: when the layers would be larger than is read.
  mutating func layers(
    computing output: Value, kind: String
  ) throws(ModelFileError) -> (layers: [Layer], origins: [String]) {
    let last = try spellOutCoupling(before: block(of: output), kind: kind)
    let levels = self.levels
    let uses = lastUses(of: last, levels)
    var layout: [(block: Int, column: Int)] = [(0, 0)]
    var layers: [Layer] = []
    var origins: [String] = []
    // The layers in which no matrix stands.
    var scales: Set<Int> = []
    var parameters = 0
    for level in 1...levels[last] {
      // What is computed here, and what is passed on to a layer behind the next.
      let members = members(of: level, last: last, levels, uses)
      let width = layout.reduce(0) { $0 + blocks[$1.block].width }
      let rows = members.reduce(0) { $0 + blocks[$1].width }
      parameters += rows * width
      if let problem = ReadLimits.problem(.parameters, atLeast: parameters)
        ?? ReadLimits.problem(.layers, atLeast: level, enough: levels[last])
      {
        throw ModelFileError(.refused(kind, problem))
      }
      if let layer = aloneLayer(members, level: level, levels, width: width) {
        layers.append(layer)
        origins.append(blocks[members[0]].origin)
        layout = [(members[0], 0)]
        continue
      }
      var weights = Matrix(rows: rows, columns: width)
      var bias: [Double] = []
      var ranges: [ActivationRange] = []
      var next: [(block: Int, column: Int)] = []
      for block in members {
        let start = bias.count
        next.append((block, start))
        let isNew = levels[block] == level
        let value = isNew ? blocks[block].value : passed(block)
        for term in value.terms {
          guard let place = layout.first(where: { $0.block == term.block }) else {
            preconditionFailure("a block is used that no layer passes on")
          }
          Self.add(term, to: &weights, row: start, column: place.column)
        }
        bias += value.shift
        ranges.append(
          ActivationRange(
            isNew ? blocks[block].activation : Activation(.purelin), start..<bias.count))
      }
      if members.count == 1, levels[members[0]] == level,
        case let block = blocks[members[0]], block.activation.name == "purelin",
        !block.value.isDense
      {
        scales.insert(layers.count)
      }
      layers.append(Layer(weights: weights, bias: bias, activations: ranges))
      origins.append(
        members.filter { levels[$0] == level }.map { blocks[$0].origin }
          .filter { !$0.isEmpty }.joined(separator: ", "))
      layout = next
    }
    Self.dropIdentity(&layers, &origins)
    if after.isRaw { try leaveOutScaling(&layers, &origins, scales, kind: kind) }
    return (layers, origins)
  }

  /// Drops the first layers and the last that only scale.
  private mutating func leaveOutScaling(
    _ layers: inout [Layer], _ origins: inout [String], _ scales: Set<Int>, kind: String
  ) throws(ModelFileError) {
    var chain = Chain()
    for (l, layer) in layers.enumerated() {
      if scales.contains(l), let scaling = Scaling(layer) {
        chain.append(.scaling(scaling), from: origins[l])
      } else {
        chain.append(.affine(layer.weights, bias: layer.bias), from: origins[l])
        chain.append(.activation(layer.activation), from: "")
      }
    }
    chain.leaveOutScaling()
    guard !chain.steps.isEmpty else {
      throw ModelFileError(.refused(kind, "it holds no layer beside its scaling"))
    }
    remarks += chain.remarks
    (layers, origins) = chain.layers(folded: after.isFolded)
  }

  /// The blocks whose values a layer gives: those that it computes, and those that it passes on.
  func members(of level: Int, last: Int, _ levels: [Int], _ uses: [Int]) -> [Int] {
    blocks.indices.filter {
      (levels[$0] == level && ($0 == last || uses[$0] > level))
        || (levels[$0] < level && uses[$0] > level)
    }
  }

  /// Drops a last layer that only passes on what the one before gives: values that are joined, and
  /// in the order in which they stand.
  private static func dropIdentity(_ layers: inout [Layer], _ origins: inout [String]) {
    guard layers.count > 1, let last = layers.last, last.isScaling,
      last.bias.allSatisfy({ $0 == 0 }),
      (0..<last.neuronCount).allSatisfy({ last.weights[$0, $0] == 1 })
    else { return }
    layers.removeLast()
    let origin = origins.removeLast()
    if let before = origins.popLast() {
      origins.append([before, origin].filter { !$0.isEmpty }.joined(separator: ", "))
    }
  }

  /// The layer of one block that is one matrix times all that comes before: most layers, whose
  /// matrix is not copied.
  private func aloneLayer(_ members: [Int], level: Int, _ levels: [Int], width: Int) -> Layer? {
    guard members.count == 1, levels[members[0]] == level,
      case let block = blocks[members[0]], block.value.terms.count == 1,
      block.value.terms[0].row == 0, case .dense(let matrix) = block.value.terms[0].map,
      matrix.rows == block.width, matrix.columns == width
    else { return nil }
    return Layer(weights: matrix, bias: block.value.shift, activation: block.activation)
  }

  /// The first layer that each block can stand in; 0 for the input.
  var levels: [Int] {
    var levels: [Int] = []
    for block in blocks {
      levels.append(1 + (block.value.terms.map { levels[$0.block] }.max() ?? -1))
    }
    return levels
  }

  /// The last layer that takes each block; 0 for one that the output does not need.
  func lastUses(of output: Int, _ levels: [Int]) -> [Int] {
    var uses = [Int](repeating: 0, count: blocks.count)
    var isNeeded = [Bool](repeating: false, count: blocks.count)
    isNeeded[output] = true
    for block in blocks.indices.reversed() where isNeeded[block] {
      for term in blocks[block].value.terms {
        isNeeded[term.block] = true
        uses[term.block] = max(uses[term.block], levels[block])
      }
    }
    return uses
  }

  private func passed(_ block: Int) -> Value {
    Value(
      terms: [
        Term(block: block, row: 0, map: .single((0..<blocks[block].width).map { ($0, 1) }))
      ], shift: .init(repeating: 0, count: blocks[block].width))
  }

  private static func add(_ term: Term, to weights: inout Matrix, row: Int, column: Int) {
    switch term.map {
    case .single(let entries):
      for (k, entry) in entries.enumerated() {
        weights[row + term.row + k, column + entry.index] += entry.factor
      }
    case .dense(let matrix):
      for i in 0..<matrix.rows {
        for j in 0..<matrix.columns { weights[row + term.row + i, column + j] += matrix[i, j] }
      }
    }
  }
}
