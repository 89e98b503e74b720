import Core
import Foundation
import TestSupport
import Testing

/// Networks of formulas with a pole, an edge, a corner or a sharp bend near the point: right numbers
/// are not called wrong, and wrong ones are found.
///
/// `Tests/Oracles/verdicts.py` does the same on 10,000 networks beside 60 digits.
@Suite struct RandomFormulaTests {
  /// A formula with something the matter at a distance of 1e-6 to 10 from z.
  private static func formula(near z: Double, _ random: inout SeededGenerator) -> String {
    let distance = pow(10, Double.random(in: -6...1, using: &random))
    let a = z + (Bool.random(using: &random) ? distance : -distance)
    let below = z - distance
    let c = pow(10, Double.random(in: 0...6, using: &random))
    let near = z + Double.random(in: -2...2, using: &random) / c.squareRoot()
    let kinds = [
      "1/(x-(\(a)))", "1/(x-(\(a)))^2", "log(x-(\(below)))", "sqrt(x-(\(below)))",
      "tan(x-(\(a))+1.5707963267948966)", "1/(1+\(c)*(x-(\(near)))^2)",
      "exp(-\(c)*(x-(\(near)))^2)", "sin(\(c.squareRoot())*x)", "max(x-(\(a)),0)^2+x",
      "abs(x-(\(a)))", "sqrt((x-(\(a)))^2+\(1 / c))", "(x-(\(a)))^3",
      "tanh(\(c.squareRoot())*(x-(\(a))))",
    ]
    return kinds[Int.random(in: kinds.indices, using: &random)]
  }

  private static func network(_ seed: UInt64) throws -> Network {
    var random = SeededGenerator(seed: seed)
    let (d, n, m) = (
      Int.random(in: 1...3, using: &random), Int.random(in: 1...4, using: &random),
      Int.random(in: 1...2, using: &random)
    )
    let x = random.normals(d)
    // Some inputs live in tiny or huge units.
    let units = (0..<d).map { _ in
      Bool.random(using: &random) ? 1 : pow(10, Double.random(in: -5...5, using: &random))
    }
    let weights = Matrix(
      (0..<n).map { _ in zip(random.normals(d), units).map { $0 / $1 } })
    let bias = random.normals(n).map { $0 / 2 }
    let input = zip(x, units).map(*)
    let z = (0..<n).map { i in bias[i] + zip(weights.row(i), input).map(*).reduce(0, +) }
    let ranges = try z.enumerated().map { i, z in
      let formula = try Formula(formula(near: z, &random))
      return ActivationRange(
        Activation(ActivationRule(name: "f\(i)", formula: formula)), i..<(i + 1))
    }
    let last = Matrix((0..<m).map { _ in random.normals(n) })
    return Network(
      name: "seed \(seed)",
      layers: [
        Layer(weights: weights, bias: bias, activations: ranges), Layer(weights: last),
      ], input: input)
  }

  @Test func rightNumbersAreNotCalledWrong() throws {
    var (agreeing, count, found, planted) = (0, 0, 0, 0)
    for seed in 0..<150 as Range<UInt64> {
      let network = try Self.network(seed)
      let (map, x) = (NetworkMap(network), try #require(network.input))
      let jacobian = try map.jacobian(at: x)
      let differences = try FiniteDifference().jacobian(of: map, at: x)
      let scale = jacobian.largestMagnitude
      for k in 0..<jacobian.rows {
        for j in 0..<jacobian.columns {
          let estimate = try #require(differences[k, j])
          let verdict = Verdict(analytic: jacobian[k, j], estimate: estimate, scale: scale)
          #expect(verdict != .wrong, "seed \(seed), J: \(jacobian[k, j]) beside \(estimate)")
          count += 1
          guard verdict == .agrees, abs(jacobian[k, j]) > 1e-2 * scale else { continue }
          agreeing += 1
          planted += 1
          let fault = Verdict(analytic: jacobian[k, j] * 1.001, estimate: estimate, scale: scale)
          found += fault == .wrong ? 1 : 0
        }
      }
      let hessians = try map.hessian(at: x)
      let seconds = try FiniteDifference().hessian(of: map, at: x)
      for (k, hessian) in hessians.enumerated() {
        let scale = hessian.storage.largestMagnitude
        for i in 0..<x.count {
          for j in 0...i {
            let estimate = try #require(seconds[k, i, j])
            let verdict = Verdict(analytic: hessian[i, j], estimate: estimate, scale: scale)
            #expect(verdict != .wrong, "seed \(seed), H: \(hessian[i, j]) beside \(estimate)")
          }
        }
      }
    }
    // Most can be told, and of those every mistake of a thousandth.
    #expect(agreeing > count / 2, "\(agreeing) of \(count)")
    #expect(found == planted, "\(found) of \(planted)")
  }
}
