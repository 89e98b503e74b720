internal import Numerics

/// Works an expression out, from the inside.
struct Evaluation {
  let pointOfNetwork: () throws -> NetworkPoint
  let names: Expression.Names
  let characters: [Character]
  let componentNames: (Signal) -> [String]?
  let results: (Int) -> Tensor?
  let checkpoint: Checkpoint

  /// How many names lead to each other.
  var depth = 0

  /// How far the letters of a formula of entries run, as far as that is known, and the value of
  /// `givenName`.
  var ranges: [String: Int] = [:]
  var given: Tensor?

  /// The values of letters, where a formula is worked out for each of them by itself.
  var bound: [String: Int] = [:]

  var point: NetworkPoint { get throws { try pointOfNetwork() } }

  func fail(_ message: String, _ syntax: Syntax) -> ExpressionError {
    ExpressionError(message, at: syntax.range)
  }

  /// A part as it was typed, for what is said of it.
  func text(_ syntax: Syntax) -> String {
    let range = syntax.range.clamped(to: 0..<characters.count)
    let text = String(characters[range])
    return text.count <= 40 ? text : text.prefix(39) + "…"
  }

  /// What the parts below throw, at its place.
  func known<Value>(_ syntax: Syntax, _ work: () throws -> Value) throws -> Value {
    do { return try work() } catch let error as NetworkPoint.Missing {
      throw fail(error.message, syntax)
    } catch let error as TensorProblem { throw fail(error.message, syntax) }
  }

  /// The value of an expression as it was typed: Σ_l is written out first.
  func whole(_ syntax: Syntax) throws -> Tensor { try value(of: try writtenOut(syntax)) }

  /// The same with each Σ_l as the sum over the layers at hand.
  func writtenOut(_ syntax: Syntax) throws -> Syntax {
    guard syntax.hasLayerSum else { return syntax }
    let layers = try point.layers
    guard layers <= Self.mostSummedLayers else {
      throw fail("sums over layers go up to \(Self.mostSummedLayers) of them", syntax)
    }
    return syntax.writingOutLayerSums(layers: layers)
  }

  private static let mostSummedLayers = 1000

  func value(of syntax: Syntax) throws -> Tensor {
    switch syntax.kind {
    case .number(let text):
      guard let number = Double(text) else { throw fail("'\(text)' is not a number", syntax) }
      return Tensor(number)
    case .name(Self.givenName): return given ?? Tensor(.nan)
    case .name(let name) where bound[name] != nil: return Tensor(Double(bound[name] ?? 0))
    case .name(let name): return try named(name, syntax)
    case .application(let name, let values):
      if Self.letters(ofSum: name.text) != nil { return try unindexed(syntax) }
      return try application(name, values, syntax)
    case .result(let number):
      guard let value = results(number) else {
        throw fail(
          number == 0 ? "there is no result yet" : "there is no result %\(number)", syntax)
      }
      return value
    case .derivative(let text): return try derivative(numbered(text), syntax)
    case .negation(let inner): return try value(of: inner).mapped { -$0 }
    case .sum(let terms): return try sum(terms)
    case .product(let factors):
      return try isSummed(factors) ? unindexed(syntax) : product(factors)
    case .power(let base, let exponent, let isOfEntries):
      return try power(base, exponent, isOfEntries, syntax)
    case .transpose(let inner):
      let inside = try value(of: inner)
      guard let transposed = inside.transposed else {
        throw fail("\(text(inner)) is \(inside.sizeWords); a stack has no transpose", syntax)
      }
      return transposed
    case .root(let inner): return try value(of: inner).mapped { $0.squareRoot() }
    case .magnitude(let inner): return try value(of: inner).mapped { abs($0) }
    case .entry(let inner, let indices): return try entry(inner, indices)
    case .matrix(let rows): return try matrix(rows, syntax)
    }
  }

  private func isSummed(_ factors: [Syntax.Factor]) -> Bool {
    factors.contains {
      if case .name(let name) = $0.value.kind { Self.letters(ofSum: name) != nil } else { false }
    }
  }

  // MARK: Signs

  private func sum(_ terms: [Syntax.Term]) throws -> Tensor {
    var sum = try value(of: terms[0].value)
    for (index, term) in terms.enumerated().dropFirst() {
      let next = try value(of: term.value)
      guard let result = sum.adding(next, sign: term.isNegative ? -1 : 1) else {
        let before = terms[0].value.range.joined(terms[index - 1].value.range)
        throw ExpressionError(
          "\(self.text(before)) is \(sum.sizeWords), \(text(term.value)) is \(next.sizeWords)"
            + biasHint(term.value),
          at: before.joined(term.value.range))
      }
      sum = result
    }
    return sum
  }

  private func text(_ range: Range<Int>) -> String {
    text(Syntax(covering: range))
  }

  /// The post, and others, call the bias B.
  private func biasHint(_ syntax: Syntax) -> String {
    guard case .name(let name) = syntax.kind, let quantity = Quantity(name),
      quantity.symbol == .outputDerivative, let l = quantity.number
    else { return "" }
    return "; the bias is b\(l)"
  }

  func product(_ factors: [Syntax.Factor]) throws -> Tensor {
    var product = try value(of: factors[0].value)
    for (index, factor) in factors.enumerated().dropFirst() {
      let next = try value(of: factor.value)
      try known(factor.value) {
        try TensorSize.require(product.productShape(next), of: "this product")
      }
      let result: Tensor? =
        switch factor.joint {
        case .times, .beside: product.product(next)
        case .dot: product.dot(next) ?? product.product(next)
        case .kron:
          try function(
            .kron, [product, next], [text(factors[0].value), text(factor.value)], factor.value)
        case .entryTimes: product.entryProduct(next)
        case .over: next.isNumber ? product.entryQuotient(next) : nil
        case .entryOver: product.entryQuotient(next)
        }
      if let result {
        product = result
        continue
      }
      let before = factors[0].value.range.joined(factors[index - 1].value.range)
      var message =
        "\(text(before)) is \(product.sizeWords), \(text(factor.value)) is \(next.sizeWords)"
      if product.shape.count == 1, product.shape == next.shape, factor.joint != .over {
        message += "; write a · b, a ∘ b (.*) or a bᵀ"
      } else if factor.joint == .over {
        message += "; what is divided by is a number, or has ./ before it"
      }
      throw ExpressionError(message, at: before.joined(factor.value.range))
    }
    return product
  }

  private func power(
    _ base: Syntax, _ exponent: Syntax, _ isOfEntries: Bool, _ syntax: Syntax
  ) throws -> Tensor {
    let value = try value(of: base)
    if case .name("T") = exponent.kind, let transposed = value.transposed { return transposed }
    let power = try self.value(of: exponent)
    if isOfEntries, !power.isNumber {
      guard let result = value.entryPower(power) else {
        throw fail(
          "\(text(base)) is \(value.sizeWords), \(text(exponent)) is \(power.sizeWords)", syntax)
      }
      return result
    }
    guard power.isNumber else {
      throw fail("an exponent is a number; \(text(exponent)) is \(power.sizeWords)", exponent)
    }
    let p = power.storage[0]
    if value.isNumber || isOfEntries {
      return value.mapped { Expression.power($0, p) }
    }
    guard value.shape.count == 2, value.shape[0] == value.shape[1] else {
      throw fail(
        "\(text(base)) is \(value.sizeWords); a power of entries is written .^", syntax)
    }
    guard let count = Int(exactly: p), (-64...64).contains(count) else {
      throw fail("a matrix has whole powers, from −64 to 64", exponent)
    }
    let factor = count < 0 ? try function(.inv, [value], [text(base)], syntax) : value
    var result = Tensor(.identity(value.shape[0]))
    for _ in 0..<abs(count) { result = result.product(factor) ?? result }
    return result
  }

  private func matrix(_ rows: [[Syntax]], _ syntax: Syntax) throws -> Tensor {
    guard let first = rows.first, !first.isEmpty else { throw fail("this matrix is empty", syntax) }
    var entries: [[Double]] = []
    var noise = 0.0
    for row in rows {
      guard row.count == first.count else {
        throw fail("the rows of this matrix have \(first.count) and \(row.count) entries", syntax)
      }
      entries.append(
        try row.map { part in
          let value = try value(of: part)
          guard value.isNumber else {
            throw fail("an entry is a number; \(text(part)) is \(value.sizeWords)", part)
          }
          noise = max(noise, value.noise)
          return value.storage[0]
        })
    }
    // One row alone is a vector, which stands and lies as it is needed.
    if entries.count == 1 {
      return Tensor(shape: [first.count], entries[0], noise: noise)
    }
    return Tensor(
      shape: [entries.count, first.count], Array(entries.joined()), noise: noise)
  }

  // MARK: Entries

  private func entry(_ inner: Syntax, _ indices: [Syntax.Index]) throws -> Tensor {
    // One entry of a Hessian is worked out alone: all of them can take a thousand times as long.
    if case .name(let name) = inner.kind, let quantity = Quantity(name),
      quantity.symbol == .hessian, let k = quantity.number, indices.count == 2,
      names.named[name] == nil, try k <= point.rule.outputCount
    {
      let point = try point
      let d = point.network.inputCount
      let pair = try indices.map { try self.places($0, count: d, axis: .input, of: inner) }
      if pair.allSatisfy(\.isOne) {
        return try point.hessianEntry(output: k - 1, pair[0].indices[0], pair[1].indices[0])
      }
    }
    return try entries(of: try value(of: inner), indices, inner)
  }

  /// Some entries of a value, which is that of a part of the expression.
  func entries(
    of value: Tensor, _ indices: [Syntax.Index], _ inner: Syntax
  ) throws -> Tensor {
    guard indices.count <= value.shape.count else {
      throw fail(
        "\(text(inner)) is \(value.sizeWords); \(indices.count) indices are too many", inner)
    }
    let places = try indices.enumerated().map { axis, index in
      try self.places(index, count: value.shape[axis], axis: value.axes[axis], of: inner)
    }
    return value.entries(places)
  }

  /// What the indices of a slice run through, J[:,2..3]: those that a range leaves.
  func chosenComponents(
    of syntax: Syntax
  ) throws -> [(signal: Signal, components: [Int])?] {
    guard case .entry(let inner, let indices) = syntax.kind,
      indices.contains(where: { if case .range = $0 { true } else { false } })
    else { return [] }
    let whole = try value(of: inner)
    return try whole.shape.indices.compactMap { axis -> (signal: Signal, components: [Int])?? in
      guard axis < indices.count else { return .some(nil) }
      let (places, isOne) = try self.places(
        indices[axis], count: whole.shape[axis], axis: whole.axes[axis], of: inner)
      if isOne { return nil }
      return .some(whole.axes[axis].map { ($0, places) })
    }
  }

  /// The places that an index means, counted from 0.
  private func places(
    _ index: Syntax.Index, count: Int, axis: Signal?, of inner: Syntax
  ) throws -> (indices: [Int], isOne: Bool) {
    switch index {
    case .all: return (Array(0..<count), false)
    case .one(let one): return ([try place(one, count, axis, inner)], true)
    case .range(let first, let last):
      let (low, high) = (try place(first, count, axis, inner), try place(last, count, axis, inner))
      guard low <= high else {
        throw ExpressionError(
          "this range is empty", at: first.range.joined(last.range))
      }
      return (Array(low...high), false)
    }
  }

  private func place(
    _ syntax: Syntax, _ count: Int, _ axis: Signal?, _ inner: Syntax
  ) throws -> Int {
    if case .name(let name) = syntax.kind, let number = bound[name], number <= count {
      return number - 1
    }
    // I3 is where the third input is, as the table labels it.
    if case .name(let name) = syntax.kind, let quantity = Quantity(name),
      let number = quantity.number, number <= count,
      quantity.symbol == .input && axis == .input
        || quantity.symbol == .output && axis != nil && axis != .input
    {
      return number - 1
    }
    if case .name(let name) = syntax.kind, let axis, let known = componentNames(axis) {
      let matching = known.indices.filter { known[$0] == name }
      if matching.count == 1 { return matching[0] }
      if names.named[name] == nil {
        let hint = NearestName.of(name, in: known).map { "; did you mean '\($0)'?" } ?? ""
        throw fail(
          matching.isEmpty
            ? "'\(name)' is none of the names \(known.prefix(6).joined(separator: ", "))\(hint)"
            : "'\(name)' is the name of several; give its number", syntax)
      }
    }
    let value = try value(of: syntax)
    guard value.isNumber, let number = Int(exactly: value.storage[0]), number >= 1 else {
      throw fail("'\(text(syntax))' is not an index; they count from 1", syntax)
    }
    guard number <= count else {
      throw fail("\(text(inner)) has indices 1 to \(count)", syntax)
    }
    return number - 1
  }
}

extension Expression {
  /// A real power; nan where there is none.
  static func power(_ base: Double, _ exponent: Double) -> Double {
    if let n = Int(exactly: exponent), abs(n) <= 64 {
      let power = (0..<abs(n)).reduce(1.0) { product, _ in product * base }
      return n < 0 ? 1 / power : power
    }
    return .pow(base, exponent)
  }
}

extension Range<Int> {
  /// All from the beginning of one to the end of the other.
  func joined(_ other: Range<Int>) -> Range<Int> {
    Swift.min(lowerBound, other.lowerBound)..<Swift.max(upperBound, other.upperBound)
  }
}
