import Core

/// How the entries of a table were checked.
struct DifferenceRun {
  var method: FiniteDifference.Method
  var checked: Int
  var total: Int
  var step: Double
  var kinks: [NeuronPlace]

  /// What the differences were taken of, by its name.
  var of: String

  /// The directions that the steps are along, where they are not the coordinates.
  var along: String?
}

extension DifferenceRun {
  /// - Parameter rows: the rows of the Jacobian that are shown, if not all.
  init(
    _ differences: JacobianDifferences, _ method: FiniteDifference.Method, of: String,
    rows: Choice? = nil
  ) {
    let share = rows.map { ($0.indices.count, max(differences.rows, 1)) } ?? (1, 1)
    self.init(
      method: method, checked: differences.checkedCount * share.0 / share.1,
      total: differences.entryCount * share.0 / share.1,
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
    if checked == 0, total > 0 {
      return [.paragraph("Not checked: `set fd.limit` allows differences some time.")]
    }
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
    blocks += summary.obstacleWords(kinks).map { .paragraph($0) }
    let limit: String? =
      switch summary.verdict {
      case .limitedByRounding:
        kinks.isEmpty
          ? "rounding: the output's own digits allow no closer check of those entries."
          : "rounding: steps that end before the kink are too small for the output's digits."
      case .limitedByTruncation: "truncation: the output bends within every usable step."
      default: nil
      }
    if let limit { blocks.append(.paragraph("Limited by \(limit)")) }
    guard summary.verdict == .wrong else { return blocks }
    blocks.append(.contradiction)
    return blocks
  }
}

extension NeuronPlace {
  /// "poslin kink of neuron 7, layer 2".
  var words: String { "\(activation.escapingControls) kink of neuron \(neuron), layer \(layer)" }
}

extension CheckSummary {
  /// A sentence for each thing that kept entries from being checked.
  ///
  /// - Parameter kinks: those that a step met.
  fileprivate func obstacleWords(_ kinks: [NeuronPlace]) -> [String] {
    var sentences: [String] = []
    let isOnKink = obstacles.contains { if case .kink = $0 { true } else { false } }
    if !kinks.isEmpty {
      let named = Self.list(kinks.map(\.words))
      sentences.append(
        isOnKink
          ? "Not checkable: every usable step crosses the \(named)." : "Near by: \(named).")
    }
    let edges = neurons { if case .domain(let neuron) = $0 { neuron } else { nil } }
    if let edges {
      sentences.append(
        "Not checkable: there is no value beside this point, however small the step: \(edges).")
    }
    if obstacles.contains(.overflow) {
      sentences.append("Not checkable: numbers are too large to be represented.")
    }
    if hasNaN {
      sentences.append(
        "Not checkable: entries that are nan meet 0·inf inside the network, and have no value.")
    }
    if obstacles.contains(.stepTooSmall) {
      sentences.append(
        "Not checkable: the step is less than a last digit of what they are with respect to; "
          + "`set fd.step auto` finds one that is not.")
    }
    if obstacles.contains(.infiniteVariable) {
      sentences.append(
        "Not checkable: what they are with respect to is infinite itself, and no step leads away "
          + "from it.")
    }
    let corners = neurons { if case .noDerivative(let neuron) = $0 { neuron } else { nil } }
    if let corners {
      sentences.append(
        "No derivative here: σ has a value but no finite slope or curvature at \(corners).")
    }
    return sentences
  }

  /// The neurons of some obstacles, in words; nil where there are none.
  private func neurons(
    _ neuron: (DifferenceEstimate.Limitation) -> NeuronPlace?
  ) -> String? {
    let found = obstacles.compactMap(neuron).sorted().map(\.neuronWords)
    return found.isEmpty ? nil : Self.list(found)
  }

  private static func list(_ words: [String]) -> String {
    let more = words.count > 3 ? "; and \(words.count - 3) more" : ""
    return words.prefix(3).joined(separator: "; ") + more
  }
}

extension NeuronPlace {
  /// "neuron 7 of layer 2 (root)".
  var neuronWords: String {
    "neuron \(neuron) of layer \(layer) (\(activation.escapingControls))"
  }
}
