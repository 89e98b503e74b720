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

  /// A buffer that is not the one the rows, or their factors, are in.
  mutating func other(than rows: CRows) -> String {
    var name = names.0
    switch rows {
    case .dense(names.0, _, _), .diagonal(names.0): name = names.1
    default: break
    }
    used.insert(name)
    return name
  }

  /// Their declarations, of so many numbers each.
  func declared(_ count: Int) -> String {
    used.sorted().map { "double \($0)[\(count)] NET_ALIGNED = {0};" }.joined(separator: "\n")
  }
}

extension CProgram {
  /// Rows ∂f/∂x_k, an input each, from the input to f of a layer.
  ///
  /// - Parameter end: the last layer, counted from 1; 0 for the input itself.
  func tangents(to end: Int, _ buffers: inout CBuffers, _ text: inout CodeText) -> CRows {
    var rows = CRows.identity
    for layer in layers.prefix(end) {
      rows = pushAffine(layer, rows, d, isKept: false, &buffers, &text)
      if layer.isCoupled { centre(layer, rows, d, &text) }
      rows = pushActivation(layer, rows, d, &buffers, &text)
    }
    return rows
  }

  /// Rows ∂z/∂x_k, or ∂z/∂z_b of the base, to the last layer with curvature; those of neurons with
  /// curvature in `h->g`.
  func factors(_ buffers: inout CBuffers, _ text: inout CodeText) {
    guard let last = layers.last(where: { $0.place != nil }) else { return }
    let count = rowCount
    var rows = CRows.identity
    for layer in layers.prefix(last.number) where layer.number >= hessianBase?.number ?? 0 {
      if layer.number == hessianBase?.number {
        unitRows(layer, &text)
        // What they become is known without them.
        rows = layer.isIdentity ? .identity : .diagonal(layer.slopes)
        continue
      }
      rows = pushAffine(layer, rows, count, isKept: layer.place != nil, &buffers, &text)
      if layer.isCoupled { centre(layer, rows, count, &text) }
      if layer.number == last.number { break }
      rows = pushActivation(layer, rows, count, &buffers, &text)
    }
  }

  /// The rows of the base itself.
  private func unitRows(_ layer: CLayer, _ text: inout CodeText) {
    guard let place = layer.place else { return }
    let entry = index("h->g", place, "k * \(curvedCount) + i")
    text.add("for (int k = 0; k < \(rowCount); k++)")
    text.add("  for (int i = 0; i < \(layer.paddedNeurons); i++) \(entry) = k == i;")
  }

  private func pushAffine(
    _ layer: CLayer, _ rows: CRows, _ r: Int, isKept: Bool, _ buffers: inout CBuffers,
    _ text: inout CodeText
  ) -> CRows {
    let width = layer.paddedNeurons
    if case .diagonal = layer.layout {
      return scaled(rows, by: layer.weights, width, count: r, &buffers, &text)
    }
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
      text.block("for (int k = 0; k < \(r); k++) {") { text in
        text.add(
          "for (int i = 0; i < \(count); i++) \(row)[i] = \(factor)\(inLayout);".indexing(row))
        if count < width {
          text.add("for (int i = \(count); i < \(width); i++) \(row)[i] = 0;".indexing(row))
        }
      }
    case .dense(let source, let sourceStride, _):
      text.add("for (int k = 0; k < \(r); k++)")
      text.add("  for (int i = 0; i < \(width); i++) \(row)[i] = 0;".indexing(row))
      if case .columns = layer.layout {
        text.add(
          "net_add_columns_of_rows(\(r), \(layer.inputs), \(width), \(layer.weights), \(source), "
            + "\(sourceStride), \(target)\(offset > 0 ? " + \(offset)" : ""), \(stride));")
      } else {
        text.add(
          "for (int k = 0; k < \(r); k++) net_add_rows(\(layer.neurons), \(layer.paddedInputs), "
            + "\(layer.paddedInputs), \(layer.weights), \(source) + k * \(sourceStride), \(row));")
      }
    }
    return .dense(offset > 0 ? "\(target) + \(offset)" : target, stride: stride, isConstant: false)
  }

  private func pushActivation(
    _ layer: CLayer, _ rows: CRows, _ r: Int, _ buffers: inout CBuffers, _ text: inout CodeText
  ) -> CRows {
    switch layer.layer.activation {
    // Of logsoftmax the rows less their mean are all.
    case .identity, .coupled(.logsoftmax): rows
    case .elementwise, .coupled(.softmax):
      scaled(rows, by: layer.slopes, layer.paddedNeurons, count: r, &buffers, &text)
    }
  }

  /// The rows less their mean, which the second derivatives of a coupled layer want, too.
  private func centre(_ layer: CLayer, _ rows: CRows, _ r: Int, _ text: inout CodeText) {
    guard case .dense(let name, let stride, _) = rows else { return }
    text.add(
      "for (int k = 0; k < \(r); k++) net_centre(\(layer.neurons), \(layer.slopes), "
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
      text.rows(count) { text, k in
        text.add(
          "for (int i = 0; i < \(width); i++) \(entry(target, k, width)) = \(factors)[i] * "
            + "\(entry(source, k, stride));")
      }
      return .dense(target, stride: width, isConstant: false)
    }
  }

  /// Where row k begins.
  func start(_ name: String, _ k: String, _ stride: Int) -> String {
    k == "0" ? name : "\(name) + \(k) * \(stride)"
  }

  /// The same behind an offset.
  private func place(_ name: String, _ offset: Int, _ k: String, _ stride: Int) -> String {
    "\(name) + " + (offset > 0 ? "\(offset) + " : "") + "\(k) * \(stride)"
  }

  /// Entry i of row k; a name may have an offset behind it.
  func entry(_ name: String, _ k: String, _ stride: Int, _ i: String = "i") -> String {
    let parts = name.split(separator: " + ", maxSplits: 1)
    let offset = parts.count > 1 ? "\(parts[1]) + " : ""
    let row = k == "0" ? "" : stride == 1 ? "\(k) + " : "\(k) * \(stride) + "
    return "\(parts[0])[\(offset)\(row)\(i)]"
  }

  /// Entry i behind an offset.
  func index(_ name: String, _ offset: Int, _ i: String) -> String {
    offset == 0 ? "\(name)[\(i)]" : "\(name)[\(offset) + \(i)]"
  }
}

extension String {
  /// A line in which `name + a + b[i]` is written for `name[a + b + i]`.
  fileprivate func indexing(_ row: String) -> String {
    let parts = row.split(separator: " + ", maxSplits: 1)
    return replacing(row + "[i]", with: "\(parts[0])[\(parts[1]) + i]")
  }
}
