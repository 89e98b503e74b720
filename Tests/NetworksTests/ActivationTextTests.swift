import Foundation
import Testing

@testable import Core
@testable import Formula
@testable import Networks

/// What is printed of an activation, read again as a reader would and compared with its values.
@Suite struct ActivationTextTests {
  private static let points = [-4.3, -2.6, -0.7, -0.2, 0.3, 0.8, 1.7, 2.4, 3.9, 7.2]

  static let activations =
    ActivationTests.elementwise + [
      Activation(.leakyrelu, parameters: [0.3]), Activation(.elu, parameters: [1.5]),
      Activation(.celu, parameters: [0.7]), Activation(.softplus, parameters: [2]),
      Activation(.hardsigmoid, parameters: [0.3, 0.4]),
    ]

  @Test(arguments: activations) func whatIsPrintedIsTrue(activation: Activation) throws {
    let rule = activation.rule
    let texts = [rule.text, rule.firstText, rule.secondText]
    let meanings = texts.map { $0.components(separatedBy: " with ").dropFirst().joined() }
    for x in Self.points {
      let letters = letters(meanings.joined(separator: ", "), activation)
      let jet = activation.jet(x)
      for (text, expected) in zip(texts, [jet.value, jet.first, jet.second]) {
        let ways = text.components(separatedBy: " with ")[0].components(separatedBy: "; ")[0]
        for way in ways.components(separatedBy: " = ") {
          let piece = try #require(try piece(of: way, at: x, letters), "\(way) at \(x)")
          let found = try PrintedFormula.value(piece, at: Jet(x, 1, 0), letters).value
          // As people write them some lose digits: 1 − T², Φ far out.
          #expect(abs(found - expected) <= 1e-13, "\(rule.name): \(way) at \(x)")
        }
      }
    }
  }

  /// "s = 1/(1 + e^(−x)), w = e^x", the parameters, and T where it is not told.
  private func letters(
    _ text: String, _ activation: Activation
  ) -> [Character: PrintedFormula.Meaning] {
    var letters: [Character: PrintedFormula.Meaning] = [
      "T": { activation.jet($0.value).along($0) }
    ]
    for (parameter, value) in zip(activation.rule.parameters, activation.parameters) {
      letters[parameter.name == "alpha" ? "α" : "β"] = { _ in Jet(value, 0, 0) }
    }
    if activation.name == "selu" {
      letters["λ"] = { _ in Jet(1.0507009873554805, 0, 0) }
      letters["α"] = { _ in Jet(1.7580993408473768 / 1.0507009873554805, 0, 0) }
    }
    for definition in text.components(separatedBy: ", ") {
      let sides = definition.components(separatedBy: " = ")
      let name = sides[0].replacing("(x)", with: "")
      guard sides.count > 1, name.count == 1, let name = name.first else { continue }
      let known = letters
      letters[name] = { try PrintedFormula.value(sides[1], at: $0, known) }
    }
    return letters
  }

  /// The piece for x of "A for x > 0, otherwise B".
  private func piece(
    of text: String, at x: Double, _ letters: [Character: PrintedFormula.Meaning]
  ) throws -> String? {
    for piece in text.components(separatedBy: ", ") where text.contains(" for ") {
      let halves = piece.components(separatedBy: " for ")
      guard halves.count > 1 else { return String(piece.dropFirst("otherwise ".count)) }
      let sides = halves[1].components(separatedBy: [">", "<", "≤", "≥"])
      let values = try sides.map {
        try PrintedFormula.value($0, at: Jet(x, 1, 0), letters).value
      }
      let isRising = halves[1].contains { "<≤".contains($0) }
      if zip(values, values.dropFirst()).allSatisfy({ isRising ? $0 < $1 : $0 > $1 }) {
        return halves[0]
      }
    }
    return text.contains(" for ") ? nil : text
  }
}

extension Jet {
  /// The jet of a function of u, u being one in x.
  fileprivate func along(_ u: Jet) -> Jet {
    Jet(value, first * u.first, second * u.first * u.first + first * u.second)
  }
}
