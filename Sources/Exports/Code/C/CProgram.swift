/// A network and its derivatives in C99, as a library of C and as an external function of CasADi.
struct CProgram {
  let code: CodeNetwork
  let layers: [CLayer]
  let request: CodeRequest

  /// How many numbers the neurons with second derivatives take, each layer's filled up.
  let curvedCount: Int

  init(_ code: CodeNetwork, _ request: CodeRequest) {
    var place = 0
    self.code = code
    self.request = request
    layers = code.layers.map { layer in
      guard layer.isCurved else { return CLayer(layer, place: nil) }
      defer { place += CLayer.padded(layer.neuronCount) }
      return CLayer(layer, place: place)
    }
    curvedCount = place
  }

  var name: String { request.function }
  var d: Int { code.inputCount }
  var m: Int { code.outputCount }

  /// The most numbers that a row takes on its way forward, and on its way back.
  var widestForward: Int { layers.map(\.paddedNeurons).max() ?? 0 }
  var widestBack: Int { layers.map { max($0.paddedInputs, $0.paddedNeurons) }.max() ?? 0 }

  /// The same of the rows that second derivatives are made of, which may begin behind the first layer.
  var widestFactor: Int {
    layers.drop { $0.number < hessianBase?.number ?? 0 }.map(\.paddedNeurons).max() ?? 0
  }

  /// Many layers make compilers slow where every product and activation becomes part of each: then
  /// they stay functions.
  var isDeep: Bool { layers.count > 12 }

  var hasSlopes: Bool { request.has(.jacobian) || needsCurves || request.has(.adjoint) }
  var needsCurves: Bool { request.has(.hessian) || request.has(.adjoint) }

  /// The bytes of stack that the second derivatives take: G of all neurons with curvature, and rows on
  /// the way to them.
  var curveBytes: Int {
    8 * (rowCount * (curvedCount + 2 * widestFactor + CLayer.padded(rowCount)) + 4 * curvedCount)
  }

  /// The same of J.
  var jacobianBytes: Int { 8 * (2 * widestBack + 1) * (min(d, m) + jacobianCut.rowsBeside) }

  /// The whole file.
  func written() -> CodeText {
    var text = CodeText()
    text.add(header)
    text.add("#include <math.h>\n#include <stddef.h>\n#include <stdint.h>\n#include <string.h>\n")
    text.add(CKernels.head)
    names(&text)
    var body = CodeText()
    values(&body)
    if hasSlopes { derivatives(&body) }
    let kernels = kernels(body.text)
    if !kernels.isEmpty { text.add("\n/* ---- Products ---- */\n\n" + inlined(kernels)) }
    functions(&text, couplings(body.text))
    text.add(
      "/* ---- Weights: of each layer as its product reads them, filled up with zeros ---- */\n")
    weights(&text)
    text.add("/* ---- The network ---- */\n")
    text.add(body.text)
    text.add("/* ---- For C ---- */\n")
    entryPoints(&text)
    casadi(&text)
    return text
  }

  // MARK: Parts

  /// What the layers are computed by: only what they call, as compilers warn of what nobody does.
  private func kernels(_ body: String) -> String {
    let isUsed = { (name: String) in body.contains(name + "(") }
    let many = isUsed("net_add_columns_of_rows")
    var text = ""
    if many || isUsed("net_add_columns") { text += CKernels.products }
    if isUsed("net_add_rows") { text += CKernels.dots }
    if many { text += CKernels.manyColumns }
    return text
  }

  private func inlined(_ text: String) -> String {
    isDeep ? text.replacing("NET_INLINE", with: "static") : text
  }

  private func couplings(_ body: String) -> String {
    [
      ("net_softmax", CKernels.softmax), ("net_centre", CKernels.centre),
      ("net_logsoftmax", CKernels.logsoftmax), ("net_pull_logsoftmax", CKernels.pullLogsoftmax),
    ].map { body.contains($0 + "(") ? $1 : "" }.joined()
  }

  /// σ, σ′ and σ″ of each activation.
  private func functions(_ text: inout CodeText, _ couplings: String) {
    let used = code.calledFunctions.union(code.isCoupled ? [.exp] : [])
    if !used.isEmpty || !code.functions.isEmpty { text.add("/* ---- Activations ---- */\n") }
    text.add(CKernels.elementary(used))
    text.add(couplings)
    for function in code.functions {
      let (lines, results) = function.program.written(.c, of: "x")
      text.add("/* \(function.summary): f = sigma(x), s = sigma'(x), c = sigma''(x). */")
      text.block(
        inlined("NET_INLINE void \(function.name)(double x, double *f, double *s, double *c)\n{")
      ) {
        for line in lines { $0.add(line) }
        for (target, result) in zip(["f", "s", "c"], results) { $0.add("*\(target) = \(result);") }
        if !function.usesItsArgument { $0.add("(void)x;") }
      }
      text.add("")
    }
  }

  private func weights(_ text: inout CodeText) {
    for layer in layers {
      let (rows, columns) = (layer.neurons, layer.inputs)
      let order =
        switch layer.layout {
        case .columns: "\(rows) x \(columns), a column a line"
        case .rows: "\(rows) x \(columns), a row a line"
        case .diagonal: "diagonal, of \(rows)"
        }
      text.add("/* W\(layer.number), \(order). */")
      text.block(
        "static const double \(layer.weights)[\(layer.entryCount)] NET_ALIGNED = {", end: "};"
      ) { text in
        let vectors = layer.vectors
        for (k, vector) in vectors.enumerated() {
          text.numbers(
            vector, StepSpelling.decimal, ending: k == vectors.count - 1 ? "" : ",")
        }
      }
      guard layer.layer.hasBias else { continue }
      let padding = Array(repeating: 0.0, count: layer.paddedNeurons - rows)
      text.block(
        "static const double \(layer.bias)[\(layer.paddedNeurons)] NET_ALIGNED = {", end: "};\n"
      ) { $0.numbers(layer.layer.bias + padding, StepSpelling.decimal, ending: "") }
    }
  }

  /// The names of inputs and outputs, for who calls.
  private func names(_ text: inout CodeText) {
    for (kind, names) in [("input", request.inputNames), ("output", request.outputNames)] {
      guard let names else { continue }
      text.add("")
      text.add("NET_EXPORT const char *const \(name)_\(kind)_names[\(names.count)] = {")
      for (k, name) in names.enumerated() {
        text.add("  " + QuotedText.c(name) + (k == names.count - 1 ? "" : ","))
      }
      text.add("};")
    }
  }
}
