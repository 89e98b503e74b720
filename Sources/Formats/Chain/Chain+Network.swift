internal import Core

extension Chain {
  /// The network of the chain.
  ///
  /// - Throws: when the steps do not fit each other, or activations are open and not given.
  func network(
    name: String, format: String, options: ReadOptions, warnings: [ModelWarning] = []
  ) throws(ModelFileError) -> ReadNetwork {
    var chain = self
    if options.isRaw { chain.leaveOutScaling() }
    try chain.check(format: format)
    let tookActivations = chain.openCount > 0
    try chain.fillOpen(with: options, format: format)
    let (layers, origins) = chain.layers(folded: options.isFolded)
    guard !layers.isEmpty else {
      throw ModelFileError(.refused(format, "it holds no layer"))
    }
    var read = ReadNetwork(
      layers: layers, origins: origins, name: name, format: format, inputNames: chain.inputNames,
      outputNames: chain.outputNames, remarks: chain.remarks,
      warnings: chain.warnings + warnings)
    read.tookActivations = tookActivations
    return read
  }

  /// Drops the scaling of the inputs and of the outputs, and says so.
  mutating func leaveOutScaling() {
    func isScaling(_ step: Step) -> Bool { if case .scaling = step.kind { true } else { false } }
    var left: [String] = []
    while let step = steps.first, isScaling(step) { left.append(steps.removeFirst().origin) }
    while let step = steps.last, isScaling(step) { left.append(steps.removeLast().origin) }
    remarks.append(
      left.isEmpty
        ? "there is no scaling to leave out" : "scaling left out: " + left.joined(separator: ", "))
  }

  /// Each step takes as many values as the one before gives, and there are not too many.
  private func check(format: String) throws(ModelFileError) {
    if let problem = ReadLimits.problem(.layers, steps.count) {
      throw ModelFileError(.refused(format, problem))
    }
    var width: Int?
    var parameters = 0
    for step in steps {
      let inputs: Int
      let outputs: Int
      switch step.kind {
      case .affine(let weights, let bias):
        (inputs, outputs) = (weights.columns, weights.rows)
        guard bias.count == outputs, inputs > 0, outputs > 0 else {
          throw ModelFileError(
            .refused(
              format,
              "\(Quote.single(step.origin)) has \(outputs) rows of weights and "
                + "\(bias.count) biases"))
        }
        parameters += (inputs + 1) * outputs
      case .scaling(let scaling):
        (inputs, outputs) = (scaling.count, scaling.count)
        guard scaling.shift.count == inputs, inputs > 0 else {
          throw ModelFileError(
            .refused(format, "\(Quote.single(step.origin)) scales \(inputs) values"))
        }
        if let problem = ReadLimits.problem(.scaled, inputs) {
          throw ModelFileError(.refused(format, problem))
        }
        parameters += (inputs + 1) * inputs
      case .activation, .openActivation: continue
      }
      if let width, width != inputs {
        throw ModelFileError(
          .refused(
            format,
            "\(Quote.single(step.origin)) takes \(inputs) values, but what stands before it gives "
              + "\(width)"))
      }
      width = outputs
    }
    if let problem = ReadLimits.problem(.parameters, parameters) {
      throw ModelFileError(.refused(format, problem))
    }
  }

  /// Puts the activations that were given into the places that the file leaves open.
  private mutating func fillOpen(
    with options: ReadOptions, format: String
  ) throws(ModelFileError) {
    let count = openCount
    guard count > 0 else { return }
    let list = openOrigins
    guard let given = options.activations else {
      // One layer is linear unless somebody says otherwise; more would only be a linear one.
      if count == 1 {
        remarks.append("the file tells no activation: the layer is taken as linear")
        return fill([Activation(.purelin)])
      }
      throw ModelFileError(
        .refused(
          format,
          "it has the weights of \(count) layers (\(list)) and does not tell their activations; "
            + "say them: load FILE activations "
            + Array(repeating: "relu", count: count - 1).joined(separator: ",") + ",linear"))
    }
    if given.count == 1, count > 1, let hidden = given.first {
      remarks.append("every layer has \(hidden.name) but the last, which is linear")
      return fill(Array(repeating: hidden, count: count - 1) + [Activation(.purelin)])
    }
    guard given.count == count else {
      throw ModelFileError(
        .activations(layers: count, given: given.count, kind: format, names: list))
    }
    fill(given)
  }

  /// The names of the affine steps, for a message.
  private var openOrigins: String {
    let names = steps.compactMap { step -> String? in
      if case .affine = step.kind { return step.origin } else { return nil }
    }
    let shown = names.prefix(5).map { Quote.shortened($0) }.joined(separator: ", ")
    return names.count > 5 ? shown + " and \(names.count - 5) more" : shown
  }
}
