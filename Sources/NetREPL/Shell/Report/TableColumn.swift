import Core

/// A column of a table whose columns are of equal rank: a list of networks, of settings, of entries.
struct TableColumn {
  var header: String
  var cells: Cells

  enum Cells {
    /// Text, flush left.
    case text([StyledText])

    /// Numbers, aligned on the decimal point, each with as many digits as the others; some may be
    /// missing.
    case numbers([Double?])

    /// Numbers beside others, with the digits marked in which the two agree.
    case agreeing([Double?], with: [Double?])

    /// Numbers as they were used: all digits that they have.
    case exact([Double])

    /// Sizes of errors: two digits and a power of ten.
    case magnitudes([Double?])

    /// Whole numbers, flush right.
    case counts([Int])
  }

  var rowCount: Int {
    switch cells {
    case .text(let cells): cells.count
    case .numbers(let cells), .magnitudes(let cells), .agreeing(let cells, _): cells.count
    case .exact(let cells): cells.count
    case .counts(let cells): cells.count
    }
  }

  static func text(_ header: String, _ cells: [String]) -> TableColumn {
    styled(header, cells.map { StyledText($0) })
  }

  static func styled(_ header: String, _ cells: [StyledText]) -> TableColumn {
    TableColumn(header: header, cells: .text(cells))
  }

  static func numbers(_ header: String, _ cells: [Double?]) -> TableColumn {
    TableColumn(header: header, cells: .numbers(cells))
  }

  static func agreeing(
    _ header: String, _ cells: [Double?], with others: [Double?]
  ) -> TableColumn {
    TableColumn(header: header, cells: .agreeing(cells, with: others))
  }

  static func exact(_ header: String, _ cells: [Double]) -> TableColumn {
    TableColumn(header: header, cells: .exact(cells))
  }

  static func magnitudes(_ header: String, _ cells: [Double?]) -> TableColumn {
    TableColumn(header: header, cells: .magnitudes(cells))
  }

  static func counts(_ header: String, _ cells: [Int]) -> TableColumn {
    TableColumn(header: header, cells: .counts(cells))
  }

  /// How entries or rows compare with differences; nil for those that have none.
  static func verdicts(_ verdicts: [Verdict?]) -> TableColumn {
    styled("", verdicts.map { $0?.styled ?? StyledText(Verdict.notSampled, .dim) })
  }

  /// The error column: bar, error, bound, verdict.
  static func checks(_ rows: [RowCheck]) -> [TableColumn] {
    [
      text("│", rows.map { _ in "│" }),
      magnitudes("max error", rows.map { $0.verdict == nil ? nil : $0.largestError }),
      magnitudes("bound", rows.map { $0.verdict == nil ? nil : $0.bound }),
      verdicts(rows.map(\.verdict)),
    ]
  }
}
