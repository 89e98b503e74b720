/// A table whose columns are of equal rank: a list of networks, of settings, of entries.
struct Table {
  struct Column {
    var header: String
    var cells: Cells
  }

  enum Cells {
    /// Text, flush left.
    case text([StyledText])

    /// Numbers, aligned on the decimal point, each with as many digits as the others.
    case numbers([Double])

    /// Numbers of which some are missing.
    case optionalNumbers([Double?])

    /// Sizes of errors: two digits and a power of ten.
    case magnitudes([Double?])

    /// Whole numbers, flush right.
    case counts([Int])
  }

  var columns: [Column]

  static func text(_ header: String, _ cells: [String]) -> Column {
    Column(header: header, cells: .text(cells.map { StyledText($0) }))
  }
}
