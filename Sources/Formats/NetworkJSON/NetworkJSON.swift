internal import Core

/// The program's own network file, made to be written by hand.
///
///     {"format": "netrepl-network", "version": 1, "name": "xor",
///      "layers": [{"weights": [[1, 2], [3, 4]], "bias": [0, 0], "activation": "tansig"}, ...],
///      "inputs": ["x", "y"], "outputs": ["z"], "input": [0.5, -1]}
///
/// `weights` is (neurons) × (neurons of the layer before); an activation is a name, or an object
/// with `name` and its parameters, or with a `formula` in x, or a list of such objects, each with the
/// number of `neurons` that have it. `name`, `inputs`, `outputs` and `input` may be left out, and so
/// may what a file of another program told: `origins`, one a layer, and `remarks`.
enum NetworkJSON {
  static let format = "netrepl-network"
  static let version = 1.0

  /// JSON begins with a bracket, behind spaces and a byte order mark.
  static func recognises(_ bytes: [UInt8]) -> Bool {
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    let first = text.first { ![0x20, 0x0A, 0x0D, 0x09].contains($0) }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
  }
}

extension ModelFormat {
  static let networkJSON = ModelFormat(
    name: "the program's own JSON (format \"\(NetworkJSON.format)\")", endings: ["json"],
    recognises: NetworkJSON.recognises,
    read: { bytes, name, _ throws(ModelFileError) in
      try NetworkJSONReader.read(bytes, fallbackName: name)
    },
    write: { told, _ throws(ModelFileError) in try NetworkJSONWriter.write(told) })
}
