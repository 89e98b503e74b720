internal import Core

extension StateDictReader {
  /// Uses the buffers that are a scaler of the inputs or the outputs, and says what is left out.
  func useBuffers(_ state: StateDict, _ chain: inout Chain) throws(ModelFileError) {
    var used: Set<String> = []
    if let (mean, deviation) = scaler(state, among: Self.inputScalers, count: chain.inputCount) {
      let scaling = Scaling.standard(mean: values(mean.tensor), deviation: values(deviation.tensor))
      let origin = "\(Quote.single(mean.name)), \(Quote.single(deviation.name))"
      chain.steps.insert(Chain.Step(kind: .scaling(scaling), origin: origin), at: 0)
      chain.remarks.append("\(origin): taken as the scaling of the inputs, (x − mean)/std")
      used.formUnion([mean.name, deviation.name])
    }
    if let (mean, deviation) = scaler(state, among: Self.outputScalers, count: chain.outputCount) {
      let origin = "\(Quote.single(mean.name)), \(Quote.single(deviation.name))"
      chain.append(
        .scaling(Scaling(factor: values(deviation.tensor), shift: values(mean.tensor))),
        from: origin)
      chain.remarks.append("\(origin): taken as the scaling of the outputs, std y + mean")
      used.formUnion([mean.name, deviation.name])
    }
    let rest = state.buffers.filter { buffer in
      !used.contains(buffer.name) && !buffer.name.hasSuffix("num_batches_tracked")
    }
    if !rest.isEmpty {
      let list = rest.prefix(5).map { Quote.shortened($0.name) }.joined(separator: ", ")
      chain.remarks.append(
        "left out: \(list)" + (rest.count > 5 ? " and \(rest.count - 5) more" : ""))
    }
  }

  /// An activation that stands as a text beside the tensors: `activation: tanh`.
  func useTexts(
    _ state: StateDict, _ chain: inout Chain, _ options: ReadOptions
  ) throws(ModelFileError) {
    let told = state.texts.filter { $0.key.lowercased().contains("activation") }
    guard chain.openCount > 1, told.count == 1, let rule = ActivationRule.named(told[0].text) else {
      return
    }
    if let given = options.activations {
      if given.first?.name != rule.name {
        chain.warnings.append(
          .contradiction(
            "\(told[0].key) is \(Quote.single(told[0].text)) in the file, and other activations "
              + "were given"))
      }
      return
    }
    chain.remarks.append(
      "\(told[0].key) is \(Quote.single(told[0].text)): taken for every layer but the last, "
        + "which is linear")
    chain.fill(
      Array(repeating: Activation(rule), count: chain.openCount - 1) + [Activation(.purelin)])
  }

  private static let inputScalers = [
    ("mean", "std"), ("input_mean", "input_std"), ("x_mean", "x_std"), ("in_mean", "in_std"),
    ("X_mean", "X_std"), ("scaler.mean", "scaler.std"), ("mean", "scale"),
    ("scaler.mean", "scaler.scale"), ("input_mean", "input_scale"),
  ]

  private static let outputScalers = [
    ("output_mean", "output_std"), ("y_mean", "y_std"), ("out_mean", "out_std"),
    ("target_mean", "target_std"), ("Y_mean", "Y_std"), ("output_mean", "output_scale"),
  ]

  private typealias Buffer = (name: String, tensor: NumberArray)

  /// A mean and a deviation of the right size whose names leave no doubt.
  private func scaler(
    _ state: StateDict, among names: [(String, String)], count: Int?
  ) -> (Buffer, Buffer)? {
    for (mean, deviation) in names {
      guard let mean = state.buffers.first(where: { $0.name == mean }),
        let deviation = state.buffers.first(where: { $0.name == deviation }),
        mean.tensor.count == count, deviation.tensor.count == count,
        values(deviation.tensor).allSatisfy({ $0 > 0 && $0.isFinite })
      else { continue }
      return (mean, deviation)
    }
    return nil
  }

  private func values(_ tensor: NumberArray) -> [Double] { tensor.doubles(in: bytes) }
}
