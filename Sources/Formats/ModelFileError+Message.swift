extension ModelFileError: CustomStringConvertible {
  /// The problem in one line. Words of the file stand in it as they are, control characters too, but
  /// for the ends of lines.
  public var message: String {
    // Scalars: \r\n is one character.
    guard text.unicodeScalars.contains(where: { $0 == "\n" || $0 == "\r" }) else { return text }
    var line = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": line += "\\n"
      case "\r": line += "\\r"
      default: line.unicodeScalars.append(scalar)
      }
    }
    return line
  }

  private var text: String {
    switch problem {
    case .empty: "the file is empty"
    case .tooLarge(let problem): placePrefix + problem
    case .otherKind(let kind): "this looks like \(kind) file; \(Self.readable)"
    case .unrecognised: "not a network file that is known here; \(Self.readable)"

    case .otherContent(let ending, let format):
      "the name ends in .\(ending), but its bytes are neither \(format) nor another format that is "
        + "known here; is it damaged?"

    case .refused(let kind, let why): "\(kind): \(why)"

    case .activations(let layers, let given, let kind, let names):
      (kind.map { "\($0): it" } ?? "the network") + " has \(Count(layers, "layer"))"
        + (names.map { " (\($0))" } ?? "") + ", but "
        + (given == 1 ? "1 activation was given" : "\(given) activations were given")

    case .noSuchLayer(let kind, let name, let known):
      "\(kind): it has no layer \(Quote.single(name)); it has "
        + known.prefix(8).joined(separator: ", ")

    case .notJSON(let problem): "not JSON: \(placePrefix)\(problem)"
    case .unusableJSON(let problem): "\(placePrefix)\(problem)"
    case .notAnObject(let found): "a network file is a JSON object, and this is \(found)"
    case .noFormat: "this JSON has no \"format\"; a network file has \(Self.mark)"
    case .otherFormat(let format):
      "the format is \(Quote.double(format)); a network file has \(Self.mark)"
    case .otherVersion(let version): "the format's version is \(version); this version reads 1"

    case .missing(let key, let place): "\(place): \"\(key)\" is missing"
    case .wrongKind(let place, let needed, let found): "\(place) must be \(needed), and is \(found)"

    case .noLayers: "the network has no layers"
    case .noRows(let layer): "layer \(layer): \"weights\" has no rows"
    case .emptyRow(let layer, let row): "layer \(layer), row \(row) of \"weights\" is empty"
    case .raggedRow(let layer, let row, let count, let firstCount):
      "layer \(layer), row \(row) has \(Count(count, "number")) where row 1 has \(firstCount)"
    case .biasCount(let layer, let count, let neurons):
      "layer \(layer): \"bias\" has \(Count(count, "number")), but the layer has "
        + "\(Count(neurons, "neuron"))"
    case .inputsOfLayer(let layer, let count, let before):
      "layer \(layer) takes \(Count(count, "input")), but layer \(layer - 1) gives \(before)"
    case .count(let key, let count, let needed, let what):
      "\"\(key)\" has \(count), but the network has \(Count(needed, what))"

    case .unknownActivation(let layer, let name, let nearest):
      "layer \(layer): no activation \(Quote.single(name))"
        + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    case .formula(let layer, let text, let problem, let character):
      "layer \(layer): \(placePrefix)formula \(Quote.double(text)), character \(character): "
        + problem
    case .formulaNamedAs(let layer, let activation):
      "layer \(layer): \(Quote.single(activation)) is a built-in activation; "
        + "a formula needs another name"
    case .formulaWithParameter(let layer, let name):
      "layer \(layer): a formula has no parameter \(Quote.single(name)); write its value into it"
    case .unknownParameter(let layer, let activation, let name, let known):
      "layer \(layer): '\(activation)' has no parameter \(Quote.single(name))"
        + (known.isEmpty ? "; it has none" : "; it has " + known.joined(separator: " and "))
    case .parameterOutOfRange(let layer, let activation, let name, let value, let range):
      "layer \(layer): \(name) of '\(activation)' is \(JSONText.shortest(value)), and must be "
        + Self.describe(range)

    case .inputNotFinite(let entry, let value):
      "\"input\" \(entry) is \(value); an input is finite"

    case .cannotWrite(let ending, let writable):
      (ending.isEmpty ? "the name has no ending" : "cannot write '.\(ending)'")
        + "; networks are written as " + writable.map { ".\($0)" }.joined(separator: ", ")
    }
  }

  public var description: String { message }

  private var placePrefix: String { position.map { "\($0): " } ?? "" }

  /// Those of the table are one or the other.
  private static func describe(_ range: ClosedRange<Double>) -> String {
    range.lowerBound > 0 ? "a positive number" : "a finite number"
  }

  private static let mark = "\"format\": \"\(NetworkJSON.format)\""

  private static var readable: String {
    "this version reads " + ModelFile.formats.map(\.name).joined(separator: ", ")
  }
}

/// A number of things: `1 input`, `5 inputs`.
private struct Count: CustomStringConvertible {
  let description: String

  init(_ count: Int, _ noun: String) {
    description = "\(count) \(noun)" + (count == 1 ? "" : "s")
  }
}
