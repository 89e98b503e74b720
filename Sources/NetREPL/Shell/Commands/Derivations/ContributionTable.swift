import Core

/// The terms that make an entry, ranked, with their factors and a running sum.
struct ContributionTable {
  var parts: EntryContributions

  /// What a term is called: its neuron.
  var label: (Contribution) -> String

  /// The factors that differ from term to term.
  var columns: [(header: String, factor: (Contribution) -> Double?)]
  var isFull: Bool

  /// The words that list every term.
  var fullCommand: String

  /// Of a long list the largest terms are shown, and the rest is summed.
  private static let mostShown = 12

  var blocks: [Report.Block] {
    // Neurons that add nothing come last; a long row of them says nothing.
    let count = parts.contributions.count
    let zeros = parts.contributions.reversed().prefix { $0.term == 0 }.count
    let hidden = isFull || zeros < 2 || zeros == count ? 0 : zeros
    let all = Array(parts.contributions.prefix(count - hidden))
    let isCut = !isFull && all.count > Self.mostShown + 2
    let shown = isCut ? Array(all.prefix(Self.mostShown)) : all
    // The last row stands for the terms left out, so that the sum still ends in the entry.
    let rest = isCut ? [all.dropFirst(shown.count).reduce(0) { $0 + $1.term }] : []
    let sums = Array(parts.runningSums.prefix(shown.count)) + (isCut ? [parts.value] : [])
    let blank: [Double?] = isCut ? [nil] : []
    let names = shown.map(label) + (isCut ? ["\(all.count - shown.count) more"] : [])
    let table =
      [TableColumn.text("neuron", names)]
      + columns.map { .numbers($0.header, shown.map($0.factor) + blank) }
      + [.numbers("term", shown.map(\.term) + rest), .numbers("running sum", sums)]
    let note = "The smallest \(all.count - shown.count) are summed; `\(fullCommand)` lists them."
    return [.table(table)] + (isCut ? [.paragraph(note)] : [])
      + (hidden > 0 ? [.paragraph("\(hidden) more add 0.")] : [])
  }

  /// The same below their formula, with what else is to be said.
  func blocks(of formula: Report.Block, notes: [String?]) -> [Report.Block] {
    [formula] + blocks + (notes + [dominance]).compactMap { $0.map { .paragraph($0) } }
  }

  /// Whether one term makes most of it.
  private var dominance: String {
    guard let first = parts.contributions.first, let share = parts.largestShare else {
      let missing = parts.contributions.filter { !$0.term.isFinite }.map(label)
      return missing.isEmpty
        ? "Every term is 0."
        : "Not finite: \(missing.prefix(6).map { "neuron \($0)" }.joined(separator: ", "))"
          + "\(missing.count > 6 ? " and \(missing.count - 6) more" : "")."
    }
    let percent = "\(Int(clamping: (100 * share).rounded())) %"
    let name = first.isPassing ? label(first) : "neuron \(label(first))"
    if parts.contributions.count == 1 {
      return first.isPassing ? "This term alone makes it." : "One neuron makes all of it."
    }
    return share > 0.5
      ? "\(name.prefix(1).uppercased())\(name.dropFirst()) dominates: its term is \(percent) of the "
        + "sum of magnitudes."
      : "No \(parts.contributions.contains { $0.isPassing } ? "term" : "neuron") dominates: the "
        + "largest term is \(percent) of the sum of magnitudes."
  }
}

extension EntryContributions {
  /// The terms as data, ranked.
  var record: [Record] {
    zip(contributions, runningSums).map { contribution, sum in
      [
        "layer": contribution.layer, "neuron": contribution.neuron,
        "coefficient": contribution.coefficient, "inputs": contribution.inputDerivatives,
        "term": contribution.term, "sum": sum,
      ]
    }
  }

  /// The layers whose neurons are summed.
  var layers: [Int] { Set(contributions.filter { !$0.isPassing }.map(\.layer)).sorted() }

  var layerWords: String {
    (layers.count == 1 ? "layer " : "layers ") + layers.map(String.init).joined(separator: ", ")
  }

  /// A neuron by its number, and where there are several layers by that of its layer.
  func neuron(_ contribution: Contribution) -> String {
    layers.count == 1
      ? "\(contribution.neuron)" : "z\(contribution.layer)[\(contribution.neuron)]"
  }
}
