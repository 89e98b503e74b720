import Core
import Formats
import Foundation
import TestSupport
import Testing

/// The values of the files of KNIME, R and RapidMiner stand in `ReferenceFileTests`.
@Suite struct PMMLTests {
  /// One input, one neuron, whose element is given; without its output.
  private func file(
    inputs: String = #"""
    <NeuralInput id="x"><DerivedField><FieldRef field="X"/></DerivedField></NeuralInput>
    """#, layer: String
  ) -> String {
    """
    <?xml version="1.0"?>
    <PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4">
    <NeuralNetwork activationFunction="tanh">
    <NeuralInputs>\(inputs)</NeuralInputs>
    \(layer)
    </NeuralNetwork></PMML>
    """
  }

  private func read(_ text: String) throws(ModelFileError) -> ReadNetwork {
    try ModelFile.read(Array(text.utf8), name: "net.pmml")
  }

  private let neuron = #"<Neuron id="n" bias="0.5"><Con from="x" weight="2"/></Neuron>"#

  @Test func layersHaveTheActivationOfTheModelOrTheirOwn() throws {
    let read = try read(
      file(
        layer: "<NeuralLayer>\(neuron)</NeuralLayer>"
          + #"<NeuralLayer activationFunction="rectifier"><Neuron id="&#111;&lt;">"#
          + #"<Con from="n" weight="-1e-3"/></Neuron></NeuralLayer>"#))
    #expect(read.network.layers.map(\.activation.name) == ["tansig", "poslin"])
    #expect(read.network.layers[0].weights.storage == [2] && read.network.layers[0].bias == [0.5])
    #expect(read.network.layers[1].weights.storage == [-0.001])
    #expect(read.network.inputNames == ["X"])
  }

  /// x ↦ (x − 1)/4 before the network, and y = 10·neuron + 5 behind it.
  @Test func scalingIsUndoneBehindTheNetwork() throws {
    let norm = """
      <NormContinuous field="X"><LinearNorm orig="1" norm="0"/><LinearNorm orig="5" norm="1"/>
      </NormContinuous>
      """
    let output = """
      <NeuralOutputs><NeuralOutput outputNeuron="n"><DerivedField><NormContinuous field="Y">
      <LinearNorm orig="5" norm="0"/><LinearNorm orig="15" norm="1"/>
      </NormContinuous></DerivedField></NeuralOutput></NeuralOutputs>
      """
    let read = try read(
      file(
        inputs: #"<NeuralInput id="x"><DerivedField>\#(norm)</DerivedField></NeuralInput>"#,
        layer: #"<NeuralLayer activationFunction="identity">\#(neuron)</NeuralLayer>"# + output))
    // 10(2(x − 1)/4 + 0.5) + 5
    #expect(read.network([3]) == [20])
    #expect(read.network.outputNames == ["Y"])
  }

  @Test(
    arguments: [
      (
        #"<NeuralLayer activationFunction="threshold"><Neuron id="n"/></NeuralLayer>"#,
        "line 5, column 2: the activation 'threshold' is not read"
      ),
      (
        #"<NeuralLayer normalizationMethod="simplemax"><Neuron id="n"/></NeuralLayer>"#,
        "line 5, column 2: the normalization 'simplemax' of 'tanh' is not read"
      ),
      (
        #"<NeuralLayer><Neuron id="n"><Con from="z" weight="1"/></Neuron></NeuralLayer>"#,
        "line 5, column 30: there is no neuron 'z' in the layers before"
      ),
      (
        #"<NeuralLayer><Neuron id="n"><Con from="x" weight="1,5"/></Neuron></NeuralLayer>"#,
        "line 5, column 30: weight is '1,5', which is no number"
      ),
      ("<NeuralLayer><Neuron/></NeuralLayer>", "line 5, column 15: <Neuron> has no id"),
      ("<NeuralLayer></NeuralLayer>", "line 5, column 2: layer 1 has no neurons"),
      ("", "its network has no NeuralLayer"),
    ])
  func layersThatAreRefused(layer: String, expected: String) {
    #expect(refusal(file(layer: layer), named: "a.pmml") == "a PMML file: " + expected)
  }

  @Test(
    arguments: [
      (
        #"<NormDiscrete field="C" value="a"/>"#,
        "'C' is a category, in which a network has no derivative"
      ),
      (
        #"<Apply function="log"><FieldRef field="X"/></Apply>"#,
        "a field derived by Apply is not read; FieldRef and NormContinuous are"
      ),
      (
        #"<NormContinuous field="X"><LinearNorm orig="1" norm="0"/></NormContinuous>"#,
        "NormContinuous has 1 points; a line through two is read"
      ),
    ])
  func inputsThatAreRefused(derived: String, expected: String) {
    let inputs = #"<NeuralInput id="x"><DerivedField>\#(derived)</DerivedField></NeuralInput>"#
    let message = refusal(
      file(inputs: inputs, layer: "<NeuralLayer>\(neuron)</NeuralLayer>"), named: "a.pmml")
    #expect(message?.hasPrefix("a PMML file: line 4, column ") == true)
    #expect(message?.hasSuffix(expected) == true)
  }

  @Test func whatIsNoNetworkIsNamed() throws {
    let audit = try TestFiles.bytes("Tests/Networks/pmml/rattle/NeuralNetworkAudit.pmml")
    #expect(
      refusal(audit, named: "a.pmml")
        == "a PMML file: line 94, column 7: 'Employment' is a category, in which a network has no "
        + "derivative")
    #expect(
      refusal("<PMML><TreeModel/></PMML>", named: "a.pmml")
        == "a PMML file: it has no NeuralNetwork, but a TreeModel")
    #expect(
      refusal("<?xml version=\"1.0\"?><net/>", named: "model.xml")
        == "an XML file: its root is <net>; of XML, PMML is read")
  }

  /// At 0.5 + 2x = 1.5, by the definitions of PMML 4.4.
  private static let activations: [(name: String, expected: Double)] = [
    ("Gauss", exp(-2.25)), ("Elliott", 0.6), ("arctan", 2 * atan(1.5) / .pi),
    ("reciprocal", 1 / 1.5), ("logistic", 1 / (1 + exp(-1.5))), ("exponential", exp(1.5)),
    ("square", 2.25), ("sine", sin(1.5)), ("cosine", cos(1.5)),
  ]

  @Test(arguments: activations)
  func activationsAreRead(name: String, expected: Double) throws {
    let read = try read(
      file(layer: "<NeuralLayer activationFunction=\"\(name)\">\(neuron)</NeuralLayer>"))
    #expect(abs(read.network([0.5])[0] - expected) <= 4e-16 * expected)
  }

  /// The first of y/Σ y for neurons of −0.5 and 0.5, and the softmax of their tanh.
  private static let normalised: [(activation: String, method: String, first: Double)] = [
    ("exponential", "simplemax", 1 / (1 + exp(1))), ("logistic", "simplemax", 1 / (1 + exp(0.5))),
    ("tanh", "softmax", 1 / (1 + exp(2 * tanh(0.5)))),
  ]

  @Test(arguments: normalised)
  func layersAreNormalised(activation: String, method: String, first: Double) throws {
    let neurons = """
      <Neuron id="a"><Con from="x" weight="-1"/></Neuron><Neuron id="b"><Con from="x" weight="1"/></Neuron>
      """
    let read = try read(
      file(
        layer:
          "<NeuralLayer activationFunction=\"\(activation)\" normalizationMethod=\"\(method)\">"
          + neurons + "</NeuralLayer>"))
    #expect(abs(read.network([0.5])[0] - first) <= 4e-16)
    #expect(read.remarks.count == (activation == "logistic" ? 1 : 0))
  }

  @Test func outputsAreNamedByTheirFields() throws {
    let outputs = """
      <NeuralOutputs><NeuralOutput outputNeuron="n"><DerivedField>
      <NormDiscrete field="c" value="yes &amp; no"/></DerivedField></NeuralOutput>
      <NeuralOutput outputNeuron="x"/></NeuralOutputs>
      """
    let read = try read(
      file(
        layer: "<NeuralLayer activationFunction=\"identity\">\(neuron)</NeuralLayer>" + outputs))
    #expect(read.network.outputNames == ["yes & no", "x"])
    #expect(read.network([3]) == [6.5, 3])
    let empty = try self.read(
      file(layer: "<NeuralLayer>\(neuron)</NeuralLayer><NeuralOutputs></NeuralOutputs>"))
    #expect(empty.network.outputNames == ["y1"] || empty.network.outputNames == nil)
  }

  @Test(arguments: [
    ("<PMML><NeuralNetwork/></PMML>", "its network has no NeuralInputs"),
    (
      "<PMML><NeuralNetwork><NeuralInputs></NeuralInputs></NeuralNetwork></PMML>",
      "its network has no inputs"
    ),
    ("<PMML/>", "it has no NeuralNetwork"),
    ("<PMML><NeuralNetwork/><NeuralNetwork/></PMML>", "it has 2 NeuralNetworks; one is read"),
  ])
  func networksWithoutTheirPartsAreRefused(text: String, expected: String) {
    #expect(refusal(text, named: "a.pmml") == "a PMML file: " + expected)
  }

  // MARK: XML

  /// Marks of bytes, texts that are no marks, prefixes of names, and references to characters.
  @Test func whatXMLMayHoldIsRead() throws {
    let text = file(layer: "<![CDATA[<a>]]><p:NeuralLayer>\(neuron)</p:NeuralLayer>")
      .replacing("field=\"X\"", with: "field=\"&gt;&quot;&apos;&#x41;&unheard;&\"")
      .replacing("\n</NeuralNetwork>", with: "<!-- end -->\n</NeuralNetwork>")
    let read = try ModelFile.read([0xEF, 0xBB, 0xBF] + Array(text.utf8), name: "net.pmml")
    #expect(read.network.inputNames == [">\"'A&unheard;&"])
  }

  @Test(
    arguments: [
      (
        "<?xml?><!DOCTYPE PMML [<!ENTITY a \"b\">]><PMML/>",
        "line 1, column 8: a document type, which may define entities, is not read"
      ),
      ("<PMML><a></b></PMML>", "line 1, column 14: </b> ends nothing that is open"),
      ("<PMML><a>", "line 1, column 10: <a> is not ended"),
      ("<PMML><a b=c/></PMML>", "line 1, column 12: the value of 'b' is not in quotes"),
      ("<PMML><a b/></PMML>", "line 1, column 11: the attribute 'b' has no value"),
      ("<PMML/><PMML/>", "line 1, column 15: there is a second root"),
      ("<PMML><!-- a </PMML>", "line 1, column 7: a comment is not ended"),
      ("<PMML>\n<a", "line 2, column 3: the tag <a> is not ended"),
    ])
  func damagedXML(text: String, expected: String) {
    #expect(refusal(text, named: "a.pmml") == "a PMML file: " + expected)
  }

  @Test func depthIsLimited() {
    let deep = "<PMML>" + String(repeating: "<a>", count: 100_000)
    #expect(
      refusal(deep, named: "a.pmml")?.contains("more than 64 elements in each other are") == true)
  }
}
