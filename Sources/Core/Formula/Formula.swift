/// An expression in one variable x.
///
/// Sums and products have any number of members; a − b is a sum with a negative member, a/b a
/// product with a power of −1. `FormulaReader` makes formulas from text.
///
/// ```swift
/// let sigma = try Formula("x/(1 + exp(-x))")
/// sigma.value(at: 2)          // right to the last digits
/// sigma.derivative.typeset()  // "(1 + (1 + x)e^(−x))/(1 + e^(−x))²"
/// ```
public indirect enum Formula: Sendable, Hashable {
  /// A number, exact where that can be.
  case number(Number)

  case constant(Constant)

  /// The variable.
  case x

  /// T, the value of the activation that the formula is about.
  case value

  /// A parameter of an activation, which gets its value by `substituting(parameters:)`.
  case parameter(String)

  case sum([Formula])
  case product([Formula])

  /// Base and exponent.
  case power(Formula, Formula)

  /// A function of the language.
  case apply(Function, Formula)

  /// The larger or the smaller one of two.
  case extremum(Extremum, Formula, Formula)

  /// Another function with a name: an activation, or one that the user has defined.
  case call(NamedFormula, Formula)

  public enum Constant: String, Sendable, Hashable, CaseIterable { case pi, e }

  public enum Extremum: String, Sendable, Hashable, CaseIterable { case max, min }

  /// A number in a formula.
  public struct Number: Sendable, Hashable {
    package let rational: Rational

    package init(_ rational: Rational) { self.rational = rational }

    /// The nearest double.
    public var value: Double { rational.value }
  }
}

/// A formula with a name, to be called by others.
public struct NamedFormula: Sendable, Hashable {
  public let name: String
  public let body: Formula

  /// How large the body is with all that it calls; kept, since calls of calls grow fast.
  let extent: Extent

  public init(name: String, body: Formula) {
    self.name = name
    self.body = body
    extent = body.extent
  }
}

// MARK: Making formulas

extension Formula {
  package static func number(_ value: Int) -> Formula { .number(Number(Rational(value))) }
  package static func number(_ value: Rational) -> Formula { .number(Number(value)) }

  package static let zero = number(0)
  package static let one = number(1)

  package static func + (a: Formula, b: Formula) -> Formula { .sum([a, b]) }
  package static func - (a: Formula, b: Formula) -> Formula { .sum([a, -b]) }
  package static func * (a: Formula, b: Formula) -> Formula { .product([a, b]) }
  package static func / (a: Formula, b: Formula) -> Formula {
    .product([a, .power(b, .number(-1))])
  }
  package static prefix func - (a: Formula) -> Formula { .product([.number(-1), a]) }

  package static func exp(_ u: Formula) -> Formula { .apply(.exp, u) }

  /// The sum of any number of terms, and their product.
  package static func adding(_ terms: [Formula]) -> Formula {
    terms.count > 1 ? .sum(terms) : terms.first ?? .zero
  }
  package static func multiplying(_ factors: [Formula]) -> Formula {
    factors.count > 1 ? .product(factors) : factors.first ?? .one
  }

  package func squared() -> Formula { .power(self, .number(2)) }
}

// MARK: Looking into them

extension Formula {
  /// The number that it is, if it is one.
  package var rational: Rational? {
    if case .number(let number) = self { number.rational } else { nil }
  }

  /// The parts that it is made of.
  package var children: [Formula] {
    switch self {
    case .number, .constant, .x, .value, .parameter: []
    case .sum(let members), .product(let members): members
    case .power(let base, let exponent): [base, exponent]
    case .apply(_, let u), .call(_, let u): [u]
    case .extremum(_, let a, let b): [a, b]
    }
  }

  /// The same with each part changed.
  package func mapChildren(_ change: (Formula) throws -> Formula) rethrows -> Formula {
    switch self {
    case .number, .constant, .x, .value, .parameter: self
    case .sum(let members): .sum(try members.map(change))
    case .product(let members): .product(try members.map(change))
    case .power(let base, let exponent): .power(try change(base), try change(exponent))
    case .apply(let function, let u): .apply(function, try change(u))
    case .call(let function, let u): .call(function, try change(u))
    case .extremum(let which, let a, let b): .extremum(which, try change(a), try change(b))
    }
  }

  /// The number of signs that it takes: what is called simpler is shorter.
  package var size: Int { children.reduce(1) { $0 + $1.size } }

  /// Whether the variable, or T, is in it.
  package var isConstant: Bool {
    switch self {
    case .x, .value: false
    default: children.allSatisfy(\.isConstant)
    }
  }

  /// Whether T is in it.
  public var mentionsValue: Bool { self == .value || children.contains(where: \.mentionsValue) }

  /// The same with another formula for x.
  package func substituting(x replacement: Formula) -> Formula {
    self == .x ? replacement : mapChildren { $0.substituting(x: replacement) }
  }

  /// The same with numbers for parameters; factors that become 1 are left out.
  package func substituting(parameters values: [String: Double]) -> Formula {
    if case .parameter(let name) = self {
      return values[name].map { .number(Rational(written: $0)) } ?? self
    }
    let result = mapChildren { $0.substituting(parameters: values) }
    guard case .product(let factors) = result else { return result }
    return .multiplying(factors.filter { $0 != .one && $0 != .power(.one, .number(-1)) })
  }

  /// The same with a formula for T.
  public func substituting(value replacement: Formula) -> Formula {
    self == .value ? replacement : mapChildren { $0.substituting(value: replacement) }
  }

  /// The same with every call replaced by what is called: it stands on its own.
  public var expandingCalls: Formula {
    let inner = mapChildren(\.expandingCalls)
    guard case .call(let function, let u) = inner else { return inner }
    return function.body.expandingCalls.substituting(x: u)
  }
}
