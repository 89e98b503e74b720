internal import Numerics

extension Evaluation {
  /// Names may lead to each other so often.
  static let mostNames = 32

  /// A name alone, with primes behind it that transpose.
  func named(_ name: String, _ syntax: Syntax) throws -> Tensor {
    let base = String(name.prefix { $0 != "'" })
    var value = try plain(base, syntax)
    for _ in 0..<(name.count - base.count) {
      guard let transposed = value.transposed else {
        throw fail("\(base) is \(value.sizeWords); a stack has no transpose", syntax)
      }
      value = transposed
    }
    return value
  }

  private func plain(_ name: String, _ syntax: Syntax) throws -> Tensor {
    if let expression = names.named[name] {
      guard depth < Self.mostNames else {
        throw fail("the names behind '\(name)' lead to each other", syntax)
      }
      var inner = Evaluation(
        pointOfNetwork: pointOfNetwork, names: names, characters: Array(expression.text),
        componentNames: componentNames, results: results, checkpoint: checkpoint)
      inner.depth = depth + 1
      // Its letters are those of what it stands in: g = G3[:,j].
      (inner.bound, inner.ranges) = (bound, ranges)
      do { return try inner.whole(expression.syntax) } catch let error as ExpressionError {
        throw fail("\(name) = \(expression.text): \(error.message)", syntax)
      }
    }
    if let quantity = Quantity(name) {
      return try known(syntax) { try point.value(of: quantity) }
    }
    if let letters = Self.deltaLetters(name), let i = bound[letters[0]], let j = bound[letters[1]] {
      return Tensor(i == j ? 1 : 0)
    }
    if let letter = Self.unitLetter(name), let k = bound[letter] {
      let count = try point.network.outputCount
      return Tensor((1...count).map { $0 == k ? 1 : 0 }, along: try point.network.output)
    }
    switch name {
    case "pi", "π": return Tensor(.pi)
    case "e": return Tensor(.exp(1))
    default: throw unknown(name, syntax.range)
    }
  }

  private func unknown(_ name: String, _ range: Range<Int>) -> ExpressionError {
    if let symbol = Quantity.Symbol.allCases.first(where: { $0.rawValue == name && $0.countsLayers }
    ) {
      return ExpressionError("\(symbol.rawValue) needs a layer: \(symbol.rawValue)1", at: range)
    }
    if TensorFunction(rawValue: name) != nil || Formula.Function(rawValue: name) != nil
      || names.activation(name) != nil || Expression.Names.sigma.contains(name)
    {
      return ExpressionError("'\(name)' is a function: \(name)(…)", at: range)
    }
    let known =
      names.functionNames + names.named.keys
      + Quantity.Symbol.allCases.map {
        $0.countsLayers ? "\($0.rawValue)1" : $0.rawValue
      }
    let hint = NearestName.of(name, in: known).map { "; did you mean '\($0)'?" } ?? ""
    return ExpressionError(
      "'\(name.count > 40 ? name.prefix(39) + "…" : name)' means nothing here\(hint)", at: range)
  }

  // MARK: Functions

  func application(
    _ name: Syntax.Name, _ arguments: [Syntax], _ syntax: Syntax
  ) throws -> Tensor {
    if let function = TensorFunction(rawValue: name.text) {
      guard function.counts.contains(arguments.count) else {
        throw count(name, function.counts.lowerBound, arguments.count)
      }
      return try self.function(
        function, try arguments.map(value), arguments.map(text), syntax)
    }
    guard arguments.count == 1 else { throw count(name, 1, arguments.count) }
    let argument = arguments[0]
    let base = String(name.text.prefix { $0 != "'" })
    let order = name.text.count - base.count
    if base.hasPrefix("sigma") || base.hasPrefix("σ") {
      return try sigma(base, order, argument, name)
    }
    if order == 0, let function = Formula.Function(rawValue: base) {
      let rule = function.rule
      return try value(of: argument).mapped(rule.value)
    }
    let derived = names.activation(base) == nil ? DerivativeName(name.text) : nil
    guard let activation = names.activation(derived?.base ?? base) else {
      throw unknown(base, name.range)
    }
    let order2 = derived?.order ?? order
    guard order2 <= 2 else {
      throw ExpressionError("'\(base)' is differentiated twice at most", at: name.range)
    }
    return try applied(activation, order2, try value(of: argument), name)
  }

  private func count(_ name: Syntax.Name, _ needed: Int, _ found: Int) -> ExpressionError {
    ExpressionError(
      "'\(name.text)' takes \(needed) value\(needed == 1 ? "" : "s"), not \(found)", at: name.range)
  }

  func function(
    _ function: TensorFunction, _ values: [Tensor], _ texts: [String], _ syntax: Syntax
  ) throws -> Tensor {
    try known(syntax) { try function(values, names: texts, checkpoint: checkpoint) }
  }

  private func applied(
    _ activation: Activation, _ order: Int, _ value: Tensor, _ name: Syntax.Name
  ) throws -> Tensor {
    if activation.couplesNeurons {
      guard order == 0, value.shape.count == 1 else {
        throw ExpressionError(
          "'\(activation.name)' acts on a whole layer: its derivative is D_l", at: name.range)
      }
      return Tensor(
        shape: value.shape, activation.values(value.storage),
        noise: value.noise + Tensor.rounding(of: [1]), axes: value.axes)
    }
    return value.mapped { z in
      if order == 0 { return activation.value(z) }
      let jet = activation.jet(z)
      return order == 1 ? jet.first : jet.second
    }
  }

  /// σ, σ′ and σ″ of a layer: the one whose z stands in the brackets, or whose number stands behind σ.
  private func sigma(
    _ base: String, _ order: Int, _ argument: Syntax, _ name: Syntax.Name
  ) throws -> Tensor {
    let point = try point
    guard order <= 2 else {
      throw ExpressionError("σ is differentiated twice at most", at: name.range)
    }
    let digits = base.drop { !($0.isASCII && $0.isNumber) }
    // z1, or its components z1[2].
    var inside = argument
    if case .entry(let whole, _) = argument.kind { inside = whole }
    var layer = Int(digits)
    var isOwn = false
    if case .name(let z) = inside.kind, let quantity = Quantity(z),
      quantity.symbol == .preactivation, let l = quantity.number
    {
      isOwn = layer == nil || layer == l
      layer = layer ?? l
    }
    if let layer, let ofLoss = point.behind(layer: layer), isOwn || digits.isEmpty {
      guard let value = ofLoss.activation(layer, order: order) else {
        throw ExpressionError("the neurons of layer \(layer) are coupled", at: name.range)
      }
      guard case .entry(_, let indices) = argument.kind else { return value }
      return try entries(of: value, indices, inside)
    }
    guard let layer, (1...point.network.layers.count).contains(layer) else {
      throw ExpressionError(
        digits.isEmpty
          ? "which layer's σ is meant? write σ(z1), or σ1(…)"
          : "the network has layers 1 to \(point.network.layers.count)", at: name.range)
    }
    if isOwn {
      guard let value = point.activation(layer, order: order) else {
        throw ExpressionError(
          "the neurons of layer \(layer) are coupled: its derivative is D\(layer)", at: name.range)
      }
      guard case .entry(_, let indices) = argument.kind else { return value }
      return try entries(of: value, indices, inside)
    }
    let activation = point.network.layers[layer - 1].activation
    guard activation.ranges == nil else {
      throw ExpressionError(
        "layer \(layer) has several activations; σ\(layer) of z\(layer) alone is known",
        at: name.range)
    }
    return try applied(activation, order, try value(of: argument), name)
  }
}
