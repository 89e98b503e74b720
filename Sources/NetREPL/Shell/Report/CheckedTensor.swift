import Core

/// What a command found and how finite differences see each entry of it.
///
/// Tables, lists of entries, the record of `--format json`, `%3` and the tolerance of a replay are
/// functions of it; a command only builds it.
struct CheckedTensor {
  typealias Labels = MatrixTable.Labels

  var command: String

  /// What is differentiated and with respect to what: one name, two of a block, none of a value.
  var of: String?
  var wrt: [String]

  /// Above all of it, where the parts have titles of their own.
  var title: String

  /// What stands above a single table; its title otherwise.
  var heading: String?

  /// One count for each index, and the names that it runs through.
  var shape: [Int]
  var axes: [Labels]

  /// The entries in the order of the last index first, as matrices of one size.
  let parts: [Part]
  var rows: Labels
  var columns: Labels

  /// The finite differences; nil where there is nothing to compare.
  let check: Check?

  /// How the entries of each part compare with them, relative to the largest entry.
  let summaries: [CheckSummary]
  private let scales: [Double]

  var point: Point?

  /// What an entry is called where each has a line; and whether it has.
  var entryName: (_ part: Int, _ row: Int, _ column: Int) -> String = { _, _, _ in "" }
  var asEntries = false

  /// Whether a line below stands for differences that all agree.
  var hidesChecks = false

  /// Which entries are listed, where some are asked for.
  var choice: EntryChoice?

  /// Whether all of it was asked for, whatever its size, and the words that do.
  var isFull = false
  var fullCommand: String?

  /// What is to be known before the numbers are read.
  var preface: [Report.Block] = []

  /// What stands below the tables, and below what is said of the differences.
  var notes: [Report.Block] = []
  var footnotes: [Report.Block] = []

  /// What only this command has to tell programs.
  var members: Record = [:]

  /// One matrix.
  struct Part {
    /// "∂²A1/∂I²".
    var title: String

    /// Behind the title, where people gave it a name.
    var name = ""

    /// What stands at the right of the title.
    var aside: String
    var values: MatrixTable.Values

    /// The words that show all of this part, where they are others than those of the whole.
    var fullCommand: String?

    /// What it is called in expressions: J, H1, W2.
    var expression: String?
  }

  struct Check {
    /// Of an entry of a part; nil when it is not in the sample.
    var estimate: (_ part: Int, _ row: Int, _ column: Int) -> DifferenceEstimate?

    /// The entries of each part that have one; nil for any.
    var sample: [(row: Int, column: Int)]?

    /// The largest entry of the whole, which verdicts are relative to; nil for that of each part.
    var scale: Double?

    /// The same for each part, where some entries of a larger one are shown.
    var partScales: [Double]?
    var run: DifferenceRun?

    /// Why no entry has one; nil where a sample was checked.
    var absence: String?
  }

  /// Where the values were taken.
  struct Point {
    var network: String
    var input: [Double]?

    var members: Record {
      ["network": network] + (input.map { ["input": $0] } ?? [:])
    }
  }

  /// - Parameters:
  ///   - axes: the names of each index; those of the rows and the columns otherwise.
  /// - Throws: what `checkpoint` throws.
  init(
    _ command: String, of: String?, wrt: [String] = [], title: String, at point: Point? = nil,
    shape: [Int], axes: [Labels]? = nil, rows: Labels, columns: Labels, parts: [Part],
    check: Check? = nil, checkpoint: Checkpoint
  ) rethrows {
    self.point = point
    (self.command, self.of, self.wrt, self.title) = (command, of, wrt, title)
    (self.shape, self.rows, self.columns, self.parts) = (shape, rows, columns, parts)
    self.axes = axes ?? Array([rows, columns].prefix(shape.count))
    self.check = check
    let scales = parts.indices.map {
      check?.partScales?[$0] ?? check?.scale ?? parts[$0].values.largestMagnitude
    }
    self.scales = scales
    summaries =
      try check.map { check in
        try parts.indices.map { part in
          try CheckSummary(
            of: parts[part].values, check.sample, scale: scales[part], checkpoint: checkpoint
          ) { check.estimate(part, $0, $1) }
        }
      } ?? []
  }

  /// All entries together.
  var summary: CheckSummary {
    summaries.reduce(into: CheckSummary(rowCount: 0)) { $0.merge($1) }
  }

  /// The same with verdicts that are relative to another size.
  func summary(relativeTo scale: Double) -> CheckSummary {
    parts.indices.reduce(into: CheckSummary(rowCount: 0)) { summary, part in
      guard let check else { return }
      summary.merge(
        CheckSummary(of: parts[part].values, check.sample, scale: scale, checkpoint: {}) {
          check.estimate(part, $0, $1)
        })
    }
  }

  var entryCount: Int { parts.reduce(0) { $0 + $1.values.rows * $1.values.columns } }

  /// The memory that it takes, about: an entry has 8 bytes, and 25 with its estimate; what is said of
  /// the whole takes some kilobytes.
  var bytes: Int {
    let labels = axes.reduce(0) { count, axis in
      if case .list(let words) = axis { count + words.count } else { count }
    }
    return 4096 + entryCount * (check == nil ? 8 : 33)
      + 40 * (labels + summaries.reduce(0) { $0 + $1.rows.count }) + 8 * (point?.input?.count ?? 0)
  }

  /// The entry at a place in the order of the last index first.
  func entry(_ index: Int) -> CheckedEntry {
    let (rows, columns) = (parts[0].values.rows, parts[0].values.columns)
    let (part, rest) = index.quotientAndRemainder(dividingBy: rows * columns)
    return entry(part, rest / columns, rest % columns)
  }

  /// Analytic value and estimate of an entry.
  func entry(_ part: Int, _ row: Int, _ column: Int) -> CheckedEntry {
    CheckedEntry(
      analytic: parts[part].values[row, column], estimate: check?.estimate(part, row, column),
      scale: scales[part])
  }
}

extension CheckedTensor.Part {
  /// - Parameter place: what stands behind the size at the right of the title.
  init(
    _ title: String, _ values: MatrixTable.Values, at place: String? = nil, name: String = "",
    fullCommand: String? = nil, expression: String? = nil
  ) {
    self.init(
      title: title, name: name,
      aside: ([values.size] + (place.map { [$0] } ?? [])).joined(separator: ", "),
      values: values, fullCommand: fullCommand, expression: expression)
  }
}

extension CheckedTensor {
  /// A number.
  ///
  /// - Parameter scale: of a derivative, whether or not there was time for a difference of it.
  init(
    _ command: String, of: String, wrt: [String] = [], title: String, at point: Point?,
    value: Double, estimate: DifferenceEstimate? = nil, scale: Double? = nil
  ) {
    self.init(
      command, of: of, wrt: wrt, title: title, at: point, shape: [], rows: .none, columns: .none,
      parts: [Part(title: title, aside: "", values: .dense(Matrix([[value]])))],
      check: scale.map { scale in
        Check(estimate: { _, _, _ in estimate }, scale: scale)
      }, checkpoint: {})
  }

  /// Numbers, a component a row.
  init(
    _ command: String, of: String?, wrt: [String] = [], title: String, at point: Point?,
    aside: String = "", values: [Double], labels: Labels, check: Check? = nil
  ) {
    self.init(
      command, of: of, wrt: wrt, title: title, at: point, shape: [values.count], rows: labels,
      columns: .none,
      parts: [
        Part(
          title: title, aside: aside,
          values: .dense(Matrix(rows: values.count, columns: 1, storage: values)))
      ], check: check, checkpoint: {})
  }
}

/// One entry beside its finite difference.
struct CheckedEntry {
  var analytic: Double
  var estimate: DifferenceEstimate?

  /// The largest entry of the whole, which the verdict is relative to.
  var scale: Double

  var comparison: Comparison? {
    estimate.map { Comparison(analytic: analytic, estimate: $0, scale: scale) }
  }
  var error: Double? { comparison?.error }
  var bound: Double? { comparison?.bound }
  var verdict: Verdict? { comparison?.verdict }
}
