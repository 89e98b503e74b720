internal import Formula

extension ActivationRule {
  /// Formulas as people read them, in x: `1 − T²` and the like, with T for the value.
  ///
  /// Several ways to write one are joined by `=`, pieces are told by `for` and `otherwise`, and what
  /// letters mean stands behind `with`. A test reads them again and compares them with the values.
  package struct Written: Sendable {
    /// σ, σ′ and σ″; nil for what follows from the formula.
    let value: String?
    let first: String?
    let second: String?

    package init(_ value: String? = nil, first: String? = nil, second: String? = nil) {
      self.value = value
      self.first = first
      self.second = second
    }
  }

  /// σ as it is read.
  public var text: String { written?.value ?? formula?.text(.unicode) ?? "" }

  /// σ′ as it is read.
  ///
  /// - Complexity: where it follows from the formula that is differentiated; milliseconds.
  public var firstText: String { written?.first ?? derived?.firstText ?? "" }

  /// σ″ as it is read.
  ///
  /// - Complexity: as for `firstText`.
  public var secondText: String { written?.second ?? derived?.shortSecondText ?? "" }

  private var derived: FormulaActivation? { formula.map(FormulaActivation.init) }
}
