extension CProgram {
  /// What the entry points are made of: passes that keep σ′ and σ″, J, v J, H.
  func derivatives(_ text: inout CodeText) {
    slopesType(&text)
    if needsCurves { curvesType(&text) }
    if request.has(.jacobian) || request.has(.adjoint) {
      text.add("/* sigma' of every layer at x. */")
      text.block("static void net_slopes_at(const double *restrict x, net_slopes *restrict s)\n{") {
        passed(.slopes, &$0)
      }
      text.add("")
      jacobian(&text)
    }
    if request.has(.adjoint) { gradient(&text) }
    if needsCurves {
      curves(&text)
      hessian(&text)
    }
  }

  private func slopesType(_ text: inout CodeText) {
    text.add("/* sigma' of each layer's neurons, or the probabilities of a softmax. */")
    text.block("typedef struct {", end: "} net_slopes;\n") { text in
      var isEmpty = true
      for layer in layers where !layer.isIdentity {
        text.add("double s\(layer.number)[\(layer.paddedNeurons)] NET_ALIGNED;")
        if layer.isCoupled { text.add("int largest\(layer.number);") }
        isEmpty = false
      }
      if isEmpty { text.add("int none;") }
    }
  }

  private func curvesType(_ text: inout CodeText) {
    let count = max(curvedCount, 4)
    text.add(
      """
      /* Of every neuron with a second derivative: sigma'', and the row k of G holds \(
          hessianBase.map { "dz/dz\($0.number)_k" } ?? "dz/dx_k"). Layers stand
         side by side, each filled up to a multiple of four. */
      """)
    text.block("typedef struct {", end: "} net_curves;\n") { text in
      text.add("double c[\(count)] NET_ALIGNED;")
      text.add("double g[\(rowCount) * \(count)] NET_ALIGNED;")
    }
  }

  /// A pass that only what it keeps is wanted of.
  private func passed(_ pass: CPass, _ text: inout CodeText) {
    var body = CodeText()
    let output = forward(pass, &body)
    text.add(body.text.hasSuffix("\n") ? String(body.text.dropLast()) : body.text)
    text.add("(void)\(output);")
    if !body.text.contains("s->") { text.add("(void)s;") }
  }

  /// v J for one row v.
  private func gradient(_ text: inout CodeText) {
    text.add("/* gradient = v J. */")
    text.block(
      "static void net_gradient(const net_slopes *s, const double *restrict v, double *restrict gradient)\n{"
    ) { text in
      pull(curves: nil, to: nil, &text) { rows, text in
        guard case .dense(let name, let stride, _) = rows else { return }
        text.add("for (int k = 0; k < \(d); k++) gradient[k] = \(entry(name, "0", stride, "k"));")
      }
    }
    text.add("")
  }

  /// One row v from the output back: to the input, or to the first layer with curvature, whose own
  /// weights the second derivatives do not ask for.
  private func pull(
    curves: String?, to first: CLayer?, _ text: inout CodeText,
    _ then: (CRows, inout CodeText) -> Void = { _, _ in }
  ) {
    var body = CodeText()
    var buffers = CBuffers("b", "e")
    let start = buffers.other(than: .identity)
    body.add("for (int i = 0; i < \(m); i++) \(start)[i] = v[i];")
    let rows = pulled(
      .dense(start, stride: CLayer.padded(m), isConstant: false), to: first?.number ?? 0, count: 1,
      curves: curves, &buffers, &body)
    if let first {
      if first.isCoupled {
        _ = pullActivation(first, rows, count: 1, curves: curves, &buffers, &body)
      } else {
        bend(first, rows, curves, &body)
      }
    }
    then(rows, &body)
    text.add(buffers.declared(widestBack))
    if !body.text.contains("s->") { text.add("(void)s;") }
    text.add(String(body.text.dropLast()))
  }

  /// σ′, σ″ and G.
  private func curves(_ text: inout CodeText) {
    text.add("/* sigma' and sigma'' of every layer at x, and G of those with curvature. */")
    text.block(
      "static void net_curves_at(const double *restrict x, net_slopes *restrict s, net_curves *restrict h)\n{"
    ) { text in
      passed(.curves, &text)
      if curvedCount == 0 { return text.add("(void)h;") }
      var body = CodeText()
      var buffers = CBuffers("t", "g")
      factors(&buffers, &body)
      text.add("")
      let declared = buffers.declared(rowCount * widestFactor)
      if !declared.isEmpty { text.add(declared) }
      text.add(String(body.text.dropLast()))
    }
    text.add("")
  }

  /// H of v·A from all that is kept.
  private func hessian(_ text: inout CodeText) {
    text.add(
      """
      /* H = sum over neurons of c g g^T, the Hessian of v A: c = (dvA/df) sigma'', which the way back from
         the output gives, and g = dz/dx. Half of it is computed. \(
          hessianBase.map { "First in z\($0.number), which is narrower than x. " } ?? "")*/
      """)
    text.block(
      "static void net_hessian_at(const net_slopes *s, const net_curves *h, const double *restrict v,\n"
        + "                           double *restrict H)\n{"
    ) { text in
      guard let first = layers.first(where: { $0.place != nil }) else {
        text.add("(void)s, (void)h, (void)v;")
        text.add("for (int i = 0; i < \(d) * \(d); i++) H[i] = 0;")
        return
      }
      text.add("double c[\(curvedCount)] NET_ALIGNED;")
      text.add("double row[\(curvedCount)] NET_ALIGNED;")
      pull(curves: "c", to: first, &text)
      let (target, stride) = hessianBase == nil ? ("H", d) : ("S", CLayer.padded(rowCount))
      if hessianBase != nil { text.add("double S[\(rowCount * stride)] NET_ALIGNED = {0};") }
      text.block("for (int k = 0; k < \(rowCount); k++) {") { text in
        text.add(
          "for (int i = 0; i < \(curvedCount); i++) row[i] = c[i] * h->g[k * \(curvedCount) + i];")
        if hessianBase == nil { text.add("for (int j = 0; j <= k; j++) H[k * \(d) + j] = 0;") }
        text.add(
          "net_add_rows(k + 1, \(curvedCount), \(curvedCount), h->g, row, \(target) + k * \(stride));"
        )
        text.add(
          "for (int j = 0; j < k; j++) \(target)[j * \(stride) + k] = \(target)[k * \(stride) + j];"
        )
      }
      if let base = hessianBase { spread(base, stride, &text) }
    }
    text.add("")
  }
}
