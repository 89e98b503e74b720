/// A network and its derivatives in Python, on NumPy alone.
struct PythonProgram {
  let code: CodeNetwork
  let request: CodeRequest

  func written() -> CodeText {
    var text = CodeText(step: 4)
    text.add(header)
    let called = code.calledFunctions
    if called.contains(.erf) || called.contains(.erfc) { text.add("import math\n") }
    text.add("import numpy as np\n")
    for function in [ScalarProgram.Function.erf, .erfc] where called.contains(function) {
      text.add(
        "_\(function.rawValue) = np.vectorize(math.\(function.rawValue), otypes=[float])")
    }
    for (kind, names) in [("INPUTS", request.inputNames), ("OUTPUTS", request.outputNames)] {
      guard let names else { continue }
      text.block("\(kind) = (", end: ")") { text in
        for name in names { text.add(QuotedText.python(name) + ",") }
      }
    }
    functions(&text)
    text.add("\n# Weights, biases and activations: of a layer that only scales the diagonal of W.")
    weights(&text)
    text.add(PythonText.forward(isCoupled: code.isCoupled))
    let needs = (
      push: request.has(.hessian) || request.has(.adjoint)
        || request.has(.jacobian) && code.isForwardCheaper,
      pull: request.has(.hessian) || request.has(.adjoint)
        || request.has(.jacobian) && !code.isForwardCheaper
    )
    if needs.push { text.add(PythonText.push) }
    if needs.pull { text.add(PythonText.pull) }
    text.add(PythonText.output)
    if request.has(.jacobian) {
      text.add(code.isForwardCheaper ? PythonText.jacobianForward : PythonText.jacobianBack)
    }
    if request.has(.hessian) || request.has(.adjoint) { text.add(PythonText.bend) }
    if request.has(.hessian) { text.add(PythonText.hessian) }
    if request.has(.adjoint) { text.add(PythonText.adjoint) }
    return text
  }

  private var header: String {
    var lines = [
      "\(request.title), on NumPy alone.", "", "Layers: \(request.layersSummary)", "",
      "output(x)      A, of shape (\(code.outputCount),), at x of shape (\(code.inputCount),)",
    ]
    if request.has(.jacobian) { lines.append("jacobian(x)    J, m x d") }
    if request.has(.hessian) { lines.append("hessian(x)     H of each output, m x d x d") }
    if request.has(.adjoint) {
      lines.append("adjoint(x, v)  gradient and Hessian of v A, (d,) and d x d")
    }
    // Raw: what is escaped in a name is no escape of Python's.
    return "r\"\"\"" + lines.joined(separator: "\n") + "\n\"\"\"\n"
  }

  private func functions(_ text: inout CodeText) {
    for function in code.functions {
      let (lines, results) = function.program.written(.python, of: "x")
      text.add("\n")
      text.block("def _\(function.name)(x):", end: nil) { text in
        text.add("# \(function.summary): sigma, sigma' and sigma''.")
        for line in lines { text.add(line) }
        text.add("return \(results.joined(separator: ", "))")
      }
    }
    text.add("")
  }

  private func weights(_ text: inout CodeText) {
    text.block("_LAYERS = [", end: "]\n") { text in
      for layer in code.layers {
        text.add("# Layer \(layer.number), \(layer.neuronCount) x \(layer.inputCount).")
        text.block("(", end: "),") { text in
          text.block("np.array([", end: "]),") { text in
            if layer.isScaling {
              text.numbers(layer.diagonal, StepSpelling.decimal)
            } else {
              for i in 0..<layer.neuronCount {
                text.block("[", end: "],") {
                  $0.numbers(Array(layer.weights.row(i)), StepSpelling.decimal)
                }
              }
            }
          }
          text.block("np.array([", end: "]),") { $0.numbers(layer.bias, StepSpelling.decimal) }
          text.add(activation(of: layer) + ",")
        }
      }
    }
  }

  private func activation(of layer: CodeLayer) -> String {
    switch layer.activation {
    case .identity: return "None"
    case .coupled(let coupling): return "\"\(coupling)\""
    case .elementwise(let ranges):
      let parts = ranges.map { range in
        "(slice(\(range.neurons.lowerBound), \(range.neurons.upperBound)), "
          + (range.function.map { "_" + code.functions[$0].name } ?? "None") + ")"
      }
      return "[" + parts.joined(separator: ", ") + "]"
    }
  }
}

extension StepSpelling {
  static let python = StepSpelling(
    number: { value in
      if value.isNaN { return "np.nan" }
      return value.isInfinite ? (value < 0 ? "-np.inf" : "np.inf") : decimal(value)
    },
    power: { "np.power(\($0), \($1))" },
    apply: { function, u in
      switch function {
      case .asinh: "np.arcsinh(\(u))"
      case .atan: "np.arctan(\(u))"
      case .erf, .erfc: "_\(function.rawValue)(\(u))"
      default: "np.\(function.rawValue)(\(u))"
      }
    },
    choose: { "np.where(\($0), \($1), \($2))" }, declare: { "\($0) = \($1)" })
}
