/// Second derivatives in z of the first layer, where that is narrower than the input:
/// H = Mᵀ S M with S = d²vA/dz² and M = dz/dx.
extension CProgram {
  /// That layer, where it costs less; what stands before it only scales.
  var hessianBase: CLayer? {
    guard let base = layers.first(where: { !$0.layer.isScaling }), !base.isCoupled,
      base.neurons < d
    else { return nil }
    let products = layers.drop { $0.number <= base.number }.reduce(0.0) {
      $0 + ($1.layer.isScaling ? 0 : Double($1.inputs) * Double($1.neurons))
    }
    func cost(_ rows: Double) -> Double { rows * products + rows * rows / 2 * Double(curvedCount) }
    let (width, inputs) = (Double(base.neurons), Double(d))
    return cost(width) + width * width * inputs + width * inputs * inputs / 2 < cost(inputs)
      ? base : nil
  }

  /// How many rows second derivatives are made of: of the inputs, or of that layer's neurons.
  var rowCount: Int { hessianBase?.neurons ?? d }

  /// H from S, half of it computed.
  func spread(_ base: CLayer, _ stride: Int, _ text: inout CodeText) {
    let w = base.weights
    text.block("for (int k = 0; k < \(d); k++) {") { text in
      text.add("double p[\(stride)] NET_ALIGNED = {0};")
      text.add("for (int j = 0; j <= k; j++) H[k * \(d) + j] = 0;")
      if case .rows = base.layout {
        let width = base.paddedInputs
        text.add("for (int a = 0; a < \(base.neurons); a++)")
        text.add(
          "  for (int i = 0; i < \(stride); i++) p[i] += \(w)[a * \(width) + k] * S[a * \(stride) + i];"
        )
        text.add("for (int a = 0; a < \(base.neurons); a++)")
        text.add(
          "  for (int j = 0; j <= k; j++) H[k * \(d) + j] += p[a] * \(w)[a * \(width) + j];")
      } else {
        text.add("net_add_columns(\(base.neurons), \(stride), S, \(w) + k * \(stride), p);")
        text.add("net_add_rows(k + 1, \(stride), \(stride), \(w), p, H + k * \(d));")
      }
    }
    for scale in layers.prefix(base.number - 1) {
      text.add("for (int k = 0; k < \(d); k++)")
      text.add(
        "  for (int j = 0; j <= k; j++) H[k * \(d) + j] *= \(scale.weights)[k] * \(scale.weights)[j];"
      )
    }
    text.add("for (int k = 0; k < \(d); k++)")
    text.add("  for (int j = 0; j < k; j++) H[j * \(d) + k] = H[k * \(d) + j];")
  }
}
