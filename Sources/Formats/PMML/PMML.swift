internal import Core

extension ModelFormat {
  /// The neural networks that KNIME, R, RapidMiner and others write.
  static let pmml = ModelFormat(
    name: "PMML", endings: ["pmml", "xml"], hasMark: true,
    takes: [.folded],
    recognises: { bytes in
      let head = bytes.prefix(200).drop { [0xEF, 0xBB, 0xBF, 0x20, 0x09, 0x0A, 0x0D].contains($0) }
      return head.starts(with: Array("<?xml".utf8)) || head.starts(with: Array("<PMML".utf8))
    },
    read: { bytes, name, options throws(ModelFileError) in
      try PMMLReader.network(PMMLFile(bytes), name: name, options: options)
    },
    write: nil)
}

/// The neural network of a PMML file.
///
/// Source: the Data Mining Group's description of PMML 3.1 to 4.4, "Neural Network Models".
struct PMMLFile {
  static let kind = "a PMML file"

  let tree: XMLTree
  let model: XMLTree.Reference

  /// The fields that are derived of others, by name.
  let derivedFields: [String: XMLTree.Reference]

  static func refused(_ why: String) -> ModelFileError { ModelFileError(.refused(kind, why)) }

  /// A refusal with the place of an element.
  func refused(_ why: String, at element: XMLTree.Reference) -> ModelFileError {
    Self.refused("\(tree.position(element)): \(why)")
  }

  init(_ bytes: [UInt8]) throws(ModelFileError) {
    let tree: XMLTree
    do throws(XMLTree.Problem) { tree = try XMLTree(bytes) } catch {
      throw Self.refused("\(error.position): \(error.message)")
    }
    guard tree.name(tree.root) == "PMML" else {
      throw ModelFileError(
        .refused(
          "an XML file",
          "its root is <\(Quote.shortened(tree.name(tree.root)))>; of XML, PMML is read"))
    }
    let networks = tree.children(tree.root, "NeuralNetwork")
    guard networks.count == 1 else {
      let models = tree.children(tree.root).map { tree.name($0) }.filter { name in
        name.hasSuffix("Model") || name.hasSuffix("Network")
      }
      throw Self.refused(
        networks.isEmpty
          ? "it has no NeuralNetwork"
            + (models.first.map { ", but a \(Quote.shortened($0))" } ?? "")
          : "it has \(networks.count) NeuralNetworks; one is read")
    }
    let model = networks[0]
    var fields: [String: XMLTree.Reference] = [:]
    for dictionary in [
      tree.child(model, "LocalTransformations"), tree.child(tree.root, "TransformationDictionary"),
    ] {
      for derived in dictionary.map({ tree.children($0, "DerivedField") }) ?? [] {
        guard let name = tree.attribute("name", of: derived), fields[name] == nil else { continue }
        fields[name] = derived
      }
    }
    (self.tree, self.model, derivedFields) = (tree, model, fields)
  }

  // MARK: Attributes

  func text(_ key: String, of element: XMLTree.Reference) throws(ModelFileError) -> String {
    guard let text = tree.attribute(key, of: element) else {
      throw refused("<\(tree.name(element))> has no \(key)", at: element)
    }
    return text
  }

  func number(_ key: String, of element: XMLTree.Reference) throws(ModelFileError) -> Double {
    let text = try text(key, of: element)
    guard let number = Double(text) else {
      throw refused("\(key) is \(Quote.single(text)), which is no number", at: element)
    }
    return number
  }
}
