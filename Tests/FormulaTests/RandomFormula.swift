import TestSupport

@testable import Core
@testable import Formula

/// Random formulas over the whole grammar, the same ones for the same seed.
struct RandomFormula {
  var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  /// Formulas that have a finite value at one of the points at least.
  static func formulas(_ count: Int, seed: UInt64) -> [Formula] {
    var random = RandomFormula(seed: seed)
    var found: [Formula] = []
    while found.count < count {
      let formula = random.formula(depth: 2 + random.below(3))
      guard formula.extent.isDifferentiable, !formula.isConstant,
        points.contains(where: { formula.value(at: $0).isFinite })
      else { continue }
      found.append(formula)
    }
    return found
  }

  /// No zeros of simple arguments, so that kinks are not hit.
  static let points = [0.731, -0.397, 2.013, -1.649, 0.0917, 5.77]

  private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &generator) }

  mutating func formula(depth: Int) -> Formula {
    guard depth > 0 else { return leaf() }
    func inner() -> Int { depth - 1 }
    switch below(16) {
    case 0, 1: return leaf()
    case 2, 3, 4:
      return .sum((0..<(2 + below(2))).map { _ in signed(formula(depth: inner())) })
    case 5, 6, 7: return .product((0..<(2 + below(2))).map { _ in formula(depth: inner()) })
    case 8: return formula(depth: inner()) / formula(depth: inner())
    case 9: return .power(formula(depth: inner()), .number([2, 3, -2, 5, -1][below(5)]))
    case 10:
      let exponents: [Formula] = [
        .number(Rational(1, over: 2)), .number(Rational(-3, over: 2)), .x, .number(0),
        formula(depth: inner()),
      ]
      return .power(formula(depth: inner()), exponents[below(exponents.count)])
    case 11:
      return .extremum(
        below(2) == 0 ? .max : .min, formula(depth: inner()), formula(depth: inner()))
    case 12:
      let names = NamedFormula.builtInNames
      guard let function = NamedFormula.builtIn(names[below(names.count)]) else { return .x }
      return .call(function, formula(depth: inner()))
    default:
      let functions = Formula.Function.allCases
      return .apply(functions[below(functions.count)], formula(depth: inner()))
    }
  }

  private mutating func signed(_ formula: Formula) -> Formula {
    below(3) == 0 ? formula.negated : formula
  }

  private mutating func leaf() -> Formula {
    switch below(8) {
    case 0: return .constant(.pi)
    case 1: return .constant(.e)
    case 2: return .number(Rational(Double(below(2_000) - 1_000), over: 1_000))
    case 3: return .number(below(9) - 4)
    case 4 where below(8) == 0:
      return .number(Rational([1e16, 1e100, 1e-100, 0.1234567890123456789, 3e15][below(5)]))
    default: return .x
    }
  }
}
