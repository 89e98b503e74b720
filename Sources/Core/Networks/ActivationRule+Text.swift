internal import Synchronization

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
  /// - Complexity: where it follows from the formula, that is differentiated once; milliseconds.
  public var firstText: String { written?.first ?? derived.texts(of: formula).first }

  /// σ″ as it is read.
  ///
  /// - Complexity: as for `firstText`.
  public var secondText: String { written?.second ?? derived.texts(of: formula).second }

  /// σ′ and σ″ of a formula as they are read, kept when they have been asked for.
  final class DerivedTexts: Sendable {
    private let known = Mutex<(first: String, second: String)?>(nil)

    func texts(of formula: Formula?) -> (first: String, second: String) {
      known.withLock { known in
        if let known { return known }
        let function = formula.map(FormulaActivation.init)
        let texts = (function?.firstText ?? "", function?.secondText ?? "")
        known = texts
        return texts
      }
    }
  }
}
