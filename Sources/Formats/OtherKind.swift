/// A kind of file that is known by sight but not read.
///
/// A format that learns to be read moves from here to `ModelFile.formats`.
struct OtherKind: Sendable {
  let name: String
  let endings: [String]
  let recognises: @Sendable ([UInt8]) -> Bool

  /// Whether it is another file, made smaller.
  var isCompression: Bool { ["bz2", "xz", "lzma", "gz"].contains { endings.contains($0) } }

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
    OtherKind(name: "a bzip2", endings: ["bz2"]) { starts($0, with: "BZh") },
    OtherKind(name: "an xz", endings: ["xz"]) {
      $0.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00])
    },
    OtherKind(name: "an lzma", endings: ["lzma"]) { $0.starts(with: [0x5D, 0x00, 0x00]) },
    OtherKind(name: "a MATLAB 4 (save it with -v7)", endings: [], recognises: isMATLAB4),
    OtherKind(name: "a gzip", endings: ["gz"]) { $0.starts(with: [0x1F, 0x8B, 0x08]) },
    OtherKind(name: "a UTF-16 text", endings: []) {
      $0.starts(with: [0xFF, 0xFE]) || $0.starts(with: [0xFE, 0xFF])
    },
  ]

  private static func starts(_ bytes: [UInt8], with text: String) -> Bool {
    bytes.starts(with: text.utf8)
  }

  /// A type of up to four digits, rows, columns, whether complex, and the length of a short name with
  /// its zero.
  private static func isMATLAB4(_ bytes: [UInt8]) -> Bool {
    guard bytes.count > 20 else { return false }
    var cursor = ByteCursor(bytes, 0..<20)
    guard let type = cursor.count(4), let rows = cursor.count(4), let columns = cursor.count(4),
      let isComplex = cursor.count(4), let length = cursor.count(4)
    else { return false }
    return type <= 52 && type % 10 <= 2 && rows > 0 && columns > 0 && isComplex <= 1
      && (2...64).contains(length) && bytes.count > 20 + length && bytes[19 + length] == 0
  }

  /// The protocol mark of pickle 2 to 5, and the stop mark at the end.
  private static func isPickle(_ bytes: [UInt8]) -> Bool {
    bytes.count > 2 && bytes[0] == 0x80 && (2...5).contains(bytes[1])
      && bytes.last == UInt8(ascii: ".")
  }
}
