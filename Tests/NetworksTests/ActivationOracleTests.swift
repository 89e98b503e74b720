import Core
import Foundation
import Testing

/// σ, σ′ and σ″ against values that mpmath computed from σ alone (Oracles/activations.py).
@Suite struct ActivationOracleTests {
  @Test(arguments: ActivationOracle.names) func agreesWithTheOracle(name: String) throws {
    let rows = try ActivationOracle.rows(of: name)
    #expect(rows.count > 150)
    var failures: [String] = []
    for row in rows {
      let rule = try #require(ActivationRule.named(name))
      failures += row.failures(Activation(rule, parameters: row.parameters).jet(row.x))
    }
    #expect(failures.isEmpty, "\(failures.count) wrong: \(failures.prefix(8))")
  }

  @Test func everyElementwiseActivationHasOracleValues() {
    let elementwise = ActivationRule.all.filter { $0.coupling == nil }.map(\.name)
    #expect(Set(elementwise) == Set(ActivationOracle.names))
  }
}

/// The table Oracles/activations.tsv.
enum ActivationOracle {
  /// What the table of activations promises, relative to the true value or to the terms that
  /// cancel at its zero: four and a half units in the last place.
  static let tolerance = 1e-15

  /// Below this the doubles run out of digits, and only the size is checked.
  static let smallest = 1e-300

  struct Row {
    let name: String
    let parameters: [Double]
    let x: Double
    /// σ, σ′ and σ″.
    let expected: [Value]

    func place(_ order: Int) -> String {
      name + (parameters.isEmpty ? "" : "\(parameters)") + ["", "′", "″"][order] + "(\(x))"
    }

    /// What of σ, σ′ and σ″ breaks the promise.
    func failures(_ jet: Jet) -> [String] {
      zip([jet.value, jet.first, jet.second], expected).enumerated().compactMap { order, pair in
        let (found, truth) = pair
        if abs(truth.high) < smallest {
          return abs(found) < 1.01 * smallest
            ? nil : "\(place(order)): \(found), not below \(smallest)"
        }
        let error = abs((found - truth.high) - truth.low)
        let bound = tolerance * max(abs(truth.high), truth.scale)
        return error <= bound
          ? nil
          : "\(place(order)): \(found), not \(truth.high): "
            + "\(error / truth.high.ulp) ulp, \(error / bound) of the bound"
      }
    }
  }

  /// A true value as high + low, and the size of the terms that cancel when it is close to a zero.
  struct Value {
    let high: Double
    let low: Double
    let scale: Double
  }

  static let names: [String] = {
    var seen: Set<String> = []
    return (try? all.get().map(\.name).filter { seen.insert($0).inserted }) ?? []
  }()

  static func rows(of name: String) throws -> [Row] { try all.get().filter { $0.name == name } }

  static let all = Result { try read() }

  private static func read() throws -> [Row] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Oracles/activations.tsv")
    let text = try String(contentsOf: file, encoding: .utf8)
    return try text.split(separator: "\n").dropFirst().map { line in
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      let numbers = try cells.dropFirst(2).map { try #require(Double($0), "\(line)") }
      try #require(numbers.count == 9, "\(line)")
      return Row(
        name: cells[0],
        parameters: try cells[1].split(separator: ",").map { try #require(Double($0)) },
        x: numbers[0],
        expected: [
          Value(high: numbers[1], low: numbers[2], scale: 0),
          Value(high: numbers[3], low: numbers[4], scale: numbers[7]),
          Value(high: numbers[5], low: numbers[6], scale: numbers[8]),
        ])
    }
  }
}
