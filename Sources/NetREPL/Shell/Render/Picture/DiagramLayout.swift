import Core
import Platform

/// A network as characters: a box for each layer with arrows between them; a small one neuron by neuron,
/// each connection in the colour of its weight's sign.
struct DiagramLayout {
  let diagram: LayerDiagram
  let layout: TextLayout

  var lines: [StyledText] { neuronLines ?? boxLines }

  // MARK: Boxes

  /// The boxes side by side, in rows where they do not fit one.
  private var boxLines: [StyledText] {
    let boxes = diagram.columns.enumerated().map { index, column in
      box(column, isEnd: index == 0)
    }
    let arrow = layout.glyphs.isASCII ? "-->" : "──▶"
    var rows: [[[String]]] = [[]]
    var used = 0
    for box in boxes {
      let width = (box.map(displayWidth).max() ?? 0) + 5
      if used > 0, used + width > layout.width {
        rows.append([])
        used = 0
      }
      rows[rows.count - 1].append(box)
      used += width
    }
    var lines: [StyledText] = []
    for (index, row) in rows.enumerated() {
      for line in 0..<4 {
        var text = StyledText.empty
        for (position, box) in row.enumerated() {
          let isFirst = index == 0 && position == 0
          let joint = isFirst ? "" : line == 1 ? " \(arrow) " : "     "
          text.append(joint, .dim)
          text.append(box[line], line == 1 ? .strong : .plain)
        }
        lines.append(text)
      }
    }
    return lines
  }

  /// Four lines of one width.
  private func box(_ column: LayerDiagram.Column, isEnd: Bool) -> [String] {
    let signs =
      layout.glyphs.isASCII
      ? ("+", "-", "+", "|", "+", "+") : ("┌", "─", "┐", "│", "└", "┘")
    let (count, below) = (
      String(column.count), layout.clipped(isEnd ? "inputs" : column.activation, to: 16)
    )
    let width = max(displayWidth(of: below), count.count)
    func centered(_ text: String) -> String {
      let room = width - displayWidth(of: text)
      return String(repeating: " ", count: room / 2) + text
        + String(repeating: " ", count: room - room / 2)
    }
    let rule = String(repeating: signs.1, count: width + 2)
    return [
      signs.0 + rule + signs.2, "\(signs.3) \(centered(count)) \(signs.3)",
      "\(signs.3) \(centered(below)) \(signs.3)", signs.4 + rule + signs.5,
    ]
  }

  // MARK: Neurons

  /// The neurons as dots with lines between them; nil where they do not fit, or in plain text.
  private var neuronLines: [StyledText]? {
    guard !layout.glyphs.isASCII, !diagram.weights.isEmpty else { return nil }
    let most = diagram.columns.map(\.count).max() ?? 1
    let left = (diagram.columns.first?.labels.map { displayWidth(of: layout.spell($0)) }.max() ?? 0)
    let right = (diagram.columns.last?.labels.map { displayWidth(of: layout.spell($0)) }.max() ?? 0)
    let room = layout.width - min(left, 24) - min(right, 24) - 4
    let gap = min(room / max(diagram.columns.count - 1, 1), 20)
    guard gap >= 10 else { return nil }
    let rows = 2 * most - 1
    let columns = gap * (diagram.columns.count - 1) + 1
    var canvas = Canvas(columns: columns, rows: rows, isASCII: false)
    /// Where a neuron stands, in lines.
    func row(_ neuron: Int, of count: Int) -> Int { 2 * neuron + most - count }
    let scale = diagram.weights.map(\.largestFinite).max() ?? 0
    for (l, weights) in diagram.weights.enumerated() {
      // Large weights last, so that they are seen.
      let pairs = (0..<weights.rows).flatMap { i in (0..<weights.columns).map { (i, $0) } }
        .sorted { abs(weights[$0.0, $0.1]) < abs(weights[$1.0, $1.1]) }
      for (i, j) in pairs {
        let weight = weights[i, j]
        guard weight != 0 else { continue }
        let isFaint = abs(weight) < scale / 8
        var phase = 0
        canvas.line(
          from: (Double(2 * gap * l), Double(4 * row(j, of: weights.columns) + 1)),
          to: (Double(2 * gap * (l + 1)), Double(4 * row(i, of: weights.rows) + 1)),
          by: weight < 0 ? 0 : 1, phase: &phase
        ) { !isFaint || $0 % 3 == 0 }
      }
    }
    for (l, column) in diagram.columns.enumerated() {
      for neuron in 0..<column.count {
        canvas.sign("●", 2 * gap * l, 4 * row(neuron, of: column.count) + 1, by: 2)
      }
    }
    let styles: [StyledText.Style] = [
      .ink(DivergingScale.color(at: -0.9), on: nil), .ink(DivergingScale.color(at: 0.9), on: nil),
      .strong,
    ]
    func label(_ column: LayerDiagram.Column?, _ line: Int, _ width: Int) -> String {
      guard let column, !column.labels.isEmpty else { return "" }
      let index = line - (most - column.count)
      guard index >= 0, index % 2 == 0, index / 2 < column.labels.count else { return "" }
      return layout.clipped(column.labels[index / 2], to: width)
    }
    var lines: [StyledText] = []
    let margin = min(left, 24)
    for line in 0..<rows {
      var text = StyledText.empty
      text.append(label(diagram.columns.first, line, 24).padded(to: margin) + " ", .plain)
      for column in 0..<columns {
        if let (sign, series) = canvas.cell(column, line, mark: { _ in "." }) {
          text.append(String(sign), styles[series])
        } else {
          text.append(" ", .plain)
        }
      }
      text.append(" " + label(diagram.columns.last, line, 24), .plain)
      lines.append(text)
    }
    // The names of the layers below their neurons.
    var names = String(repeating: " ", count: margin + 1)
    for (l, column) in diagram.columns.enumerated() {
      let name = layout.clipped(
        l == 0 ? "\(column.count)" : "\(column.count) \(column.activation)", to: gap - 1)
      let start = max(margin + 1 + gap * l - (l == 0 ? 0 : name.count / 2), names.count)
      names += String(repeating: " ", count: start - names.count) + name
    }
    lines.append(StyledText(names, .dim))
    if layout.glyphs.colors != .none {
      var legend = StyledText.empty
      legend.append(String(repeating: " ", count: margin + 1), .plain)
      legend.append("──", styles[0])
      legend.append(" negative weight   ", .dim)
      legend.append("──", styles[1])
      legend.append(" positive weight", .dim)
      lines.append(legend)
    }
    return lines
  }
}

extension Matrix {
  /// The largest magnitude of what is finite.
  fileprivate var largestFinite: Double {
    storage.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
  }
}
