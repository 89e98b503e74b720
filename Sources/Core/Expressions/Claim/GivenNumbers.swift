/// Numbers from elsewhere that a claim compares with: those of a file.
package struct GivenNumbers: Sendable {
  package let tensor: Tensor

  /// The most digits of a number, and half a unit of the last one of each; nil where they are as many as
  /// a double has, and what is left is rounding alone.
  let digits: (count: Int, units: [Double])?

  /// Numbers with more digits than this were not rounded for people.
  private static let mostDigits = 12

  /// - Parameter texts: the numbers as they are written.
  /// - Precondition: as many numbers as the shape has.
  package init(shape: [Int], _ values: [Double], texts: [String]) {
    tensor = Tensor(shape: shape, values)
    let known = texts.map(WrittenDigits.init)
    let most = known.compactMap { $0?.count }.max() ?? 0
    digits =
      known.allSatisfy { $0 != nil } && (1...Self.mostDigits).contains(most)
      ? (most, known.map { $0?.halfUnit ?? 0 }) : nil
  }
}

extension ExpressionClaim {
  /// The left side with one change, where the numbers from elsewhere are those of it at the network and input
  /// at hand: a transpose, a sign, another layer; nil where they are of none.
  ///
  /// - Throws: what the checkpoint throws.
  package func whatIsGiven(
    at point: NetworkPoint, componentNames: @escaping (Signal) -> [String]?, checkpoint: Checkpoint
  ) throws -> Expression? {
    guard let given else { return nil }
    let edits = SyntaxEdits(layers: point.network.layers.count)
    for (_, syntax) in edits.all(of: left.syntax).prefix(Self.mostChanges) {
      try checkpoint()
      guard let changed = try? Expression(syntax.text, names: names),
        let value = try? changed.value(
          at: { point }, names: names, componentNames: componentNames),
        value.isLike(given.tensor), given.tensor.largestMagnitude > 0
      else { continue }
      let found = Comparison(value, given.tensor, halfUnits: given.digits?.units)
      if found.isFinite, found.verdict == .equal || given.digits != nil && found.different == 0 {
        return changed
      }
    }
    return nil
  }
}

/// The digits of a number as it is written: 6 and 5e−7 of 0.123456.
struct WrittenDigits {
  /// 0 of a whole number, which is exact.
  var count: Int

  /// Half a unit of the last digit.
  var halfUnit: Double

  /// Nil of what is no number.
  init?(_ text: String) {
    let unsigned = text.drop { "+-−".contains($0) }
    let parts = unsigned.lowercased().split(separator: "e", omittingEmptySubsequences: false)
    guard let mantissa = parts.first else { return nil }
    let power = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let digits = mantissa.filter { $0 != "." }
    guard !digits.isEmpty, digits.allSatisfy(\.isNumber), abs(power) < 300 else { return nil }
    let decimals =
      mantissa.split(separator: ".", omittingEmptySubsequences: false).dropFirst().first?.count ?? 0
    let count = digits.drop { $0 == "0" }.count
    guard decimals > 0 || power != 0, count > 0 else {
      (self.count, halfUnit) = (0, 0)
      return
    }
    self.count = count
    halfUnit = 0.5 * Expression.power(10, Double(power - decimals))
  }
}
