internal import Core

/// What an HDF5 file holds: groups and data sets by their paths, `/model_weights/dense/kernel:0`.
struct HDF5File {
  private(set) var groups: [String] = []
  private(set) var arrays: [String: NumberArray] = [:]

  /// The paths of all arrays, those that have been taken included.
  private(set) var arrayPaths: Set<String> = []

  /// The file itself, where arrays still stand in it.
  private var bytes: [UInt8] = []
  private(set) var references: [String: References] = [:]
  private var texts: [Attribute: [String]] = [:]
  private var numbers: [Attribute: [Double]] = [:]

  struct References {
    var shape: [Int]
    var paths: [String]
  }

  private struct Attribute: Hashable {
    var path: String
    var name: String
  }

  static let mark: [UInt8] = [0x89] + Array("HDF\r\n\u{1A}\n".utf8)

  /// - Parameter skipping: paths that are not read.
  /// - Throws: what is wrong with the file, or why it could not be asked.
  init(
    taking bytes: inout [UInt8], skipping: [String], reader: String?, kind: String
  ) throws(ModelFileError) {
    var records = try HDF5Records(bytes, skipping: skipping, reader: reader, kind: kind)
    swap(&self.bytes, &bytes)
    while let record = try records.next() {
      switch record {
      case .group(let path): groups.append(path)
      case .texts(let path, let name, let values): texts[.init(path: path, name: name)] = values
      case .numbers(let path, let name, let values):
        numbers[.init(path: path, name: name)] = values
      case .array(let path, let array):
        arrays[path] = array
        arrayPaths.insert(path)
      case .references(let path, let list): references[path] = list
      }
    }
    if arrays.values.allSatisfy({ $0.type == nil }) { self.bytes = [] }
  }

  // MARK: Arrays

  /// An array, which is not kept: that of a large layer is made into weights at once.
  mutating func take(_ path: String) -> NumberArray? { arrays.removeValue(forKey: path) }

  /// The numbers of an array, the last index first.
  func doubles(_ array: NumberArray) -> [Double] { array.doubles(in: bytes) }

  /// Weights that are stored inputs × outputs, as a layer has them.
  ///
  /// - Precondition: two indices.
  func transposed(_ array: NumberArray) -> Matrix { array.transposed(in: bytes) }

  // MARK: Attributes

  func texts(_ name: String, of path: String) -> [String]? { texts[.init(path: path, name: name)] }

  func text(_ name: String, of path: String) -> String? { texts(name, of: path)?.first }

  func numbers(_ name: String, of path: String) -> [Double]? {
    numbers[.init(path: path, name: name)]
  }

  /// A list that may stand in several attributes: NAME, or NAME0, NAME1 and so on.
  func longList(_ name: String, of path: String) -> [String]? {
    if let list = texts(name, of: path) { return list }
    var all: [String] = []
    for k in 0..<1000 {
      guard let part = texts("\(name)\(k)", of: path) else { break }
      all += part
    }
    return all.isEmpty ? nil : all
  }
}
