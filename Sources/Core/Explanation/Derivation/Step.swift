/// One step of a derivation, as data: what is done, by which rule, with which numbers, and how
/// finite differences see exactly this step.
package struct DerivationStep: Sendable {
  /// What the step is about: "Layer 2 alone: D2 W2".
  package fileprivate(set) var title = ""

  /// The rule that is used, in a sentence or two.
  package let rule: String

  /// The formulas, one a line, with Unicode signs.
  package let formulas: [String]

  /// The same for documents.
  package let latex: String

  /// The numbers at the current input.
  package let quantities: [DerivedQuantity]

  /// What the differences were taken of; nil when nothing was differentiated in this step.
  package var checkedAgainst: String? = nil

  /// The layer, from 1, whose own formula the step is about; nil when several layers are in it.
  package var layer: Int? = nil

  /// The product that it is, where its factors are small.
  package var product: StepProduct? = nil
}

/// A labelled matrix or vector of a step, and where it was checked the estimates beside it.
package struct DerivedQuantity: Sendable {
  package let name: String
  package let value: Matrix

  /// What rows and columns stand for.
  package let rows: Axis
  package let columns: Axis

  /// The finite differences, row after row; nil for a quantity that needs no check, and for an entry
  /// that is not in the sample.
  package let estimates: [DifferenceEstimate?]?

  /// Whether it is the size of an error, of which a digit or two say all.
  package let isError: Bool

  package enum Axis: Sendable, Hashable {
    /// The components of a signal.
    case signal(Signal)

    /// Words of their own.
    case words([String])

    /// The one column of a vector.
    case single
  }

  init(
    _ name: String, _ value: Matrix, rows: Axis, columns: Axis,
    estimates: [DifferenceEstimate?]? = nil, isError: Bool = false
  ) {
    precondition(estimates.map { $0.count == value.storage.count } ?? true)
    self.name = name
    self.value = value
    self.rows = rows
    self.columns = columns
    self.estimates = estimates
    self.isError = isError
  }

  /// A vector, one component a row.
  init(
    _ name: String, _ values: [Double], rows: Axis, estimates: [DifferenceEstimate?]? = nil,
    isError: Bool = false
  ) {
    self.init(
      name, Matrix(rows: values.count, columns: 1, storage: values), rows: rows, columns: .single,
      estimates: estimates, isError: isError)
  }

  /// Whether it has one column only because it is a vector.
  package var isVector: Bool { columns == .single }

  /// The worst verdict; nil when nothing was checked.
  package var verdict: Verdict? {
    guard let estimates else { return nil }
    let scale = value.largestMagnitude
    return zip(value.storage, estimates).compactMap { analytic, estimate in
      estimate.map { Verdict(analytic: analytic, estimate: $0, scale: scale) }
    }
    .max()
  }
}

/// A derivation: a list of steps, each worked out at the current input when it is asked for.
package protocol Derivation: Sendable {
  /// All steps, in order; costs nothing.
  var steps: [PlannedStep] { get }
}

extension Derivation {
  /// The titles of all steps, in order; costs nothing.
  package var titles: [String] { steps.map(\.title) }

  /// One step, counted from 0.
  ///
  /// - Throws: what `checkpoint` throws.
  /// - Precondition: a step that exists.
  package func step(_ index: Int, checkpoint: Checkpoint = {}) throws -> DerivationStep {
    let planned = steps[index]
    var step = try planned.work(checkpoint)
    step.title = planned.title
    return step
  }
}

/// A step before it is worked out.
package struct PlannedStep {
  let title: String
  let work: (Checkpoint) throws -> DerivationStep

  init(_ title: String, _ work: @escaping (Checkpoint) throws -> DerivationStep) {
    self.title = title
    self.work = work
  }
}

extension JacobianDifferences {
  /// All entries, row after row.
  var estimates: [DifferenceEstimate?] {
    (0..<rows).flatMap { k in (0..<columns).map { self[k, $0] } }
  }
}

extension HessianDifferences {
  /// All entries of one output's Hessian, row after row.
  func estimates(of output: Int) -> [DifferenceEstimate?] {
    (0..<order).flatMap { i in (0..<order).map { self[output, i, $0] } }
  }
}
