/// A kind of file that is known by sight but not read.
///
/// A format that learns to be read moves from here to `ModelFile.formats`.
struct OtherKind: Sendable {
  let name: String
  let endings: [String]
  let recognises: @Sendable ([UInt8]) -> Bool

  static func recognised(_ bytes: [UInt8]) -> OtherKind? {
    all.first { $0.recognises(bytes) }
  }

  static func ending(_ ending: String) -> OtherKind? {
    all.first { $0.endings.contains(ending) }
  }

  private static let all: [OtherKind] = [
    OtherKind(name: "a zip (but no Keras, PyTorch or NumPy)", endings: ["npz"]) {
      starts($0, with: "PK\u{3}\u{4}")
    },
    OtherKind(name: "a Python pickle", endings: ["pkl", "pickle", "joblib"], recognises: isPickle),
    OtherKind(name: "a gzip", endings: ["gz"]) { $0.starts(with: [0x1F, 0x8B, 0x08]) },
    OtherKind(name: "a UTF-16 text", endings: []) {
      $0.starts(with: [0xFF, 0xFE]) || $0.starts(with: [0xFE, 0xFF])
    },
  ]

  private static func starts(_ bytes: [UInt8], with text: String) -> Bool {
    bytes.starts(with: text.utf8)
  }

  /// The protocol mark of pickle 2 to 5, and the stop mark at the end.
  private static func isPickle(_ bytes: [UInt8]) -> Bool {
    bytes.count > 2 && bytes[0] == 0x80 && (2...5).contains(bytes[1])
      && bytes.last == UInt8(ascii: ".")
  }
}
