/// A network and its derivatives in MATLAB and Octave: a function in a file of its own.
struct MATLABProgram {
  let code: CodeNetwork
  let request: CodeRequest

  func written() -> CodeText {
    var text = CodeText()
    function(&text)
    text.block("function layers = weights()", end: "end\n") { text in
      text.add(
        "% Of each layer W (its diagonal where the layer only scales), b and what each neuron does."
      )
      text.add("layers = cell(1, \(code.layers.count));")
      for layer in code.layers { weights(layer, &text) }
    }
    text.add(MATLABText.forward)
    if !request.quantities.isEmpty { text.add(MATLABText.products) }
    if request.has(.jacobian) {
      text.add(code.isForwardCheaper ? MATLABText.jacobianForward : MATLABText.jacobianBack)
    }
    if request.has(.hessian) || request.has(.adjoint) { text.add(MATLABText.second) }
    text.add(MATLABText.activation(code.functions))
    for function in code.functions {
      let (lines, results) = function.program.written(.matlab, of: "x")
      text.add("% \(function.summary): sigma, sigma' and sigma''.")
      text.block("function [f, s, c] = \(function.name)(x)", end: "end\n") { text in
        for line in lines { text.add(line) }
        for (target, result) in zip(["f", "s", "c"], results) {
          text.add("\(target) = \(result) + zeros(size(x));")
        }
      }
    }
    text.add(MATLABText.pick)
    return text
  }

  /// The function that is called, with its help.
  private func function(_ text: inout CodeText) {
    let name = request.function
    var results = ["A"]
    var calls: [String] = []
    if request.has(.jacobian) {
      results.append("J")
      calls.append(
        "if nargout > \(results.count - 1), J = jacobian(layers, trace, numel(x), numel(A)); end")
    }
    if request.has(.hessian) {
      results.append("H")
      calls.append(
        "if nargout > \(results.count - 1), [~, H] = second(layers, trace, numel(x), eye(numel(A))); end"
      )
    }
    if request.has(.adjoint) {
      results += ["gradient", "curvature"]
      calls.append(
        "if nargout > \(results.count - 2), [gradient, curvature] = second(layers, trace, numel(x), "
          + "reshape(v, 1, [])); end")
    }
    let signature =
      "[\(results.joined(separator: ", "))] = \(name)(x\(request.has(.adjoint) ? ", v" : ""))"
    var lines = [
      "\(request.title), in MATLAB and Octave without toolboxes.", "  \(signature)",
      "x: \(code.inputCount) numbers. A: \(code.outputCount) numbers, a column.",
    ]
    if request.has(.jacobian) { lines.append("J: m x d.") }
    if request.has(.hessian) { lines.append("H: d x d x m, H(:, :, k) that of output k.") }
    if request.has(.adjoint) {
      lines.append(
        "gradient, curvature: of v * A, for a row v of \(code.outputCount) numbers; 1 x d and d x d."
      )
    }
    lines.append("Layers: \(request.layersSummary)")
    for (kind, names) in [("Inputs", request.inputNames), ("Outputs", request.outputNames)] {
      guard let names else { continue }
      lines.append("\(kind): " + names.prefix(40).map(QuotedText.comment).joined(separator: ", "))
    }
    text.block("function \(signature)", end: "end\n") { text in
      for line in lines { text.add("% " + line) }
      text.add("")
      text.add("persistent layers")
      text.add("if isempty(layers), layers = weights(); end")
      text.add("[A, \(request.quantities.isEmpty ? "~" : "trace")] = forward(layers, x(:));")
      for call in calls { text.add(call) }
    }
  }

  private func weights(_ layer: CodeLayer, _ text: inout CodeText) {
    text.add("% Layer \(layer.number), \(layer.neuronCount) x \(layer.inputCount).")
    text.block("W = [", end: "];") { text in
      let rows = layer.isScaling ? layer.diagonal.map { [$0] } : layer.weights.rowArrays
      for row in rows { text.add(row.map(StepSpelling.decimal).joined(separator: ", ")) }
    }
    text.block("b = [", end: "];") { text in
      for value in layer.bias { text.add(StepSpelling.decimal(value)) }
    }
    let kind: String
    switch layer.activation {
    case .identity: kind = "'linear'"
    case .coupled(let coupling): kind = "'\(coupling)'"
    case .elementwise(let ranges):
      // For each range its first and last neuron, and the number of its function; 0 for f = z.
      kind =
        "["
        + ranges.map { range in
          "\(range.neurons.lowerBound + 1), \(range.neurons.upperBound), \((range.function ?? -1) + 1)"
        }.joined(separator: "; ") + "]"
    }
    text.add(
      "layers{\(layer.number)} = struct('W', W, 'b', b, 'scales', \(layer.isScaling), 'kind', \(kind));"
    )
  }
}

extension StepSpelling {
  static let matlab = StepSpelling(
    number: { value in
      if value.isNaN { return "NaN" }
      return value.isInfinite ? (value < 0 ? "-Inf" : "Inf") : decimal(value)
    },
    power: { "\($0) .^ \($1)" }, apply: { "\($0.rawValue)(\($1))" },
    choose: { "pick(\($0), \($1), \($2))" },
    declare: { name, value in
      // Division and product of vectors stand between spaces.
      "\(name) = \(value.replacing(" * ", with: " .* ").replacing(" / ", with: " ./ "));"
    })
}
