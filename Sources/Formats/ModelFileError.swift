/// Why a file is not a network, or a network cannot be a file.
public struct ModelFileError: Error, Sendable, Hashable {
  public let problem: Problem

  /// Where in the text, if the format is a text and the problem has a place in it.
  public let position: TextPosition?

  init(_ problem: Problem, at position: TextPosition? = nil) {
    self.problem = problem
    self.position = position
  }

  /// Layers, rows and entries count from 1, as people count them.
  public enum Problem: Sendable, Hashable {
    // The file as a whole
    case empty
    case tooLarge(String)
    case otherKind(String)
    case unrecognised

    /// The ending of a format, and bytes that are not of it.
    case otherContent(ending: String, format: String)

    /// A file of a known kind that cannot be read: the kind, and what is wrong, where, and what to
    /// do.
    case refused(String, String)

    /// Another number of activations than the file has layers; where it does not tell any, what it
    /// is, and its layers.
    case activations(layers: Int, given: Int, kind: String? = nil, names: String? = nil)

    /// A layer that was asked for by a name that the file does not have.
    case noSuchLayer(kind: String, name: String, known: [String])

    // A text that is not JSON, or not this JSON
    case notJSON(String)
    case unusableJSON(String)
    case notAnObject(found: String)
    case noFormat
    case otherFormat(String)
    case otherVersion(String)

    // What a place lacks, and what stands there instead; `place` is as people name it
    case missing(key: String, place: String)
    case wrongKind(place: String, needed: String, found: String)

    // Shapes
    case noLayers
    case noRows(layer: Int)
    case emptyRow(layer: Int, row: Int)
    case raggedRow(layer: Int, row: Int, count: Int, firstCount: Int)
    case biasCount(layer: Int, count: Int, neurons: Int)
    case inputsOfLayer(layer: Int, count: Int, before: Int)
    case count(key: String, count: Int, needed: Int, of: String)

    // Activations
    case unknownActivation(layer: Int, name: String, nearest: String?)
    /// A formula, what is wrong in it, and the character of it that this is about, from 1.
    case formula(layer: Int, text: String, problem: String, character: Int)
    case formulaNamedAs(layer: Int, activation: String)
    case formulaWithParameter(layer: Int, name: String)
    case unknownParameter(layer: Int, activation: String, name: String, known: [String])
    case parameterOutOfRange(
      layer: Int, activation: String, name: String, value: Double, range: ClosedRange<Double>)

    // Values
    case inputNotFinite(entry: Int, value: Double)

    // Writing
    case cannotWrite(ending: String, writable: [String])
  }
}
