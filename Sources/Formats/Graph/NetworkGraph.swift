internal import Core

/// A network as a graph of values, from which the layers of a chain are made.
///
/// A value is affine in blocks: the input, and what activations gave. What is only wired (joined,
/// split, added) costs nothing; products of two matrices are never formed: a value that is
/// multiplied twice becomes a block of its own, which is a linear layer.
struct NetworkGraph: Sendable {
  /// A value of more terms becomes a block before it is added to another.
  private static let mostTerms = 64

  /// The widest value that is read.
  static let widest = 1_000_000

  /// Block 0 is the input.
  var blocks: [Block] = []

  /// What of it stands in other layers than the file has; a sentence each, without its period.
  var remarks: [String] = []

  /// The blocks that values have become, by their numbers.
  private var blocksOfValues: [Int: Int] = [:]
  private var valueCount = 0

  /// Whether scaling is multiplied into the weights before it.
  let isFolded: Bool

  /// What is done with scaling when the layers stand.
  let after: (isRaw: Bool, isFolded: Bool)

  /// What one activation gives, or the input.
  struct Block: Sendable {
    var width: Int
    var activation: Activation

    /// What it is of; without terms for the input.
    var value: Value

    /// Where in the file it comes from.
    var origin: String
  }

  /// Σ M_k u_k + shift over blocks u_k.
  struct Value: Sendable {
    var terms: [Term]
    var shift: [Double]

    /// What has made it and is not part of a block yet.
    var origins: [String] = []

    /// Which one it is, so that it becomes a block once; nil for a constant.
    var number: Int?

    var width: Int { shift.count }
  }

  /// M_k u_k, in some of the rows of a value.
  struct Term: Sendable {
    var block: Int

    /// The first row.
    var row: Int
    var map: Map

    var rowCount: Int {
      switch map {
      case .single(let entries): entries.count
      case .dense(let matrix): matrix.rows
      }
    }
  }

  enum Map: Sendable {
    /// One entry of the block a row, times a factor.
    case single([(index: Int, factor: Double)])
    case dense(Matrix)
  }

  /// - Parameter leavesOutScaling: nil where the reader has done so itself.
  init(inputCount: Int, options: ReadOptions, leavesOutScaling: Bool = true) {
    // What is left out has to stand as a layer first.
    let isRaw = leavesOutScaling && options.isRaw
    isFolded = options.isFolded && !isRaw
    after = (isRaw, options.isFolded)
    blocks = [
      Block(
        width: inputCount, activation: Activation(.purelin), value: Value(terms: [], shift: []),
        origin: "")
    ]
  }

  /// The input.
  var input: Value { value(ofBlock: 0) }

  private func value(ofBlock block: Int) -> Value {
    let width = blocks[block].width
    return Value(
      terms: [Term(block: block, row: 0, map: .single((0..<width).map { ($0, 1) }))],
      shift: .init(repeating: 0, count: width))
  }

  /// A new value.
  private mutating func numbered(_ value: Value) -> Value {
    var value = value
    valueCount += 1
    value.number = valueCount
    return value
  }

  /// A value, or the block that it has become.
  private func current(_ value: Value) -> Value {
    value.number.flatMap { blocksOfValues[$0] }.map { self.value(ofBlock: $0) } ?? value
  }

  // MARK: Operations

  /// σ of a value.
  mutating func activation(_ activation: Activation, of value: Value, from origin: String) -> Value
  {
    guard activation.name != "purelin" else { return value }
    blocks.append(
      Block(
        width: value.width, activation: activation, value: current(value),
        origin: Self.joined(current(value).origins + [origin])))
    return self.value(ofBlock: blocks.count - 1)
  }

  /// A value as one that a layer gives, as its neurons without an activation do.
  mutating func layer(of value: Value) -> Value {
    let block = newBlock(of: current(value))
    return self.value(ofBlock: block)
  }

  /// W v + b.
  ///
  /// - Precondition: as many columns as the value is wide, and a bias for each row.
  mutating func affine(
    _ weights: Matrix, bias: [Double], of value: Value, from origin: String
  ) -> Value {
    precondition(weights.columns == value.width && weights.rows == bias.count)
    let wired = isFolded && !value.isDense ? value : self.wired(value)
    var terms: [Term] = []
    for term in wired.terms {
      guard case .single(let entries) = term.map else { continue }
      if entries.count == weights.columns, entries.count == blocks[term.block].width,
        entries.enumerated().allSatisfy({ $0.offset == $0.element.index && $0.element.factor == 1 })
      {
        terms.append(Term(block: term.block, row: 0, map: .dense(weights)))
        continue
      }
      // The columns of the entries that are wired to this block.
      var columns = Matrix(rows: weights.rows, columns: blocks[term.block].width)
      for i in 0..<weights.rows {
        for (k, entry) in entries.enumerated() {
          columns[i, entry.index] += weights[i, term.row + k] * entry.factor
        }
      }
      terms.append(Term(block: term.block, row: 0, map: .dense(columns)))
    }
    var shift = bias
    if wired.shift.contains(where: { $0 != 0 }) {
      for i in 0..<weights.rows {
        for j in 0..<weights.columns { shift[i] += weights[i, j] * wired.shift[j] }
      }
    }
    return numbered(Value(terms: terms, shift: shift, origins: wired.origins + [origin]))
  }

  /// factor ∘ v + shift.
  ///
  /// - Precondition: as many factors as the value is wide.
  mutating func scaling(_ scaling: Scaling, of value: Value, from origin: String) -> Value {
    precondition(scaling.count == value.width)
    // Factors of 1 only shift, and those of ±1 round nothing.
    let isShift = scaling.factor.allSatisfy { $0 == 1 }
    let isExact = scaling.factor.allSatisfy { abs($0) == 1 }
    let value = current(value)
    var result = isFolded || isExact || !value.isDense ? value : wired(value)
    for k in result.terms.indices where !isShift {
      let row = result.terms[k].row
      switch result.terms[k].map {
      case .single(let entries):
        result.terms[k].map = .single(
          entries.enumerated().map {
            ($0.element.index, $0.element.factor * scaling.factor[row + $0.offset])
          })
      case .dense(var matrix):
        for i in 0..<matrix.rows {
          for j in 0..<matrix.columns { matrix[i, j] *= scaling.factor[row + i] }
        }
        result.terms[k].map = .dense(matrix)
      }
    }
    for i in 0..<result.width {
      result.shift[i] = result.shift[i] * scaling.factor[i] + scaling.shift[i]
    }
    result.origins.append(origin)
    return numbered(result)
  }

  /// The sum of two values of one width.
  mutating func sum(_ first: Value, _ second: Value, from origin: String) -> Value {
    precondition(first.width == second.width)
    var (first, second) = (current(first), current(second))
    // A value that is added to itself again and again would have twice the terms each time.
    if first.terms.count + second.terms.count > Self.mostTerms {
      (first, second) = (wired(first), wired(second))
    }
    return numbered(
      Value(
        terms: first.terms + second.terms, shift: zip(first.shift, second.shift).map { $0 + $1 },
        origins: first.origins + second.origins + [origin]))
  }

  /// Values one behind the other.
  mutating func joined(_ values: [Value]) -> Value {
    if values.count == 1 { return values[0] }
    var result = Value(terms: [], shift: [])
    for value in values.map(current) {
      result.terms += value.terms.map {
        Term(block: $0.block, row: $0.row + result.width, map: $0.map)
      }
      result.shift += value.shift
      result.origins += value.origins
    }
    return numbered(result)
  }

  /// Some rows of a value, in an order.
  ///
  /// - Precondition: the rows are within the value.
  mutating func rows(_ rows: [Int], of value: Value) -> Value {
    let value = current(value)
    if rows == Array(0..<value.width) { return value }
    var terms: [Term] = []
    for term in value.terms {
      // Runs of rows that this term has.
      var start = 0
      while start < rows.count {
        let range = term.row..<(term.row + term.rowCount)
        guard range.contains(rows[start]) else {
          start += 1
          continue
        }
        var end = start
        while end < rows.count, range.contains(rows[end]) { end += 1 }
        let own = rows[start..<end].map { $0 - term.row }
        switch term.map {
        case .single(let entries):
          terms.append(Term(block: term.block, row: start, map: .single(own.map { entries[$0] })))
        case .dense(let matrix):
          terms.append(
            Term(
              block: term.block, row: start, map: .dense(Matrix(own.map { Array(matrix.row($0)) })))
          )
        }
        start = end
      }
    }
    return numbered(
      Value(terms: terms, shift: rows.map { value.shift[$0] }, origins: value.origins))
  }

  // MARK: Blocks

  /// A value whose rows are entries of blocks as they are: itself, or a linear block made of it.
  private mutating func wired(_ value: Value) -> Value {
    let value = current(value)
    if value.isWiring { return value }
    let block = newBlock(of: value)
    return self.value(ofBlock: block)
  }

  private mutating func newBlock(of value: Value) -> Int {
    blocks.append(
      Block(
        width: value.width, activation: Activation(.purelin), value: value,
        origin: Self.joined(value.origins)))
    if let number = value.number { blocksOfValues[number] = blocks.count - 1 }
    return blocks.count - 1
  }

  /// The block that a value is, made of it where it is none.
  mutating func block(of value: Value) -> Int {
    let value = current(value)
    if value.terms.count == 1, value.isWiring, case .single(let entries) = value.terms[0].map,
      entries.count == blocks[value.terms[0].block].width,
      entries.enumerated().allSatisfy({ $0.offset == $0.element.index }),
      value.terms[0].block != 0
    {
      return value.terms[0].block
    }
    return newBlock(of: value)
  }

  private static func joined(_ origins: [String]) -> String {
    origins.filter { !$0.isEmpty }.joined(separator: ", ")
  }
}

extension NetworkGraph.Value {
  /// Whether a matrix is part of it.
  var isDense: Bool {
    terms.contains { if case .dense = $0.map { true } else { false } }
  }

  /// Whether each row is one entry of a block and nothing else.
  var isWiring: Bool {
    var covered = 0
    for term in terms {
      guard case .single(let entries) = term.map, entries.allSatisfy({ $0.factor == 1 }) else {
        return false
      }
      covered += entries.count
    }
    guard covered == width, shift.allSatisfy({ $0 == 0 }) else { return false }
    let ranges = terms.map { $0.row..<($0.row + $0.rowCount) }.sorted {
      $0.lowerBound < $1.lowerBound
    }
    return zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound }
  }
}
