import Core

/// A product of matrices with its factors side by side, and one entry of it as its sum.
struct ProductFigure {
  private let product: StepProduct

  /// Digits that are enough to follow a sum by eye.
  private static let digits = 3

  init(_ product: StepProduct) { self.product = product }

  /// The lines that it takes.
  var height: Int { rows + 3 }

  private var rows: Int {
    (product.factors.map(\.value.rows) + [product.value.rows]).max() ?? 0
  }

  var blocks: [Report.Block] {
    let (i, j) = product.entry
    var parts: [[StyledText]] = []
    for (index, factor) in product.factors.enumerated() {
      let (isFirst, isLast) = (index == 0, index == product.factors.count - 1)
      parts.append(
        box(factor.value) { row, column in
          isFirst && row == i || isLast && column == j || !isFirst && !isLast && row == column
        })
    }
    parts.append(middle("="))
    parts.append(box(product.value) { $0 == i && $1 == j })
    let lines = (0..<rows).map { row in
      parts.reduce(into: StyledText("   ")) { $0 = $0 + " " + $1[row] }.trimmed
    }
    return [.figure(lines + [StyledText("")]), .line(sum), .blank]
  }

  private func number(_ value: Double) -> String {
    value == 0 ? "0" : Prose.number(value, digits: Self.digits)
  }

  /// "[1,2] = 0.42 · (−0.5) + … = −0.21".
  private var sum: StyledText {
    let (i, j) = product.entry
    // A line ends between terms, not in one.
    let terms = product.terms.map { numbers in
      numbers.map { $0 < 0 ? "(\(number($0)))" : number($0) }.joined(separator: "\u{a0}·\u{a0}")
    }
    return StyledText("    [\(i + 1),\(j + 1)] = \(terms.joined(separator: " + ")) = ")
      + StyledText(number(product.value[i, j]), .strong)
  }

  /// A matrix in brackets, as high as the highest; entries that are meant stand out.
  private func box(_ matrix: Matrix, isMeant: (Int, Int) -> Bool) -> [StyledText] {
    let cells = (0..<matrix.rows).map { row in matrix.row(row).map(number) }
    let widths = (0..<matrix.columns).map { column in
      cells.map { $0[column].count }.max() ?? 0
    }
    let lines = cells.indices.map { row in
      let (left, right) = brackets(row, of: matrix.rows)
      var line = StyledText(left)
      for column in widths.indices {
        let cell = cells[row][column]
        let space = String(repeating: " ", count: widths[column] - cell.count)
        line =
          line + (column > 0 ? " " : "") + StyledText(space)
          + StyledText(cell, isMeant(row, column) ? .strong : .plain)
      }
      return line + StyledText(right)
    }
    let width = widths.reduce(0, +) + max(widths.count - 1, 0) + 2
    return centred(lines, width: width)
  }

  private func brackets(_ row: Int, of count: Int) -> (String, String) {
    if count == 1 { return ("[", "]") }
    return row == 0 ? ("⎡", "⎤") : row == count - 1 ? ("⎣", "⎦") : ("⎢", "⎥")
  }

  private func middle(_ sign: String) -> [StyledText] { centred([StyledText(sign)], width: 1) }

  private func centred(_ lines: [StyledText], width: Int) -> [StyledText] {
    let empty = StyledText(String(repeating: " ", count: width))
    let above = (rows - lines.count) / 2
    return Array(repeating: empty, count: above) + lines
      + Array(repeating: empty, count: rows - lines.count - above)
  }
}
