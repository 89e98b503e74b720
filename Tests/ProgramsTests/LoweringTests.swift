import Core
import Foundation
import Programs
import Testing

/// Functions that are made of commoner ones, beside those of the library of C.
@Suite struct LoweringTests {
  static let common: Set<ScalarProgram.Function> = [.exp, .log, .sqrt, .abs, .sin, .cos, .tanh]

  /// Name, the function, and how many units in the last place it may lose at x.
  static let functions: [(String, @Sendable (Double) -> Double, @Sendable (Double) -> Double)] = [
    ("expm1", { expm1($0) }, { _ in 8 }), ("log1p", { log1p($0) }, { _ in 6 }),
    ("tan", { tan($0) }, { 4 + abs($0) }), ("sinh", { sinh($0) }, { _ in 12 }),
    ("cosh", { cosh($0) }, { _ in 6 }), ("asinh", { asinh($0) }, { _ in 12 }),
    ("atan", { atan($0) }, { _ in 8 }), ("erf", { erf($0) }, { _ in 8 }),
  ]

  @Test(arguments: 0..<functions.count) func areWhatTheyAre(index: Int) throws {
    let (name, function, slack) = Self.functions[index]
    let formula = try Formula("\(name)(x)")
    let program = ActivationProgram.of(Activation(ActivationRule(name: "own", formula: formula)))
      .keeping([ActivationProgram.value]).using(only: Self.common)
    for step in program.steps {
      if case .apply(let function, _) = step { #expect(Self.common.contains(function)) }
    }
    for x in Self.places where name != "log1p" || x > -1 {
      let (found, truth) = (program(x)[0], function(x))
      #expect(abs(found - truth) <= slack(x) * truth.ulp, "\(name)(\(x)): \(found), not \(truth)")
    }
  }

  /// gelu has erfc in it, over sixteen decades of it.
  @Test func theTailOfTheNormalDistributionKeepsItsDigits() {
    let program = ActivationProgram.of(Activation(.gelu)).using(only: Self.common)
    for x in stride(from: -30.0, through: 30, by: 0.37) {
      let jet = Activation(.gelu).jet(x)
      let slack = (10 + 4 * x * x) * 0x1p-53
      let near = Activation(.gelu).jet(x + 0.3)
      for (found, pair) in zip(
        program(x), [(jet.value, near.value), (jet.first, near.first), (jet.second, near.second)])
      {
        #expect(
          abs(found - pair.0) <= slack * max(abs(pair.0), abs(pair.1)), "\(x): \(found) \(pair.0)")
      }
    }
    #expect(program(-.infinity)[1] == 0)
    #expect(program(.infinity)[1] == 1)
  }

  static let places: [Double] =
    (-120...120).map { Double($0) / 8 + 0.001 }
    + [1e-300, 1e-17, 1e-8, 1e-3].flatMap { [$0, -$0] }
}
