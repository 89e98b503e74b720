/// What is to be written, but for the network itself.
struct CodeRequest {
  let language: CodeLanguage

  /// The name of the function, as every language takes it.
  let function: String
  let quantities: Set<CodeQuantity>

  /// What the network is called, and its layers in words.
  let contents: String
  let title: String
  let layersSummary: String
  let inputNames: [String]?
  let outputNames: [String]?

  init(
    _ network: Network, _ language: CodeLanguage, file: String, quantities: Set<CodeQuantity>
  ) {
    self.language = language
    self.quantities = quantities
    function = Identifier.function(ofFile: file, in: language)
    contents = (["A"] + CodeQuantity.allCases.filter(quantities.contains).map(\.symbol)).listed
    title = "\(contents) of \(QuotedText.comment(network.name))"
    let widths = ([network.inputCount] + network.layers.map(\.neuronCount)).map(String.init)
    let names = network.layers.map { QuotedText.comment($0.activation.name) }
    layersSummary =
      network.layers.count > 12
      ? "\(network.layers.count) of them"
      : widths.joined(separator: "-") + ", " + names.joined(separator: ", ")
    inputNames = network.inputNames
    outputNames = network.outputNames
  }

  func has(_ quantity: CodeQuantity) -> Bool { quantities.contains(quantity) }

  /// How the file becomes a library, where that has to be said.
  var buildCommand: String {
    "gcc -O3 -march=native -fPIC -shared \(function).c -o \(function).so -lm"
  }
}

extension [String] {
  /// `a, b and c`.
  var listed: String {
    count < 2 ? joined() : dropLast().joined(separator: ", ") + " and " + (last ?? "")
  }
}
