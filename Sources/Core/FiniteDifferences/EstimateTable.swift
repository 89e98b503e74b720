/// Estimates for some places (columns, or pairs of inputs) and all outputs of each, compactly:
/// 25 bytes an entry.
struct EstimateTable: Sendable, Hashable {
  private let width: Int
  private var values: [Double]
  private var bounds: [Double]
  private var units: [Double]
  private var codes: [Code]

  /// What stands in the way of an entry, where that is more than rounding or truncation.
  private var obstacles: [Int: DifferenceEstimate.Limitation] = [:]

  private enum Code: UInt8 { case rounding, truncation, obstacle, notFinite }

  init(places: Int, outputs: Int) {
    width = outputs
    values = Array(repeating: .nan, count: places * outputs)
    bounds = values
    units = values
    codes = Array(repeating: .notFinite, count: places * outputs)
  }

  var count: Int { values.count }

  /// The kinks that limit an entry, each once, in order.
  var limitingKinks: [NeuronPlace] { Set(obstacles.values.compactMap(\.kink)).sorted() }

  subscript(place: Int, output: Int) -> DifferenceEstimate {
    let p = place * width + output
    let limitation: DifferenceEstimate.Limitation =
      switch codes[p] {
      case .rounding: .rounding
      case .truncation: .truncation
      case .obstacle: obstacles[p] ?? .truncation
      case .notFinite: .notFinite
      }
    return DifferenceEstimate(
      value: values[p], bound: bounds[p], limitation: limitation, unit: units[p])
  }

  /// - Parameter outputs: which of the outputs, in the order of the estimates.
  mutating func set(_ estimates: [DifferenceEstimate], at place: Int, outputs: [Int]) {
    for (k, estimate) in zip(outputs, estimates) {
      let p = place * width + k
      values[p] = estimate.value
      bounds[p] = estimate.bound
      units[p] = estimate.unit
      switch estimate.limitation {
      case .rounding: codes[p] = .rounding
      case .truncation: codes[p] = .truncation
      case .notFinite: codes[p] = .notFinite
      case .kink, .nearKink, .domain, .overflow, .stepTooSmall, .infiniteVariable, .noDerivative:
        codes[p] = .obstacle
        obstacles[p] = estimate.limitation
      }
    }
  }
}

extension DifferenceEstimate.Limitation {
  /// The kink, if that is what limits.
  package var kink: NeuronPlace? {
    switch self {
    case .kink(let kink), .nearKink(let kink): kink
    default: nil
    }
  }
}
