/// A claim that two expressions are equal: `H1 = G1' diag(B1[1,:] ∘ σ″(z1)) G1`.
///
/// It is judged at the network and input at hand, and where it speaks of no number of its own on random
/// networks of the same shape too: what is true by accident is found out there.
package struct ExpressionClaim: Sendable {
  package let left: Expression
  package let right: Expression
  let names: Expression.Names

  /// What stands in the place of the right side, where it is numbers from elsewhere.
  var given: GivenNumbers?

  /// A claim that an expression has some numbers.
  ///
  /// - Parameter text: what they are called.
  package init(
    _ left: Expression, is given: GivenNumbers, called text: String, names: Expression.Names
  ) {
    (self.left, self.names, self.given) = (left, names, given)
    right = Expression(calling: text)
  }

  package init(_ left: Expression, is right: Expression, names: Expression.Names) {
    (self.left, self.right, self.names) = (left, right, names)
  }

  /// What two values of one shape have to do with each other.
  package struct Comparison: Sendable {
    package enum Verdict: Sendable { case equal, different, undecided }

    package var verdict: Verdict

    /// The largest |left − right|, and the entry that has it, counted from 0.
    package var largest: Double
    package var place: Int

    /// How many entries differ by more than rounding.
    package var different: Int

    /// What rounding may come to.
    package var allowed: Double

    /// Whether all of both sides is finite: without that nothing is known.
    package var isFinite: Bool { (left.storage + right.storage).allSatisfy(\.isFinite) }
    package var count: Int
    package var left: Tensor
    package var right: Tensor

    /// The layers that it is about, where a letter stands for them.
    package internal(set) var layers: Layers?
  }

  package enum Finding: Sendable {
    /// The shapes are not the same: nothing else can be asked.
    case shapes(Tensor, Tensor, layers: Layers?)

    /// - Parameters:
    ///   - elsewhere: how many random networks of the shape were tried, and at how many it is true; nil where
    ///     it speaks of this one.
    ///   - digits: the digits of a number that was given, to which the values agree.
    case compared(Comparison, elsewhere: Elsewhere?, digits: Int?)
  }

  package struct Elsewhere: Sendable {
    package var tried: Int
    package var equal: Int
    package var undecided: Int
  }

  /// Random networks that are tried.
  package static let freshCount = 8

  /// - Parameters:
  ///   - point: the network and input at hand.
  ///   - componentNames: the names that components of a signal have.
  /// - Throws: `ExpressionError` about either side, and what the checkpoint throws.
  package func examined(
    at point: NetworkPoint, componentNames: @escaping (Signal) -> [String]? = { _ in nil },
    results: @escaping (Int) -> Tensor? = { _ in nil }, checkpoint: @escaping Checkpoint = {}
  ) throws -> Finding {
    let here = try values(at: point, componentNames, results, checkpoint)
    guard here.left.isLike(here.right) else {
      return .shapes(here.left, here.right, layers: here.layers)
    }
    var comparison = Comparison(here.left, here.right, halfUnits: given?.digits?.units)
    comparison.layers = here.layers
    if comparison.verdict == .different,
      let digits = given == nil ? right.typedDigits ?? left.typedDigits : given?.digits,
      digits.units.count == comparison.count,
      zip(digits.units, zip(here.left.storage, here.right.storage)).allSatisfy({ unit, pair in
        abs(pair.0 - pair.1) <= unit * 1.0000001 + comparison.allowed
      })
    {
      return .compared(comparison, elsewhere: nil, digits: digits.count)
    }
    guard !speaksOfThisNetwork else {
      return .compared(comparison, elsewhere: nil, digits: nil)
    }
    var elsewhere = Elsewhere(tried: 0, equal: 0, undecided: 0)
    for seed in 1...Self.freshCount {
      try checkpoint()
      guard let fresh = try point.fresh(seed: UInt64(seed)),
        let found = try? values(at: fresh, componentNames, results, checkpoint),
        found.left.isLike(found.right),
        // Where a side has no value nothing is claimed.
        (found.left.storage + found.right.storage).allSatisfy(\.isFinite)
      else { continue }
      let comparison = Comparison(found.left, found.right)
      elsewhere.tried += 1
      if comparison.verdict == .equal { elsewhere.equal += 1 }
      if comparison.verdict == .undecided { elsewhere.undecided += 1 }
    }
    return .compared(comparison, elsewhere: elsewhere, digits: nil)
  }

  /// The layers that a letter of it stands for, and the first at which it does not hold.
  package struct Layers: Sendable {
    package let letter: String
    package let numbers: [Int]
    package let failing: Int?
  }

  /// Whether both sides are equal where they are worked out.
  func holds(
    at point: NetworkPoint, componentNames: @escaping (Signal) -> [String]?
  ) -> Bool {
    guard let found = try? values(at: point, componentNames, { _ in nil }, point.checkpoint),
      found.left.isLike(found.right)
    else { return false }
    return Comparison(found.left, found.right).verdict == .equal
  }

  private func values(
    at point: NetworkPoint, _ componentNames: @escaping (Signal) -> [String]?,
    _ results: @escaping (Int) -> Tensor?, _ checkpoint: @escaping Checkpoint
  ) throws -> EquationSides {
    func evaluation(_ expression: Expression) -> Evaluation {
      expression.evaluation(
        at: { point }, names: names, componentNames: componentNames, results: results,
        checkpoint: checkpoint)
    }
    if let given {
      return EquationSides(left: try evaluation(left).whole(left.syntax), right: given.tensor)
    }
    return try Evaluation.sides(
      (evaluation(left), left.syntax), (evaluation(right), right.syntax))
  }

  /// Whether one side is made of numbers alone.
  package var isOfNumbers: Bool {
    [left, right].contains { side in
      !side.syntax.mentions {
        switch $0.kind {
        case .name(let name): !["e", "pi", "π"].contains(name)
        case .derivative, .result: true
        default: false
        }
      }
    }
  }

  /// Whether a number or an earlier result in it belongs to this network alone.
  package var speaksOfThisNetwork: Bool {
    [left, right].contains { $0.syntax.mentions { $0.isOwnNumber } }
  }
}

extension ExpressionClaim.Comparison {
  /// - Parameter halfUnits: how far the right side may be rounded, where it was.
  /// - Precondition: values of one shape.
  init(_ left: Tensor, _ right: Tensor, halfUnits: [Double]? = nil) {
    let allowed = 8 * (left.noise + right.noise)
    (self.left, self.right, self.allowed) = (left, right, allowed)
    (largest, place, different) = (0, 0, 0)
    count = left.storage.count
    for (index, (a, b)) in zip(left.storage, right.storage).enumerated() {
      // nan is no value, and the same infinity is one.
      let difference = a == b ? 0 : abs(a - b)
      let rounded = (halfUnits?[index] ?? 0) * 1.0000001
      if difference > allowed + rounded || difference.isNaN { different += 1 }
      if difference > largest || difference.isNaN && !largest.isNaN {
        (largest, place) = (difference, index)
      }
    }
    // What is a thousand times rounding is none; between lies what rounding or a mistake may be.
    verdict =
      largest <= allowed
      ? .equal : largest.isNaN || largest > 1000 * allowed ? .different : .undecided
    if !isFinite { verdict = .undecided }
  }
}

extension Syntax {
  /// Whether a part of it is of some kind.
  func mentions(_ isWanted: (Syntax) -> Bool) -> Bool {
    isWanted(self) || children.contains { $0.mentions(isWanted) }
  }

  /// A number that no formula has by itself, or a result.
  fileprivate var isOwnNumber: Bool {
    switch kind {
    case .result: true
    case .number(let text):
      Double(text).map { Int(exactly: $0 * 2) == nil || abs($0) > 64 } ?? false
    default: false
    }
  }
}

extension Expression {
  /// The least digits of the numbers that are all of it, and half a unit of the last one of each entry; nil
  /// for anything else, and where all are whole.
  fileprivate var typedDigits: (count: Int, units: [Double])? {
    let entries: [Syntax] =
      if case .matrix(let rows) = syntax.kind { rows.flatMap(\.self) } else { [syntax] }
    let typed = entries.map(Self.digits)
    let counts = typed.compactMap { $0?.count }
    guard typed.allSatisfy({ $0 != nil }), let least = counts.filter({ $0 > 0 }).min() else {
      return nil
    }
    return (least, typed.map { $0?.halfUnit ?? 0 })
  }

  private static func digits(_ syntax: Syntax) -> WrittenDigits? {
    var inner = syntax
    if case .negation(let value) = inner.kind { inner = value }
    guard case .number(let text) = inner.kind else { return nil }
    return WrittenDigits(text)
  }
}
