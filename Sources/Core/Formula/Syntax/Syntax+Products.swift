extension Syntax {
  /// The same with T(1 − T)² read as the product T·(1 − T)², where T is no function.
  ///
  /// Only names tell a product from a value: sin(x)² is (sin(x))².
  ///
  /// - Throws: `FormulaError` for brackets with several values behind what is no function, and for 1/T(1 − T),
  ///   which people read in two ways.
  package func readingProducts(
    isFunction: (String) -> Bool
  ) throws(FormulaError) -> Syntax {
    func read(_ syntax: Syntax) throws(FormulaError) -> Syntax {
      try syntax.readingProducts(isFunction: isFunction)
    }
    func changed(_ kind: Kind) -> Syntax { Syntax(kind: kind, range: range) }
    func readAll(_ list: [Syntax]) throws(FormulaError) -> [Syntax] {
      var all: [Syntax] = []
      for syntax in list { all.append(try read(syntax)) }
      return all
    }
    switch kind {
    case .number, .name, .result, .derivative: return self
    case .application(let name, let arguments):
      let inner = try readAll(arguments)
      guard !isFunction(name.text) else { return changed(.application(name, inner)) }
      guard inner.count == 1 else {
        throw FormulaError(problem: .notAFunction(name.text), range: name.range)
      }
      return changed(.besides(name, inner[0]))
    case .negation(let value): return changed(.negation(try read(value)))
    case .root(let value): return changed(.root(try read(value)))
    case .magnitude(let value): return changed(.magnitude(try read(value)))
    case .sum(let terms):
      var all: [Term] = []
      for term in terms {
        all.append(Term(isNegative: term.isNegative, value: try read(term.value)))
      }
      return changed(.sum(all))
    case .product(let factors):
      var all: [Factor] = []
      for factor in factors {
        let value = try read(factor.value)
        if [.over, .entryOver].contains(factor.joint), factor.value.isBareProduct(isFunction) {
          throw factor.value.error(.ambiguousQuotient)
        }
        all.append(Factor(joint: factor.joint, value: value))
      }
      return changed(.product(all))
    case .power(let base, let power, let isOfEntries):
      // x^x(1 + log(x)) is x^x times the bracket, as x^2(3) is.
      if case .application(let name, let arguments) = power.kind, !isFunction(name.text),
        arguments.count == 1
      {
        let exponent = Syntax(kind: .name(name.text), range: name.range)
        let first = try Syntax(
          kind: .power(base, exponent, isOfEntries: isOfEntries),
          range: base.range.lowerBound..<name.range.upperBound
        ).readingProducts(isFunction: isFunction)
        return changed(
          .product([
            Factor(joint: .beside, value: first),
            Factor(joint: .beside, value: try read(arguments[0])),
          ]))
      }
      let exponent = try read(power)
      return try distributed(over: base, isFunction) {
        .power($0, exponent, isOfEntries: isOfEntries)
      }
    case .transpose(let value): return try distributed(over: value, isFunction) { .transpose($0) }
    case .entry(let value, let indices):
      var all: [Index] = []
      for index in indices {
        switch index {
        case .all: all.append(.all)
        case .one(let one): all.append(.one(try read(one)))
        case .range(let first, let last): all.append(.range(try read(first), try read(last)))
        }
      }
      return try distributed(over: value, isFunction) { [all] in .entry($0, all) }
    case .matrix(let rows):
      var all: [[Syntax]] = []
      for row in rows { all.append(try readAll(row)) }
      return changed(.matrix(all))
    }
  }

  /// An operation behind brackets, which are all that it is about where what stands before them is no
  /// function.
  private func distributed(
    over value: Syntax, _ isFunction: (String) -> Bool, _ operation: (Syntax) -> Kind
  ) throws(FormulaError) -> Syntax {
    let read = try value.readingProducts(isFunction: isFunction)
    guard value.isBareProduct(isFunction), case .product(let factors) = read.kind,
      factors.count == 2
    else { return Syntax(kind: operation(read), range: range) }
    let last = factors[1].value
    let changed = Syntax(
      kind: operation(last), range: last.range.lowerBound..<range.upperBound)
    return Syntax(
      kind: .product([factors[0], Factor(joint: .beside, value: changed)]), range: range)
  }

  /// Whether it is NAME(…) of what is no function.
  private func isBareProduct(_ isFunction: (String) -> Bool) -> Bool {
    switch kind {
    case .application(let name, _): !isFunction(name.text)
    case .power(let base, _, _): base.isBareProduct(isFunction)
    case .transpose(let value), .entry(let value, _): value.isBareProduct(isFunction)
    default: false
    }
  }
}

extension Syntax.Kind {
  /// A name and a value side by side.
  fileprivate static func besides(_ name: Syntax.Name, _ value: Syntax) -> Self {
    .product([
      .init(joint: .beside, value: Syntax(kind: .name(name.text), range: name.range)),
      .init(joint: .beside, value: value),
    ])
  }
}
