import Core

/// How the entries of a table were checked.
struct DifferenceRun {
  var method: FiniteDifference.Method
  var checked: Int
  var total: Int
  var step: Double
  var kinks: [KinkCrossing]

  /// What the differences were taken of, by its name.
  var of: String

  /// The directions that the steps are along, where they are not the coordinates.
  var along: String?
}

extension DifferenceRun {
  init(_ differences: JacobianDifferences, _ method: FiniteDifference.Method, of: String) {
    self.init(
      method: method, checked: differences.checkedCount, total: differences.entryCount,
      step: differences.largestStep, kinks: differences.kinks, of: of)
  }

  init(_ differences: HessianDifferences, _ method: FiniteDifference.Method, of: String) {
    self.init(
      method: method, checked: differences.checkedCount, total: differences.entryCount,
      step: differences.largestStep, kinks: differences.kinks, of: of)
  }

  /// The sentences below a table: how its entries were checked, and what stood in the way.
  func blocks(_ summary: CheckSummary) -> [Report.Block] {
    let name = method == .ridders ? "Ridders" : "central"
    let sample = checked < total ? ", a fixed sample" : ""
    var text =
      "Differences: \(name) on \(of) alone\(along.map { " along each \($0)" } ?? ""), \(checked) of "
      + "\(Prose.count(total, "entry", "entries"))\(sample), h from \(Prose.number(step, digits: 2))."
    if checked < total { text += " `set fd.limit` allows more time." }
    var blocks: [Report.Block] = [.paragraph(text)]
    if summary.withoutValue > 0 {
      let isAll = summary.withoutValue == summary.total
      blocks.append(
        .paragraph(
          isAll
            ? "\(of) is not finite here: there is nothing to compare with."
            : "A component of \(of) is not finite here: there is nothing to compare its "
              + "\(Prose.count(summary.withoutValue, "entry", "entries")) with."))
      if isAll { return blocks }
    }
    if !summary.exceptions.isEmpty { blocks.append(.paragraph(summary.exceptions)) }
    if summary.withoutValue > 0, summary.verdict == .limitedByRounding { return blocks }
    if !kinks.isEmpty {
      let named = kinks.prefix(3).map(\.words).joined(separator: "; ")
      let more = kinks.count > 3 ? "; and \(kinks.count - 3) more" : ""
      blocks.append(.paragraph("A step crosses: \(named)\(more)."))
    }
    let limit: String? =
      switch summary.verdict {
      case .limitedByRounding:
        "rounding: the output's own digits allow no closer check of those entries."
      case .limitedByTruncation:
        "truncation: the output bends or has a kink within every usable step."
      default: nil
      }
    if let limit { blocks.append(.paragraph("Limited by \(limit)")) }
    guard summary.verdict == .wrong else { return blocks }
    blocks.append(.contradiction)
    if summary.hasNaN {
      blocks.append(.paragraph("Entries that are nan come from 0·inf inside the network."))
    }
    return blocks
  }
}

extension KinkCrossing {
  /// "poslin kink of neuron 7, layer 2".
  var words: String { "\(activation.escapingControls) kink of neuron \(neuron), layer \(layer)" }
}
