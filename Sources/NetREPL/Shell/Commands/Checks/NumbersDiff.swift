import Core
import Formats

/// Two tables of numbers: which entries differ, and how.
struct NumbersDiff {
  private let titles: [String]
  private let pairs: [Pair]

  /// Rows and columns that one of them alone has.
  private var alone: [(title: String, names: [String])] = []

  private struct Pair {
    var name: String
    var first: Double
    var second: Double

    /// Equal are the same numbers, two that are no numbers included.
    var difference: Double {
      first == second || first.isNaN && second.isNaN ? 0 : second - first
    }

    var isDifferent: Bool { difference != 0 }

    /// What is no number is off the most.
    var rank: Double { difference.isNaN ? .infinity : abs(difference) }
  }

  /// A table as rows and columns: the last index runs along a row.
  private struct Rows {
    var title: String
    var rows: [String]
    var columns: [String]
    var values: [Double]

    init(_ table: ResultTable) {
      title = table.name
      (rows, columns) = ([""], [""])
      values = table.values
      if table.shape.isEmpty { return }
      if table.shape.count == 1 {
        rows = table.axes[0]
        return
      }
      columns = table.axes[table.shape.count - 1]
      rows = CheckedTensor.entryNames(
        of: "", shape: Array(table.shape.dropLast()),
        axes: table.axes.dropLast().map { MatrixTable.Labels.list($0) })
    }

    /// A row as a column.
    var upright: Rows {
      var result = self
      if rows.count == 1 { (result.rows, result.columns) = (columns, rows) }
      return result
    }

    var size: String { "\(rows.count)×\(columns.count)" }
  }

  /// - Throws: `CommandError` where they are of different sizes and no names tell what belongs together.
  init(_ tables: [ResultTable], _ invocation: Invocation) throws(CommandError) {
    var (first, second) = (Rows(tables[0]), Rows(tables[1]))
    // A vector stands or lies.
    if first.size != second.size, first.values.count == second.values.count,
      min(first.rows.count, first.columns.count) <= 1,
      min(second.rows.count, second.columns.count) <= 1
    {
      first = first.upright
      second = second.upright
    }
    titles = [first.title, second.title]
    guard let rows = NameMatch(first.rows, second.rows),
      let columns = NameMatch(first.columns, second.columns)
    else {
      throw invocation.error(
        "\(first.title) is \(first.size) but \(second.title) is \(second.size), and their names do not tell what "
          + "belongs together".escapingControls)
    }
    var pairs: [Pair] = []
    for (i, k) in rows.pairs {
      for (j, l) in columns.pairs {
        pairs.append(
          Pair(
            name: [first.rows[i], first.columns[j]].filter { !$0.isEmpty }.joined(separator: ", "),
            first: first.values[i * first.columns.count + j],
            second: second.values[k * second.columns.count + l]))
      }
    }
    self.pairs = pairs
    alone = [
      (first.title, rows.first + columns.first), (second.title, rows.second + columns.second),
    ].filter { !$0.1.isEmpty }
  }

  /// How many are shown.
  private static let most = 10

  var report: Report {
    let different = pairs.filter(\.isDifferent)
    let worst = different.sorted { $0.rank > $1.rank }
    let size = pairs.reduce(0) { max($0, abs($1.first).isNaN ? 0 : abs($1.first)) }
    var blocks: [Report.Block] = [
      .heading("\(titles[1]) − \(titles[0])".escapingControls, aside: "")
    ]
    if let most = worst.first {
      let relative =
        size > 0 && size.isFinite && most.difference.isFinite
        ? ", \(Prose.magnitude(abs(most.difference) / size)) of the largest entry" : ""
      let place = most.name.isEmpty ? "" : " at \(most.name)"
      blocks.append(
        .paragraph(
          "\(different.count) of \(Prose.count(pairs.count, "entry", "entries")) differ, most\(place), by "
            .escapingControls + "\(Prose.magnitude(abs(most.difference)))\(relative)."))
      let shown = worst.prefix(Self.most)
      blocks.append(
        .table([
          .text("", shown.map(\.name)),
          .numbers(titles[0].clipped(to: 24), shown.map(\.first)),
          .numbers(titles[1].clipped(to: 24), shown.map(\.second)),
          .numbers("difference", shown.map(\.difference)),
        ]))
      if worst.count > shown.count {
        blocks.append(.paragraph("\(worst.count - shown.count) more that differ are not shown."))
      }
    } else {
      blocks.append(
        .paragraph(
          "\(Prose.count(pairs.count, "entry is", "entries are")) equal to the last digit."))
    }
    for (title, names) in alone {
      let list = names.prefix(6).joined(separator: ", ") + (names.count > 6 ? ", …" : "")
      blocks.append(.paragraph("Only \(title) has \(list).".escapingControls))
    }
    return Report(
      blocks,
      record: [
        "between": titles, "same": different.isEmpty && alone.isEmpty, "compared": pairs.count,
        "differing": different.count, "largest": worst.first?.difference ?? 0,
        "at": worst.first?.name,
        "entries": worst.prefix(Self.most).map { pair -> Record in
          [
            "name": pair.name, "first": pair.first, "second": pair.second,
            "difference": pair.difference,
          ]
        },
      ])
  }
}
