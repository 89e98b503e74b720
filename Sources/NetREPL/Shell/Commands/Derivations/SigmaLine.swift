import Core

/// A line as steps of derivations print it: tansig: σ′ = 4e^(−2x)/(1 + e^(−2x))² = 1 − T².
///
/// It claims of each formula that it is what NAME′(x) is.
struct SigmaLine {
  private let claims: [EquationList.Part]

  /// - Returns: nil of any other line.
  init?(_ typed: EquationList.Part) {
    // The = of a condition is none between formulas; each place stays what it is.
    let text = typed.text.replacing("<=", with: "≤ ").replacing(">=", with: "≥ ")
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let name = text[..<colon].trimmingSpaces
    let behind = text[text.index(after: colon)...].drop { $0 == " " }
    guard name.first?.isLetter == true, !name.contains("="),
      let sigma = ["σ", "sigma"].first(where: behind.hasPrefix)
    else { return nil }
    let rest = behind.dropFirst(sigma.count)
    let primes = rest.prefix { "'′″".contains($0) }
    // Letters are told behind all the ways of writing it.
    let formulas = rest[..<(rest.firstRange(of: " with ")?.lowerBound ?? rest.endIndex)]
    let letters = rest[formulas.endIndex...]
    let parts = formulas.dropFirst(primes.count).drop { $0 == " " }
      .split(separator: "=", omittingEmptySubsequences: false)
    guard parts.count > 1, parts[0].isEmpty else { return nil }
    // Places in the line are those of the formula: what stands before it has as many characters.
    let rule = ActivationRule.named(String(name))
    claims = parts.dropFirst().map { part in
      let start = typed.start + text.distance(from: text.startIndex, to: part.startIndex)
      let head = "\(name)\(primes)(x) ="
      let formula = String(part) + letters
      return (
        text: head + (rule?.standardValues(in: formula) ?? formula), start: start - head.count
      )
    }
  }

  /// What is found of each of them.
  ///
  /// - Throws: what the examination throws.
  func report(_ invocation: Invocation) throws -> Report {
    let reports = try claims.map {
      (title: $0.text, report: try CommandSpec.report(ofActivation: $0, invocation))
    }
    return reports.count == 1 ? reports[0].report : ExpressionClaimReport.combined(reports)
  }
}

extension ActivationRule {
  /// A formula with the standard values in the place of its parameters: β of softplus is 1.
  fileprivate func standardValues(in text: String) -> String {
    let greek = ["alpha": "α", "beta": "β", "gamma": "γ", "lambda": "λ"]
    return parameters.reduce(text) { text, parameter in
      guard let letter = greek[parameter.name] else { return text }
      return text.replacing(letter, with: "(\(NumberFormat.shortest(parameter.standard)))")
    }
  }
}
