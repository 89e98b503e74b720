/// Whether two formulas are the same function, by algebra and not by values.
///
/// The line is cut where a branch changes; on each piece both become quotients of polynomials in x,
/// powers of e and a few other functions, whose difference is 0 or not. What is proved is true; what
/// is not proved may be true.
package struct FormulaProof: Sendable {
  /// Whether they are equal at each point where both have a value, but for the exempted ones.
  package let isEqual: Bool

  /// Whether it is known too that both have a value everywhere.
  package let isDefined: Bool

  /// Of more pieces there is no proof.
  private static let mostPieces = 40

  /// - Parameters:
  ///   - exempt: points at which nothing is compared.
  ///   - stretch: the part of the line that it is about.
  /// - Precondition: T is not in them.
  package init(
    that a: Formula, equals b: Formula, exempt: [Double] = [], on stretch: Stretch = .line
  ) {
    let pair = (a.expandingCalls, b.expandingCalls)
    var (isEqual, isDefined) = (true, true)
    guard pair.0.size + pair.1.size <= 1_500, let pieces = Self.pieces(of: stretch) else {
      (self.isEqual, self.isDefined) = (false, false)
      return
    }
    var (open, count) = (pieces, 0)
    while let piece = open.popLast(), isEqual {
      count += 1
      do throws(ProofStop) {
        var normalizer = ProofNormalizer(piece)
        if let point = piece.point, exempt.contains(point.value) {
          _ = try normalizer.form(of: pair.1)
          isDefined = isDefined && normalizer.isDefined
          continue
        }
        let difference = try ProofQuotient.sum(
          try normalizer.form(of: pair.0), try normalizer.form(of: pair.1).negated())
        isEqual = difference == .zero
        isDefined = isDefined && normalizer.isDefined
      } catch {
        if let point = piece.point, exempt.contains(point.value) {
          isDefined = false
          continue
        }
        guard case .split(let x) = error, piece.point == nil, count < Self.mostPieces else {
          isEqual = false
          continue
        }
        open += [
          ProofInterval(lower: piece.lower, upper: x), .at(x),
          ProofInterval(lower: x, upper: piece.upper),
        ]
      }
    }
    (self.isEqual, self.isDefined) = (isEqual, isEqual && isDefined)
  }

  /// The inside of a stretch, and those ends of it that belong to it.
  private static func pieces(of stretch: Stretch) -> [ProofInterval]? {
    func end(_ x: Double) -> Rational?? {
      if x.isInfinite { return .some(nil) }
      let written = Rational(shortest: x)
      return written.isExact && written.value == x ? written : nil
    }
    guard let lower = end(stretch.lower), let upper = end(stretch.upper) else { return nil }
    if stretch.isPoint { return lower.map { [.at($0)] } }
    var pieces = [ProofInterval(lower: lower, upper: upper)]
    if stretch.includesLower, let lower { pieces.append(.at(lower)) }
    if stretch.includesUpper, let upper { pieces.append(.at(upper)) }
    return pieces
  }
}

extension Rational {
  /// The number that the shortest decimal for a double means: 1929/15625 for 0.123456.
  package init(shortest value: Double) {
    let read = SyntaxToken.number("\(value.magnitude)")
    self = read.map { value < 0 ? -$0 : $0 } ?? Rational(value)
  }
}
