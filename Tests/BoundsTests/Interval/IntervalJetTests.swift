import TestSupport
import Testing

@testable import Bounds
@testable import Core
@testable import Formula

/// Taylor coefficients of activations and formulas against symbolic derivatives in MPFR.
@Suite struct IntervalJetTests {
  /// Names with the formula of the same function; parameters that are exact.
  static let activations: [(activation: Activation, formula: String)] = {
    let parametric: [(ActivationRule, [Double], String)] = [
      (.leakyrelu, [0.25], "max(x, 0) + min(x, 0)/4"),
      (.leakyrelu, [1], "x"),
      (.elu, [0.5], "max(x, 0) + expm1(min(x, 0))/2"),
      (.celu, [2], "max(x, 0) + 2*expm1(min(x, 0)/2)"),
      (.softplus, [2], "log1p(exp(2*x))/2"),
      (.hardsigmoid, [0.25, 0.5], "min(max(x/4 + 1/2, 0), 1)"),
    ]
    return parametric.map { (Activation($0, parameters: $1), $2) }
  }()

  /// 1/(2 + t) = 1/2 − t/4 + t²/8 − t³/16.
  @Test func reciprocalsByHand() {
    let found = IntervalJet([Interval(2), .one, .zero, .zero]).reciprocal
    let expected = [0.5, -0.25, 0.125, -0.0625]
    #expect(found.count == 4)
    let constant = IntervalJet([Interval(2)]).reciprocal
    #expect(constant.count == 1 && constant.value.contains(0.5))
    for (interval, value) in zip(found.coefficients, expected) {
      #expect(interval.contains(value) && interval.upper - interval.lower <= 1e-15)
    }
  }

  /// (1 + s)³ for s from −1/2 to 1/2, term by term: 1 + 3s + 3s² + s³, and the slope 3 + 6s + 3s².
  @Test func modelsAreMovedByHand() {
    let model = [1.0, 3, 3, 1, 0, 0].map { Interval($0) }
    let moved = TaylorModel.ranges(model, TaylorModel.factors(half: 0.5))
    for (interval, ends) in zip(moved, [(-0.625, 3.375), (0, 6.75), (1.5, 4.5), (1, 1)]) {
      #expect(abs(interval.lower - ends.0) <= 1e-14 && abs(interval.upper - ends.1) <= 1e-14)
    }
    // s⁵, and 5s⁴ for its slope.
    let fifth = TaylorModel.ranges(
      [0.0, 0, 0, 0, 0, 1].map { Interval($0) }, TaylorModel.factors(half: 0.5))
    for (interval, ends) in zip(fifth, [(-0.03125, 0.03125), (0.0, 0.3125)]) {
      #expect(abs(interval.lower - ends.0) <= 1e-16 && abs(interval.upper - ends.1) <= 1e-15)
    }
    for (interval, before) in zip(TaylorModel.ranges(model, TaylorModel.factors(half: 0)), model) {
      #expect(interval.contains(before.lower) && interval.upper - interval.lower <= 1e-14)
    }
  }

  /// Coefficients 0 to 4 of σ over an interval hold those at its members.
  private func failures(
    _ formula: Formula, intervals: Int = 40, jet: (IntervalJet) -> IntervalJet?
  ) -> [String] {
    var derivatives = [formula]
    for _ in 0..<4 {
      derivatives.append(derivatives[derivatives.count - 1].rawDerivative.simplified)
    }
    var random = SeededGenerator(seed: 4)
    var wrong: [String] = []
    var tried = 0
    for _ in 0..<intervals {
      let range = random.interval(near: 4 * random.normal())
      let z = IntervalJet([range, .one, .zero, .zero, .zero])
      guard let jet = jet(z), jet.isFinite else { continue }
      tried += 1
      let x = random.member(of: range)
      var factorial = 1.0
      for (order, derivative) in derivatives.enumerated() {
        if order > 1 { factorial *= Double(order) }
        let value =
          derivative.preciseValue(at: BigFloat(x, precision: 400))
          / BigFloat(factorial, precision: 400)
        if !jet[order].holds(value) {
          wrong.append("order \(order) on \(range), \(x): \(jet[order]), not \(value.double)")
        }
      }
    }
    return tried < intervals / 3 ? ["only \(tried) of \(intervals) had a jet"] : wrong
  }

  @Test(arguments: ActivationRule.all.filter { $0.coupling == nil }.map(\.name))
  func activationsOfTheTable(name: String) throws {
    let activation = try #require(Activation(named: name))
    let formula = try #require(NamedFormula.builtIn(name)).body
    // The constants of selu, and the 1/6 of hardsigmoid, are doubles in the table.
    let isRounded = name == "selu" || name == "hardsigmoid" || name == "leakyrelu"
    let wrong = failures(formula) { z in
      activation.jet(z).map { isRounded ? $0.widened : $0 }
    }
    #expect(wrong.isEmpty, "\(wrong.count) wrong: \(wrong.prefix(3))")
  }

  @Test(arguments: activations.indices) func parameters(index: Int) throws {
    let (activation, text) = Self.activations[index]
    let wrong = failures(try Formula(text)) { activation.jet($0) }
    #expect(wrong.isEmpty, "\(activation.name): \(wrong.count) wrong: \(wrong.prefix(3))")
  }

  @Test(arguments: [
    "x/(1 + exp(-x))", "x^3 - 2*x", "x^-2", "(x^2 + 1)^0.5", "2^x", "e^(x/4)", "pi*x^7",
    "(1+x^2)^x",
    "log(2 + cos(x))", "sqrt(x^2 + 1)", "sin(3*x)/(2 + x^2)", "tan(x/8)", "sinh(x/4)*cosh(x/4)",
    "asinh(x)", "atan(x)*erf(x)", "abs(x)^3", "max(x, x^2/8)", "min(exp(x), 1)", "sign(x)*x",
    "log1p(exp(x))", "tanh(x)^5",
  ])
  func formulas(text: String) throws {
    let formula = try Formula(text)
    let wrong = failures(formula) { formula.jet(at: $0) }
    #expect(wrong.isEmpty, "\(wrong.count) wrong: \(wrong.prefix(3))")
  }

  /// A formula is the same function as the line of the table: the enclosures meet, whatever their way.
  @Test(arguments: NamedFormula.builtInNames)
  func formulaAndTableMeet(name: String) throws {
    let activation = try #require(Activation(named: name))
    let formula = try #require(NamedFormula.builtIn(name)).body
    for x in [-7.5, -2.2, -0.4, 0.7, 1.9, 8] {
      let z = IntervalJet([Interval(x), .one, .zero, .zero, .zero])
      guard let a = activation.jet(z), let b = formula.jet(at: z) else { continue }
      for order in 0..<5 {
        let (a, b) = (a[order], b[order])
        let slack = 1e-15 * max(a.magnitude, b.magnitude)
        #expect(a.lower <= b.upper + slack && b.lower <= a.upper + slack, "\(order) at \(x)")
      }
    }
  }

  @Test func aKinkInTheRangeHasNoJet() {
    for name in ["poslin", "leakyrelu", "elu", "selu", "celu", "softsign", "satlin", "hardswish"] {
      let activation = Activation(named: name)
      func jet(_ lower: Double, _ upper: Double) -> IntervalJet? {
        activation?.jet(IntervalJet([Interval(lower, upper), .one, .zero, .zero]))
      }
      let kink = name == "hardswish" ? 3.0 : 0
      #expect(jet(kink - 0.1, kink + 0.1) == nil && jet(kink, kink) == nil, "\(name)")
      #expect(jet(kink - 0.2, kink - 0.1) != nil && jet(kink + 0.1, kink + 0.2) != nil, "\(name)")
    }
  }

  /// σ′, σ″ and so on of a saturated neuron keep their digits.
  @Test func saturatedNeuronsKeepTheirDigits() {
    let z = IntervalJet([Interval(20), .one, .zero, .zero])
    for jet in [z.hyperbolicTangent, z.logistic] {
      for order in 1..<4 {
        let enclosure = jet[order]
        #expect(enclosure.upper - enclosure.lower <= 1e-12 * enclosure.magnitude)
      }
    }
  }

  /// Softmax and its logarithm against values and differences of MPFR along a line, z = a + bt.
  @Test(arguments: [ActivationRule.Coupling.softmax, .logsoftmax])
  func coupledNeurons(coupling: ActivationRule.Coupling) throws {
    let (a, b) = ([0.3, -1.2, 2.5, 0], [1.0, -0.5, 0.25, 2])
    let range = Interval(-0.125, 0.25)
    let z = zip(a, b).map { a, b in
      IntervalJet([Interval(a) + range * Interval(b), Interval(b), .zero, .zero])
    }
    let jets = IntervalJet.softmax(z, coupling)
    let sum = zip(a, b).map { "exp(\($0) + \($1)*x)" }.joined(separator: " + ")
    for i in a.indices {
      let p = "exp(\(a[i]) + \(b[i])*x)/(\(sum))"
      var formula = try Formula(coupling == .softmax ? p : "log(\(p))")
      var factorial = 1.0
      for order in 0..<4 {
        if order > 1 { factorial *= Double(order) }
        for t in [-0.125, 0.03, 0.25] {
          let value =
            formula.preciseValue(at: BigFloat(t, precision: 400))
            / BigFloat(factorial, precision: 400)
          #expect(jets[i][order].holds(value), "\(i) \(order) \(t): \(jets[i][order])")
        }
        formula = formula.rawDerivative
      }
    }
  }
}

extension IntervalJet {
  /// A little wider, for a formula whose constants are not quite those of the table.
  fileprivate var widened: IntervalJet {
    self * Interval(1 - 1e-15, 1 + 1e-15)
      + IntervalJet(coefficients.map { _ in Interval(-1e-15, 1e-15) })
  }
}
