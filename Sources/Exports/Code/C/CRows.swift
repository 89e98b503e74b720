/// Rows of numbers on their way through the layers, as the text that is being written knows them.
enum CRows {
  /// The unit vectors.
  case identity

  /// Multiples of them; the factors have that name.
  case diagonal(String)

  /// Row k at name + k · stride; what is constant is not written to.
  case dense(String, stride: Int, isConstant: Bool)

  var isConstant: Bool { if case .dense(_, _, let isConstant) = self { isConstant } else { false } }
}

/// The two buffers that rows go to and fro between.
struct CBuffers {
  let names: (String, String)

  /// Those that have been used.
  private(set) var used: Set<String> = []

  init(_ first: String, _ second: String) { names = (first, second) }

  /// A buffer that is not the one the rows are in.
  mutating func other(than rows: CRows) -> String {
    var name = names.0
    if case .dense(names.0, _, _) = rows { name = names.1 }
    used.insert(name)
    return name
  }

  /// Their declarations, of so many numbers each.
  func declared(_ count: Int) -> String {
    used.sorted().map { "double \($0)[\(count)] NET_ALIGNED = {0};" }.joined(separator: "\n")
  }
}

extension CProgram {
  /// Rows ∂z/∂x_k or ∂f/∂x_k, an input each, from the input to f of a layer.
  ///
  /// - Parameters:
  ///   - end: the last layer, counted from 1; 0 for the input itself.
  ///   - keeps: whether those of neurons with curvature go to `h->g`, and end there at the last of them.
  func tangents(to end: Int, keeps: Bool, _ buffers: inout CBuffers, _ text: inout CodeText) -> CRows {
    var rows = CRows.identity
    for layer in layers.prefix(end) {
      let isKept = keeps && layer.place != nil
      rows = pushAffine(layer, rows, isKept: isKept, &buffers, &text)
      if layer.isCoupled { centre(layer, rows, &text) }
      if keeps && layer.number == end { break }
      rows = pushActivation(layer, rows, &buffers, &text)
    }
    return rows
  }

  private func pushAffine(
    _ layer: CLayer, _ rows: CRows, isKept: Bool, _ buffers: inout CBuffers, _ text: inout CodeText
  ) -> CRows {
    let width = layer.paddedNeurons
    if case .diagonal = layer.layout { return scaled(rows, by: layer.weights, width, count: d, &buffers, &text) }
    if case .identity = rows, case .columns = layer.layout, !isKept, !layer.isCoupled {
      return .dense(layer.weights, stride: width, isConstant: true)
    }
    let target = isKept ? "h->g" : buffers.other(than: rows)
    let stride = isKept ? curvedCount : width
    let offset = isKept ? layer.place ?? 0 : 0
    let row = place(target, offset, "k", stride)
    switch rows {
    case .identity, .diagonal:
      var factor = ""
      if case .diagonal(let name) = rows { factor = "\(name)[k] * " }
      let inLayout =
        if case .columns = layer.layout { "\(layer.weights)[k * \(width) + i]" } else {
          "\(layer.weights)[i * \(layer.paddedInputs) + k]"
        }
      let count = if case .columns = layer.layout { width } else { layer.neurons }
      text.block("for (int k = 0; k < \(d); k++) {") { text in
        text.add("for (int i = 0; i < \(count); i++) \(row)[i] = \(factor)\(inLayout);".indexing(row))
        if count < width {
          text.add("for (int i = \(count); i < \(width); i++) \(row)[i] = 0;".indexing(row))
        }
      }
    case .dense(let source, let sourceStride, _):
      text.add("for (int k = 0; k < \(d); k++)")
      text.add("  for (int i = 0; i < \(width); i++) \(row)[i] = 0;".indexing(row))
      if case .columns = layer.layout {
        text.add(
          "net_add_columns_of_rows(\(d), \(layer.inputs), \(width), \(layer.weights), \(source), "
            + "\(sourceStride), \(target)\(offset > 0 ? " + \(offset)" : ""), \(stride));")
      } else {
        text.add(
          "for (int k = 0; k < \(d); k++) net_add_rows(\(layer.neurons), \(layer.paddedInputs), "
            + "\(layer.paddedInputs), \(layer.weights), \(source) + k * \(sourceStride), \(row));")
      }
    }
    return .dense(offset > 0 ? "\(target) + \(offset)" : target, stride: stride, isConstant: false)
  }

  private func pushActivation(
    _ layer: CLayer, _ rows: CRows, _ buffers: inout CBuffers, _ text: inout CodeText
  ) -> CRows {
    switch layer.layer.activation {
    // Of logsoftmax the rows less their mean are all.
    case .identity, .coupled(.logsoftmax): rows
    case .elementwise, .coupled(.softmax):
      scaled(rows, by: layer.slopes, layer.paddedNeurons, count: d, &buffers, &text)
    }
  }

  /// The rows less their mean, which the second derivatives of a coupled layer want, too.
  private func centre(_ layer: CLayer, _ rows: CRows, _ text: inout CodeText) {
    guard case .dense(let name, let stride, _) = rows else { return }
    text.add(
      "for (int k = 0; k < \(d); k++) net_centre(\(layer.neurons), \(layer.slopes), "
        + "s->largest\(layer.number), \(name) + k * \(stride));")
  }

  /// Each entry times the factor of its place.
  func scaled(
    _ rows: CRows, by factors: String, _ width: Int, count: Int, _ buffers: inout CBuffers,
    _ text: inout CodeText
  ) -> CRows {
    switch rows {
    case .identity: return .diagonal(factors)
    case .diagonal(let others):
      let target = buffers.other(than: rows)
      text.add("for (int i = 0; i < \(width); i++) \(target)[i] = \(factors)[i] * \(others)[i];")
      return .diagonal(target)
    case .dense(let source, let stride, _):
      let target = buffers.other(than: rows)
      text.add("for (int k = 0; k < \(count); k++)")
      text.add(
        "  for (int i = 0; i < \(width); i++) \(target)[k * \(width) + i] = \(factors)[i] * "
          + "\(entry(source, "k", stride));")
      return .dense(target, stride: width, isConstant: false)
    }
  }

  /// The start of row k.
  private func place(_ name: String, _ offset: Int, _ k: String, _ stride: Int) -> String {
    "\(name) + " + (offset > 0 ? "\(offset) + " : "") + "\(k) * \(stride)"
  }

  /// Entry i of row k; a name may have an offset behind it.
  func entry(_ name: String, _ k: String, _ stride: Int, _ i: String = "i") -> String {
    let parts = name.split(separator: " + ", maxSplits: 1)
    let offset = parts.count > 1 ? "\(parts[1]) + " : ""
    return "\(parts[0])[\(offset)\(k) * \(stride) + \(i)]"
  }
}

extension String {
  /// A line in which `name + a + b[i]` is written for `name[a + b + i]`.
  fileprivate func indexing(_ row: String) -> String {
    let parts = row.split(separator: " + ", maxSplits: 1)
    return replacing(row + "[i]", with: "\(parts[0])[\(parts[1]) + i]")
  }
}
