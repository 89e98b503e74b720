/// Where the rows from the input and those from the output meet in J = (∂A/∂f_c) (∂f_c/∂x).
struct CJacobianCut {
  /// Counted from 1; 0 where all goes back to the input.
  let layer: Int

  /// Rows beside those of the side that goes further.
  let rowsBeside: Int
}

extension CProgram {
  /// A multiply-add of a dot product beside one of a sum of columns: measured at 16 and 64 neurons.
  private var dotCost: Double { 1.6 }

  /// The cheapest place, by multiply-adds: all forward, all backward, or at a narrow layer.
  var jacobianCut: CJacobianCut {
    let costs = layers.map { layer in
      if case .diagonal = layer.layout {
        Double(layer.neurons)
      } else {
        Double(layer.neurons) * Double(layer.inputs)
      }
    }
    // The first product from either end is with unit vectors, and so none.
    let first = layers.first { !$0.layer.isScaling }?.number ?? 1
    let last = layers.last { !$0.layer.isScaling }?.number ?? 1
    func cost(_ cut: Int) -> Double {
      var sum = 0.0
      for l in layers.indices {
        let number = l + 1
        if number <= cut, number != first { sum += Double(d) * costs[l] }
        if number > cut, number != last { sum += dotCost * Double(m) * costs[l] }
      }
      if cut > 0, cut < layers.count {
        sum += dotCost * Double(d) * Double(m) * Double(layers[cut - 1].paddedNeurons)
      }
      return sum
    }
    let cut = (0...layers.count).min { cost($0) < cost($1) } ?? 0
    return CJacobianCut(layer: cut, rowsBeside: cut > 0 && cut < layers.count ? max(d, m) : 0)
  }

  /// J, a column after the other: dy_o/dx_k at k · m + o.
  func jacobian(_ text: inout CodeText) {
    let cut = jacobianCut.layer
    text.add(
      """
      /* J[k * \(m) + o] = dA_o/dx_k, \(
        cut == layers.count ? "forward from the input: it is the cheaper order here"
          : cut == 0 ? "back from the output: it is the cheaper order here"
          : "from both ends to layer \(cut): it is the cheapest order here"). */
      """)
    text.block("static void net_jacobian_at(const net_slopes *s, double *restrict J)\n{") { text in
      var body = CodeText()
      var (forward, back) = (CBuffers("t", "g"), CBuffers("b", "e"))
      let rows = tangents(to: cut, &forward, &body)
      let pulled = pulled(.identity, to: cut, count: m, curves: nil, &back, &body)
      let target = "J[k * \(m) + o]"
      body.block("for (int k = 0; k < \(d); k++)", end: nil) { body in
        switch (rows, pulled) {
        case (_, .identity):
          body.add("for (int o = 0; o < \(m); o++) \(target) = \(value(rows, "k", "o"));")
        case (.identity, _):
          body.add("for (int o = 0; o < \(m); o++) \(target) = \(value(pulled, "o", "k"));")
        case (.diagonal(let factors), _):
          body.add(
            "for (int o = 0; o < \(m); o++) \(target) = \(factors)[k] * \(value(pulled, "o", "k"));"
          )
        case (_, .diagonal(let factors)):
          body.add(
            "for (int o = 0; o < \(m); o++) \(target) = \(factors)[o] * \(value(rows, "k", "o"));")
        case (.dense(let t, let width, _), .dense(let b, let stride, _)):
          body.block("{") { body in
            body.add("for (int o = 0; o < \(m); o++) \(target) = 0;")
            body.add(
              "net_add_rows(\(m), \(layers[cut - 1].paddedNeurons), \(stride), \(b), \(t) + k * \(width), "
                + "J + k * \(m));")
          }
        }
      }
      for line in [forward.declared(d * widestForward), back.declared(m * widestBack)]
      where !line.isEmpty {
        text.add(line)
      }
      if !body.text.contains("s->") { text.add("(void)s;") }
      text.add(String(body.text.dropLast()))
    }
    text.add("")
  }

  /// Entry i of row k.
  private func value(_ rows: CRows, _ k: String, _ i: String) -> String {
    switch rows {
    case .identity: "\(k) == \(i)"
    case .diagonal(let factors): "\(k) == \(i) ? \(factors)[\(i)] : 0"
    case .dense(let name, let stride, _): entry(name, k, stride, i)
    }
  }
}
