import Formats
import Testing

/// Every way in which a file can fail to be a network, with the words a person reads.
@Suite struct NetworkJSONErrorTests {
  private func message(_ text: String, name: String = "net.json") -> String? {
    #expect(throws: ModelFileError.self) {
      try ModelFile.read(Array(text.utf8), name: name)
    }?.message
  }

  /// A file with these layers and, after them, these members.
  private func file(_ layers: String, _ rest: String = "") -> String {
    #"{"format": "netrepl-network", "version": 1, "layers": [\#(layers)]\#(rest)}"#
  }

  private func layer(
    _ weights: String = "[[1, 2]]", bias: String = "[0]", activation: String = "\"tansig\""
  ) -> String {
    #"{"weights": \#(weights), "bias": \#(bias), "activation": \#(activation)}"#
  }

  @Test(
    arguments: [
      ("", "the file is empty"),
      (" \n\t", "the file is empty"),
      ("{", "not JSON: line 1, column 2: the text ends where a key in double quotes is expected"),
      ("layers: 3", "not JSON: line 1, column 1: layers is not a JSON value"),
      ("{\n \"a\": 1,\n \"a\": 2}", "line 3, column 2: the key \"a\" appears twice"),
      ("[1, 2]", "a network file is a JSON object, and this is a list"),
      (
        "{}",
        #"this JSON has no "format"; a network file has "format": "netrepl-network""#
      ),
      (
        #"{"format": "onnx"}"#,
        #"the format is "onnx"; a network file has "format": "netrepl-network""#
      ),
      (#"{"format": 1}"#, #""format" must be a string, and is a number"#),
      (#"{"format": "netrepl-network"}"#, #"network: "version" is missing"#),
      (
        #"{"format": "netrepl-network", "version": 2}"#,
        "the format's version is 2; this version reads 1"
      ),
      (
        #"{"format": "netrepl-network", "version": "1"}"#,
        #""version" must be 1, and is "1""#
      ),
      (#"{"format": "netrepl-network", "version": 1}"#, #"network: "layers" is missing"#),
      (
        #"{"format": "netrepl-network", "version": 1, "layers": {}}"#,
        #""layers" must be a list, and is an object"#
      ),
    ])
  func theWhole(text: String, expected: String) {
    #expect(message(text) == expected)
  }

  @Test func layers() {
    #expect(message(file("")) == "the network has no layers")
    #expect(
      message(file("\(layer()), 5"))
        == #"layer 2 must be an object with "weights", "bias" and "activation", and is a number"#)
    #expect(
      message(file("\(layer()), {\"bias\": [1]}")) == #"layer 2: "weights" is missing"#)
    #expect(message(file(#"{"weights": [[1]]}"#)) == #"layer 1: "bias" is missing"#)
    #expect(
      message(file(#"{"weights": [[1]], "bias": [1]}"#)) == #"layer 1: "activation" is missing"#)
    let wide = layer("[[1], [2], [3], [4], [5]]", bias: "[1, 2, 3, 4, 5]")
    #expect(
      message(file("\(layer()), \(wide), \(layer())"))
        == "layer 3 takes 2 inputs, but layer 2 gives 5")
  }

  @Test(
    arguments: [
      ("\"W\"", #"layer 2: "weights" must be rows of numbers, [[...], ...], and is "W""#),
      (
        "[1, 2]",
        #"layer 2: "weights" must be rows of numbers, [[...], ...], and is one flat list"#
      ),
      ("[]", #"layer 2: "weights" has no rows"#),
      ("[[1], []]", #"layer 2, row 2 of "weights" is empty"#),
      (
        "[[1], true]",
        #"layer 2, row 2 of "weights" must be a list of numbers, and is true or false"#
      ),
      (
        "[[1,2,3,4,5], [1,2,3,4,5], [1,2,3,4]]",
        "layer 2, row 3 has 4 numbers where row 1 has 5"
      ),
      ("[[1, 2], [3]]", "layer 2, row 2 has 1 number where row 1 has 2"),
      ("[[1], [2], [\"x\"]]", #"W2[3,1] must be a number, and is "x""#),
      ("[[1], [2, [3]]]", "W2[2,2] must be a number, and is a list"),
      ("[[1], [2, null]]", "W2[2,2] must be a number, and is null"),
      ("[[1], [1e999]]", "line 2, column 20: 1e999 is beyond the range of a double"),
      ("[[1], [0x10]]", "not JSON: line 2, column 20: 0x10 is not a JSON value"),
    ])
  func weights(text: String, expected: String) {
    #expect(message(file("\(layer("[[1, 2]]")),\n\(layer(text))")) == expected)
  }

  @Test func biases() {
    #expect(
      message(file(layer("[[1], [2], [3], [4]]", bias: "[1, 2, 3]")))
        == #"layer 1: "bias" has 3 numbers, but the layer has 4 neurons"#)
    #expect(
      message(file(layer("[[1]]", bias: "[]")))
        == #"layer 1: "bias" has 0 numbers, but the layer has 1 neuron"#)
    #expect(
      message(file(layer(bias: "0")))
        == #"layer 1: "bias" must be a list of numbers, and is a number"#)
    #expect(message(file(layer(bias: "[true]"))) == "b1[1] must be a number, and is true or false")
  }

  @Test(
    arguments: [
      ("\"tanhh\"", "layer 1: no activation 'tanhh'; did you mean 'tanh'?"),
      ("\"\"", "layer 1: no activation ''"),
      ("\"wavelet9\"", "layer 1: no activation 'wavelet9'"),
      ("7", #"layer 1: "activation" must be a name or an object with a name, and is a number"#),
      ("{}", #"layer 1: "activation": "name" is missing"#),
      (#"{"name": 3}"#, #"layer 1: the activation's "name" must be a string, and is a number"#),
      (#"{"name": "tansg"}"#, "layer 1: no activation 'tansg'; did you mean 'tansig'?"),
      (
        #"{"name": "tanh", "alpha": 1}"#,
        "layer 1: 'tansig' has no parameter 'alpha'; it has none"
      ),
      (
        #"{"formula": "x/(1+exp(-x)"}"#,
        "layer 1: line 1, column 120: formula \"x/(1+exp(-x)\", character 3: this '(' is not closed"
      ),
      (
        #"{"name": "tansig", "formula": "x"}"#,
        "layer 1: 'tansig' is a built-in activation; a formula needs another name"
      ),
      (
        #"{"name": "mine", "formula": "x", "alpha": 1}"#,
        "layer 1: a formula has no parameter 'alpha'; write its value into it"
      ),
      (
        #"{"name": "leakyrelu", "alpha": "inf"}"#,
        "layer 1: alpha of 'leakyrelu' is inf, and must be a finite number"
      ),
      (
        #"{"name": "leakyrelu", "slope": 1}"#,
        "layer 1: 'leakyrelu' has no parameter 'slope'; it has alpha"
      ),
      (
        #"{"name": "leakyrelu", "alpha": true}"#,
        "layer 1: alpha of 'leakyrelu' must be a number, and is true or false"
      ),
      (
        #"{"name": "softplus", "beta": "inf"}"#,
        "layer 1: beta of 'softplus' is inf, and must be a positive number"
      ),
    ])
  func activations(text: String, expected: String) {
    #expect(message(file(layer(activation: text))) == expected)
  }

  @Test(
    arguments: [
      (#""inputs": ["x"]"#, #""inputs" has 1, but the network has 2 inputs"#),
      (#""inputs": "x""#, #""inputs" must be a list of names, and is "x""#),
      (#""inputs": ["x", 2]"#, #""inputs" 2 must be a string, and is a number"#),
      (#""outputs": ["x", "y"]"#, #""outputs" has 2, but the network has 1 output"#),
      (#""input": [1, 2, 3]"#, #""input" has 3, but the network has 2 inputs"#),
      (#""input": 1"#, #""input" must be a list of numbers, and is a number"#),
      (#""input": [1, NaN]"#, #""input" 2 is nan; an input is finite"#),
      (#""input": ["-inf", 0]"#, #""input" 1 is -inf; an input is finite"#),
      (#""input": [1, "x"]"#, #""input" 2 must be a number, and is "x""#),
      (#""name": ["x"]"#, #""name" must be a string, and is a list"#),
    ])
  func namesAndInput(member: String, expected: String) {
    #expect(message(file(layer(), ", " + member)) == expected)
  }

  @Test func aPlaceComesWithTheError() {
    let error = #expect(throws: ModelFileError.self) {
      try ModelFile.read(
        Array(file("\(layer()),\n  \(layer("[[1]]", bias: "[1, 2]"))").utf8), name: "net.json")
    }
    #expect(error?.position == TextPosition(line: 2, column: 30))
  }

  @Test func longWordsAreCut() {
    let name = String(repeating: "x", count: 1000)
    #expect(
      message(file(layer(activation: "\"\(name)\"")))
        == "layer 1: no activation '\(String(repeating: "x", count: 40))…'")
  }
}
