extension CodeNetwork {
  /// Whether J is cheaper forward from the input than back from the output, for whole matrices at once.
  var isForwardCheaper: Bool {
    let products = layers.filter { !$0.isScaling }
    // The first product from either end is with the unit matrix, and so none.
    let forward = products.dropFirst().reduce(0.0) {
      $0 + Double($1.inputCount) * Double($1.neuronCount)
    }
    let back = products.dropLast().reduce(0.0) {
      $0 + Double($1.inputCount) * Double($1.neuronCount)
    }
    return Double(inputCount) * forward <= Double(outputCount) * back
  }

  /// The functions of one number that its activations call.
  var calledFunctions: Set<ScalarProgram.Function> {
    var called: Set<ScalarProgram.Function> = []
    for function in functions {
      for case .apply(let name, _) in function.program.steps { called.insert(name) }
    }
    return called
  }

  var isCoupled: Bool { couples(.softmax) || couples(.logsoftmax) }
}
