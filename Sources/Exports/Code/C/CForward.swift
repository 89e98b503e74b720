/// How much a pass from the input on keeps.
enum CPass {
  case values, slopes, curves
}

extension CProgram {
  /// A(x), with nothing kept.
  func values(_ text: inout CodeText) {
    text.add("/* y = A(x). */")
    text.block("static void net_values(const double *restrict x, double *restrict y)\n{") { text in
      let output = forward(.values, &text)
      text.add("for (int i = 0; i < \(m); i++) y[i] = \(output)[i];")
    }
    text.add("")
  }

  /// The layers from the input to the output, and what the output is called.
  func forward(_ pass: CPass, _ text: inout CodeText) -> String {
    var signal = "x"
    // Rows of weights are read in fours, and so is what they are multiplied with.
    if let first = layers.first, case .rows = first.layout {
      text.add("double f0[\(first.paddedInputs)] NET_ALIGNED = {0};")
      text.add("for (int j = 0; j < \(d); j++) f0[j] = x[j];")
      signal = "f0"
    }
    for layer in layers {
      if layer.number > 1 || signal != "x" { text.add("") }
      text.add("/* Layer \(layer.number). */")
      affine(layer, of: signal, &text)
      signal = activation(layer, pass, isLast: layer.number == layers.count, &text)
    }
    return signal
  }

  /// z = W f + b.
  private func affine(_ layer: CLayer, of f: String, _ text: inout CodeText) {
    let (z, count) = ("z\(layer.number)", layer.paddedNeurons)
    text.add("double \(z)[\(count)] NET_ALIGNED;")
    let start = layer.layer.hasBias ? "\(layer.bias)[i]" : "0"
    if case .diagonal = layer.layout {
      text.add(
        "for (int i = 0; i < \(layer.neurons); i++) \(z)[i] = \(layer.weights)[i] * \(f)[i] + \(start);"
      )
      if layer.neurons < count {
        text.add("for (int i = \(layer.neurons); i < \(count); i++) \(z)[i] = 0;")
      }
      return
    }
    text.add("for (int i = 0; i < \(count); i++) \(z)[i] = \(start);")
    if case .columns = layer.layout {
      text.add("net_add_columns(\(layer.inputs), \(count), \(layer.weights), \(f), \(z));")
    } else {
      let width = layer.paddedInputs
      text.add("net_add_rows(\(layer.neurons), \(width), \(width), \(layer.weights), \(f), \(z));")
    }
  }

  /// f = σ(z), and what the pass keeps of σ′ and σ″.
  private func activation(
    _ layer: CLayer, _ pass: CPass, isLast: Bool, _ text: inout CodeText
  ) -> String {
    let (z, f, count) = ("z\(layer.number)", "f\(layer.number)", layer.neurons)
    let padded = layer.paddedNeurons
    switch layer.layer.activation {
    case .identity: return z
    case .coupled(let coupling):
      text.add("double \(f)[\(padded)] NET_ALIGNED = {0};")
      var p = f
      if pass != .values {
        p = layer.slopes
        text.add("for (int i = 0; i < \(padded); i++) \(p)[i] = 0;")
        text.add("s->largest\(layer.number) = net_softmax(\(count), \(z), \(p));")
      }
      switch (coupling, pass) {
      case (.softmax, .values): text.add("net_softmax(\(count), \(z), \(f));")
      case (.softmax, _): text.add("for (int i = 0; i < \(count); i++) \(f)[i] = \(p)[i];")
      case (.logsoftmax, .values):
        text.add("net_logsoftmax(\(count), \(z), net_softmax(\(count), \(z), \(f)), \(f));")
      case (.logsoftmax, _):
        text.add("net_logsoftmax(\(count), \(z), s->largest\(layer.number), \(f));")
      }
    case .elementwise(let ranges):
      let isWhole =
        ranges.count == 1 && ranges[0].function.map { code.functions[$0].isFiniteAtZero } ?? false
      text.add("double \(f)[\(padded)] NET_ALIGNED;")
      for range in ranges {
        let bounds = isWhole ? 0..<padded : range.neurons
        text.block("for (int i = \(bounds.lowerBound); i < \(bounds.upperBound); i++) {") { text in
          jet(layer, pass, range.function.map { code.functions[$0].name }, isLast, &text)
        }
      }
      if !isWhole, count < padded {
        let kept = [f] + (pass == .values ? [] : [layer.slopes])
        let places =
          kept.map { "\($0)[i]" } + (pass == .curves ? curve(of: layer).map { [$0] } ?? [] : [])
        text.add(
          "for (int i = \(count); i < \(padded); i++) \(places.joined(separator: " = ")) = 0;")
      }
    }
    return f
  }

  /// Where σ″ of neuron i is kept; nil of a layer without curvature.
  private func curve(of layer: CLayer) -> String? { layer.place.map { index("h->c", $0, "i") } }

  /// σ of neuron i, and what is kept of σ′ and σ″.
  private func jet(
    _ layer: CLayer, _ pass: CPass, _ function: String?, _ isLast: Bool, _ text: inout CodeText
  ) {
    let (z, f) = ("z\(layer.number)[i]", "f\(layer.number)[i]")
    let curve = pass == .curves ? curve(of: layer) : nil
    guard let function else {
      text.add("\(f) = \(z);")
      if pass != .values { text.add("\(layer.slopes)[i] = 1;") }
      if let curve { text.add("\(curve) = 0;") }
      return
    }
    text.add("double f, s1, c;")
    text.add("\(function)(\(z), &f, &s1, &c);")
    text.add("\(f) = f;")
    if pass != .values { text.add("\(layer.slopes)[i] = s1;") }
    if let curve { text.add("\(curve) = c;") }
  }
}
