/// A network and its derivatives in Swift: functions of an enumeration without cases.
struct SwiftProgram {
  let code: CodeNetwork
  let request: CodeRequest

  /// Numbers that the compiler of Swift takes within a minute: its time for a literal grows with each.
  static let mostNumbers = 20_000

  func written() throws(CodeExportError) -> CodeText {
    let count = code.layers.reduce(0) {
      $0 + $1.bias.count + ($1.isScaling ? $1.neuronCount : $1.weights.storage.count)
    }
    if count > Self.mostNumbers {
      throw .tooManyNumbers(count, most: Self.mostNumbers, request.language)
    }
    var text = CodeText()
    text.add(header)
    text.block("enum \(request.function) {") { text in
      for (kind, names) in [("input", request.inputNames), ("output", request.outputNames)] {
        guard let names else { continue }
        text.block("static let \(kind)Names: [String] = [", end: "]\n") { text in
          for name in names { text.add(QuotedText.swift(name) + ",") }
        }
      }
      text.add(SwiftText.output)
      if request.has(.jacobian) {
        text.add(code.isForwardCheaper ? SwiftText.jacobianForward : SwiftText.jacobianBack)
      }
      if request.has(.hessian) { text.add(SwiftText.hessian) }
      if request.has(.adjoint) { text.add(SwiftText.adjoint) }
      text.add(SwiftText.forward)
      text.add(activation)
      if !request.quantities.isEmpty { text.add(SwiftText.products) }
      if request.has(.hessian) || request.has(.adjoint) { text.add(SwiftText.second) }
      functions(&text)
      weights(&text)
    }
    return text
  }

  private var header: String {
    let name = request.function
    var lines = [
      "\(request.title), in Swift without dependencies.", "", "Layers: \(request.layersSummary)",
      "",
      "\(name).output(x)       A, \(code.outputCount) numbers, at x of \(code.inputCount)",
    ]
    if request.has(.jacobian) { lines.append("\(name).jacobian(x)     J, m x d") }
    if request.has(.hessian) { lines.append("\(name).hessian(x)      H of each output, m x d x d") }
    if request.has(.adjoint) {
      lines.append("\(name).adjoint(x, v)   gradient and Hessian of v A, d and d x d")
    }
    return lines.map { $0.isEmpty ? "//" : "// " + $0 }.joined(separator: "\n") + """


      #if canImport(Darwin)
      import Darwin
      #elseif canImport(Glibc)
      import Glibc
      #elseif canImport(Musl)
      import Musl
      #elseif canImport(ucrt)
      import ucrt
      #endif

      """
  }

  private var activation: String {
    let cases = code.functions.enumerated().map { k, function in
      "      case \(k): return \(function.name)(z)\n"
    }
    return """
      /// f, sigma' and sigma'' of one neuron.
      private static func jet(_ function: Int, _ z: Double) -> (Double, Double, Double) {
        switch function {
      \(cases.map { $0.dropFirst(2) }.joined())    default: return (z, 1, 0)
        }
      }

      """
  }

  private func functions(_ text: inout CodeText) {
    for function in code.functions {
      let (lines, results) = function.program.written(.swift, of: "x")
      text.add("// \(function.summary): sigma, sigma' and sigma''.")
      text.block("private static func \(function.name)(_ x: Double) -> (Double, Double, Double) {")
      {
        for line in lines { $0.add(line) }
        $0.add("return (\(results.joined(separator: ", ")))")
      }
      text.add("")
    }
  }

  private func weights(_ text: inout CodeText) {
    text.block("private static let layers: [Layer] = [", end: "]\n") { text in
      for layer in code.layers {
        text.add(
          "Layer(inputs: \(layer.inputCount), W: W\(layer.number), b: b\(layer.number), "
            + "scales: \(layer.isScaling), kind: \(kind(of: layer))),")
      }
    }
    for layer in code.layers {
      text.add(
        "// Layer \(layer.number), \(layer.neuronCount) x \(layer.inputCount), a row after the other."
      )
      text.block("private static let W\(layer.number): [Double] = [", end: "]") {
        $0.numbers(
          layer.isScaling ? layer.diagonal : layer.weights.storage, StepSpelling.decimal)
      }
      text.block("private static let b\(layer.number): [Double] = [", end: "]") {
        $0.numbers(layer.bias, StepSpelling.decimal)
      }
    }
  }

  private func kind(of layer: CodeLayer) -> String {
    switch layer.activation {
    case .identity: return ".linear"
    case .coupled(let coupling): return ".\(coupling)"
    case .elementwise(let ranges):
      let parts = ranges.map {
        "(\($0.neurons.lowerBound)..<\($0.neurons.upperBound), \($0.function ?? -1))"
      }
      return ".alone([\(parts.joined(separator: ", "))])"
    }
  }
}

extension StepSpelling {
  static let swift = StepSpelling(
    number: { value in
      if value.isNaN { return "Double.nan" }
      return value.isInfinite
        ? (value < 0 ? "-Double.infinity" : "Double.infinity") : decimal(value)
    },
    power: { "pow(\($0), \($1))" },
    apply: { function, u in
      switch function {
      case .sqrt: "\(u).squareRoot()"
      case .abs: "\(u).magnitude"
      default: "\(function.rawValue)(\(u))"
      }
    },
    choose: { "\($0) ? \($1) : \($2)" }, declare: { "let \($0): Double = \($1)" })
}
