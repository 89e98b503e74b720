extension Syntax {
  /// The parts that it is made of, in the order of the text.
  package var children: [Syntax] {
    switch kind {
    case .number, .name, .result, .derivative: []
    case .application(_, let values): values
    case .negation(let value), .transpose(let value), .root(let value), .magnitude(let value):
      [value]
    case .sum(let terms): terms.map(\.value)
    case .product(let factors): factors.map(\.value)
    case .power(let base, let exponent, _): [base, exponent]
    case .entry(let value, let indices): [value] + indices.flatMap(\.parts)
    case .matrix(let rows): rows.flatMap(\.self)
    }
  }

  /// The same with other parts, as many as it has.
  package func replacing(children: [Syntax]) -> Syntax {
    var rest = children[...]
    func next() -> Syntax { rest.popFirst() ?? self }
    let kind: Kind
    switch self.kind {
    case .number, .name, .result, .derivative: return self
    case .application(let name, let values): kind = .application(name, values.map { _ in next() })
    case .negation: kind = .negation(next())
    case .transpose: kind = .transpose(next())
    case .root: kind = .root(next())
    case .magnitude: kind = .magnitude(next())
    case .sum(let terms):
      kind = .sum(terms.map { Term(isNegative: $0.isNegative, value: next()) })
    case .product(let factors):
      kind = .product(factors.map { Factor(joint: $0.joint, value: next()) })
    case .power(_, _, let isOfEntries):
      let base = next()
      kind = .power(base, next(), isOfEntries: isOfEntries)
    case .entry(_, let indices):
      let value = next()
      kind = .entry(
        value,
        indices.map { index in
          switch index {
          case .all: return .all
          case .one: return .one(next())
          case .range:
            let first = next()
            return .range(first, next())
          }
        })
    case .matrix(let rows): kind = .matrix(rows.map { $0.map { _ in next() } })
    }
    return Syntax(kind: kind, range: range)
  }

  /// Something of another kind at the same place.
  package func with(_ kind: Kind) -> Syntax { Syntax(kind: kind, range: range) }
}

extension Syntax.Index {
  fileprivate var parts: [Syntax] {
    switch self {
    case .all: []
    case .one(let one): [one]
    case .range(let first, let last): [first, last]
    }
  }
}
