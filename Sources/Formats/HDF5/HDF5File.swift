/// What an HDF5 file holds: groups and data sets by their paths, `/model_weights/dense/kernel:0`.
struct HDF5File {
  private(set) var groups: [String] = []
  private(set) var dataSets: [String: DataSet] = [:]

  /// The paths of all data sets, those that have been taken included.
  private(set) var dataSetPaths: Set<String> = []
  private(set) var references: [String: References] = [:]
  private var texts: [Attribute: [String]] = [:]
  private var numbers: [Attribute: [Double]] = [:]

  struct DataSet {
    var shape: [Int]
    var values: [Double]
  }

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
    // The other process has a copy.
    bytes = []
    while let record = try records.next() {
      switch record {
      case .group(let path): groups.append(path)
      case .texts(let path, let name, let values): texts[.init(path: path, name: name)] = values
      case .numbers(let path, let name, let values):
        numbers[.init(path: path, name: name)] = values
      case .dataSet(let path, let set):
        dataSets[path] = set
        dataSetPaths.insert(path)
      case .references(let path, let list): references[path] = list
      }
    }
  }

  /// A data set, which is not kept: that of a large layer is made into weights at once.
  mutating func take(_ path: String) -> DataSet? { dataSets.removeValue(forKey: path) }

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
