extension CProgram {
  /// Rows ∂A/∂f_n or v·∂A/∂f_n, back to f of an earlier layer.
  ///
  /// - Parameters:
  ///   - end: that layer, counted from 1; 0 for the input.
  ///   - count: how many rows.
  ///   - curves: the name of what takes c = v ∂²f of each neuron with curvature; nil where none is wanted.
  func pulled(
    _ start: CRows, to end: Int, count: Int, curves: String?, _ buffers: inout CBuffers,
    _ text: inout CodeText
  ) -> CRows {
    var rows = start
    for layer in layers.dropFirst(end).reversed() {
      rows = pullActivation(layer, rows, count: count, curves: curves, &buffers, &text)
      rows = pullAffine(layer, rows, count: count, &buffers, &text)
    }
    return rows
  }

  /// c of a layer whose neurons act alone, from the one row v = ∂vA/∂f.
  func bend(_ layer: CLayer, _ rows: CRows, _ curves: String?, _ text: inout CodeText) {
    guard let curves, let place = layer.place, case .dense(let v, let stride, _) = rows else {
      return
    }
    text.add(
      "for (int i = 0; i < \(layer.paddedNeurons); i++) \(index(curves, place, "i")) = "
        + "\(index("h->c", place, "i")) * \(entry(v, "0", stride));")
  }

  func pullActivation(
    _ layer: CLayer, _ rows: CRows, count: Int, curves: String?, _ buffers: inout CBuffers,
    _ text: inout CodeText
  ) -> CRows {
    let (n, width) = (layer.neurons, layer.paddedNeurons)
    switch layer.layer.activation {
    case .identity: return rows
    case .elementwise:
      bend(layer, rows, curves, &text)
      return scaled(rows, by: layer.slopes, width, count: count, &buffers, &text)
    case .coupled(let coupling):
      let (name, stride) = written(rows, n, width, count: count, &buffers, &text)
      let largest = "s->largest\(layer.number)"
      text.rows(count) { text, k in
        let (row, entry) = (start(name, k, stride), entry(name, k, stride))
        switch coupling {
        case .softmax:
          text.add("net_centre(\(n), \(layer.slopes), \(largest), \(row));")
          text.add(
            "for (int i = 0; i < \(n); i++) \(entry) *= \(layer.slopes)[i];")
          if let curves, let place = layer.place {
            text.add(
              "for (int i = 0; i < \(n); i++) \(index(curves, place, "i")) = \(entry);"
            )
          }
        case .logsoftmax:
          let call = "net_pull_logsoftmax(\(n), \(layer.slopes), \(largest), \(row));"
          guard let curves, let place = layer.place else { return text.add(call) }
          text.add("const double sum = \(call)")
          text.add(
            "for (int i = 0; i < \(n); i++) \(index(curves, place, "i")) = -sum * \(layer.slopes)[i];"
          )
        }
      }
      if let curves, let place = layer.place, n < width {
        text.add("for (int i = \(n); i < \(width); i++) \(index(curves, place, "i")) = 0;")
      }
      return .dense(name, stride: stride, isConstant: false)
    }
  }

  /// The rows where they can be changed.
  private func written(
    _ rows: CRows, _ n: Int, _ width: Int, count: Int, _ buffers: inout CBuffers,
    _ text: inout CodeText
  ) -> (name: String, stride: Int) {
    if case .dense(let name, let stride, false) = rows { return (name, stride) }
    let target = buffers.other(than: rows)
    text.add("for (int k = 0; k < \(count); k++)")
    let value =
      switch rows {
      case .identity: "k == i"
      case .diagonal(let factors): "k == i ? \(factors)[i] : 0"
      case .dense(let source, let stride, _): entry(source, "k", stride)
      }
    text.add("  for (int i = 0; i < \(n); i++) \(target)[k * \(width) + i] = \(value);")
    return (target, width)
  }

  private func pullAffine(
    _ layer: CLayer, _ rows: CRows, count: Int, _ buffers: inout CBuffers, _ text: inout CodeText
  ) -> CRows {
    let (w, inner, width) = (layer.weights, layer.paddedNeurons, layer.paddedInputs)
    if case .diagonal = layer.layout {
      return scaled(rows, by: w, width, count: count, &buffers, &text)
    }
    let isColumns = if case .columns = layer.layout { true } else { false }
    switch rows {
    case .identity where !isColumns: return .dense(w, stride: width, isConstant: true)
    case .identity, .diagonal:
      let target = buffers.other(than: rows)
      var factor = ""
      if case .diagonal(let name) = rows { factor = "\(name)[k] * " }
      let value = isColumns ? "\(w)[j * \(inner) + k]" : "\(w)[k * \(width) + j]"
      text.add("for (int k = 0; k < \(count); k++)")
      text.add(
        "  for (int j = 0; j < \(layer.inputs); j++) \(target)[k * \(width) + j] = \(factor)\(value);"
      )
      return .dense(target, stride: width, isConstant: false)
    case .dense(let source, let stride, _):
      let target = buffers.other(than: rows)
      text.rows(count) { text, k in
        text.add("for (int j = 0; j < \(width); j++) \(entry(target, k, width, "j")) = 0;")
        let (from, to) = (start(source, k, stride), start(target, k, width))
        text.add(
          isColumns
            ? "net_add_rows(\(layer.inputs), \(inner), \(inner), \(w), \(from), \(to));"
            : "net_add_columns(\(layer.neurons), \(width), \(w), \(from), \(to));")
      }
      return .dense(target, stride: width, isConstant: false)
    }
  }
}
