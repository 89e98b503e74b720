/// Estimates for some places (columns, or pairs of inputs) and all outputs of each, compactly:
/// 25 bytes an entry.
struct EstimateTable: Sendable, Hashable {
  private let width: Int
  private var values: [Double]
  private var bounds: [Double]
  private var units: [Double]
  private var codes: [Code]
  private var kinks: [Int: KinkCrossing] = [:]

  private enum Code: UInt8 { case rounding, truncation, kink, notFinite }

  init(places: Int, outputs: Int) {
    width = outputs
    values = Array(repeating: .nan, count: places * outputs)
    bounds = values
    units = values
    codes = Array(repeating: .notFinite, count: places * outputs)
  }

  var count: Int { values.count }

  /// The kinks that limit an entry, each once, in order.
  var limitingKinks: [KinkCrossing] { Set(kinks.values).sorted() }

  subscript(place: Int, output: Int) -> DifferenceEstimate {
    let p = place * width + output
    let limitation: DifferenceEstimate.Limitation =
      switch codes[p] {
      case .rounding: .rounding
      case .truncation: .truncation
      case .kink: kinks[p].map { .kink($0) } ?? .truncation
      case .notFinite: .notFinite
      }
    return DifferenceEstimate(
      value: values[p], bound: bounds[p], limitation: limitation, unit: units[p])
  }

  mutating func set(_ estimates: [DifferenceEstimate], at place: Int) {
    for (k, estimate) in estimates.enumerated() {
      let p = place * width + k
      values[p] = estimate.value
      bounds[p] = estimate.bound
      units[p] = estimate.unit
      switch estimate.limitation {
      case .rounding: codes[p] = .rounding
      case .truncation: codes[p] = .truncation
      case .notFinite: codes[p] = .notFinite
      case .kink(let kink):
        codes[p] = .kink
        kinks[p] = kink
      }
    }
  }
}
