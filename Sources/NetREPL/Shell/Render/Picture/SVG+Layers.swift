import Core
import Platform

extension LayerDiagram {
  var svg: String {
    let gap = weights.isEmpty ? 130.0 : 150
    let most = Double(columns.map(\.count).max() ?? 1)
    let left = 40 + Double(columns.first?.labels.map(displayWidth).max() ?? 0) * 7
    let right = 60 + Double(columns.last?.labels.map(displayWidth).max() ?? 0) * 7
    var svg = SVG(width: left + gap * Double(columns.count - 1) + right + 60, height: 100)
    let top = svg.head(title, caption: "") + 10
    if weights.isEmpty {
      for (l, column) in columns.enumerated() {
        let x = 24 + gap * Double(l)
        if l > 0 {
          svg.line([(x - 40, top + 26), (x - 6, top + 26)], SVG.quiet, width: 1.5)
          svg.line(
            [(x - 12, top + 22), (x - 6, top + 26), (x - 12, top + 30)], SVG.quiet, width: 1.5)
        }
        svg.rectangle(x, top, 90, 52, fill: RGB(0xf3f3f3), stroke: SVG.quiet, radius: 5)
        svg.text(String(column.count), x + 45, top + 22, .middle, size: 14, isBold: true)
        svg.text(
          (l == 0 ? "inputs" : column.activation).clipped(to: 14), x + 45, top + 40, .middle,
          size: 11)
      }
      svg.grow(to: top + 76)
      return svg.text(titled: title)
    }
    func place(_ l: Int, _ neuron: Int) -> (x: Double, y: Double) {
      (
        left + gap * Double(l),
        top + 14 + 28 * (Double(neuron) + (most - Double(columns[l].count)) / 2)
      )
    }
    let scale = weights.reduce(0) { most, matrix in
      matrix.storage.reduce(most) { $1.isFinite ? max($0, abs($1)) : $0 }
    }
    for (l, matrix) in weights.enumerated() {
      for i in 0..<matrix.rows {
        for j in 0..<matrix.columns where matrix[i, j] != 0 {
          let share = DivergingScale(most: scale).share(of: matrix[i, j])
          svg.line(
            [place(l, j), place(l + 1, i)],
            share.map { DivergingScale.color(at: $0 < 0 ? min($0, -0.25) : max($0, 0.25)) }
              ?? .notFinite,
            width: 0.6 + 2.4 * abs(share ?? 1))
        }
      }
    }
    let bottom = top + 28 * most
    for (l, column) in columns.enumerated() {
      for neuron in 0..<column.count {
        let p = place(l, neuron)
        svg.circle(p.x, p.y, 7, fill: .white, stroke: RGB(0x333333))
        guard neuron < column.labels.count else { continue }
        let isFirst = l == 0
        svg.text(
          column.labels[neuron], p.x + (isFirst ? -14 : 14), p.y + 4, isFirst ? .end : .start,
          size: 11)
      }
      svg.text(
        l == 0 ? "\(column.count)" : "\(column.count) \(column.activation)", place(l, 0).x,
        bottom + 18,
        .middle, size: 11, color: SVG.quiet)
    }
    svg.grow(to: bottom + 36)
    return svg.text(titled: title)
  }
}
